package import Bytes

/// What an inspector demands before accepting a bundle, beside a verdict that accepts it; `Formats/acceptance-v1.md`.
///
/// Rates and the confidence are in basis points.
package struct AcceptancePolicy: Hashable, Sendable {
    /// A kind of proof, and the least share of the segment's steps that must carry one.
    package struct Coverage: Hashable, Sendable {
        package let kind: String
        package let rate: Int

        package init(kind: String, rate: Int) {
            self.kind = kind
            self.rate = rate
        }
    }

    /// Whether a sample must come from a signed ceremony; where every step was looked at nobody drew.
    package var ceremony = true
    /// The least confidence at which the population's bound was computed.
    package var confidence = 9_500
    /// The least share of all steps that must be shown to be good.
    package var goodRate = 9_900
    /// The least share of the steps that were looked at that must verify.
    package var sampleRate = 9_900
    /// The least number of people who witnessed the ceremony.
    package var witnesses = 2
    /// Kinds of session that may stand behind an accepted bundle, ascending; nil: those that the policy accepts.
    package var sessions: [String]?
    /// Ascending by kind.
    package var coverage: [Coverage] = []
    /// Whether the chain of custody must have been checked.
    package var custody = false
    /// How much of the log must have been read: `log` or `all`.
    package var scope = Scope.log

    /// What is demanded where a policy says nothing.
    package static let standard = AcceptancePolicy()

    package static let rateLimit = 10_000
    package static let witnessLimit = 64

    private init() {}
}

/// `policy.acceptance` of a trust file: every key but `sessions` must be there.
extension AcceptancePolicy: FieldCoded {
    package init(_ fields: inout Fields<AcceptancePolicy>) throws(FormatError) {
        let rates = Int64(0)...Int64(AcceptancePolicy.rateLimit)
        ceremony = try fields("ceremony", \.ceremony, .bool)
        confidence = try fields("confidence", \.confidence, .integer(in: 1...rates.upperBound - 1))
        coverage = try fields("coverage", \.coverage, AcceptancePolicy.coverages)
        custody = try fields("custody", \.custody, .bool)
        goodRate = try fields("good_rate", \.goodRate, .integer(in: rates))
        sampleRate = try fields("sample_rate", \.sampleRate, .integer(in: rates))
        scope = try fields("scope", \.scope, .word.that(is: "log or all") { $0 != .sample })
        sessions = try fields(
            "sessions",
            \.sessions,
            .list(of: .string).that(is: AcceptancePolicy.kindsWanted(1)) {
                AcceptancePolicy.areKinds($0, least: 1)
            }
        )
        witnesses = try fields(
            "witnesses",
            \.witnesses,
            .integer(in: 0...Int64(AcceptancePolicy.witnessLimit))
        )
    }

    private static var coverages: Form<[Coverage]> {
        .objects().that(is: kindsWanted(0)) { areKinds($0.map(\.kind), least: 0) }
    }

    private static func areKinds(_ kinds: [String], least: Int) -> Bool {
        (least...Policy.listLimit).contains(kinds.count) && kinds.allSatisfy(Policy.isKind)
            && zip(kinds, kinds.dropFirst()).allSatisfy { $0 < $1 }
    }

    private static func kindsWanted(_ least: Int) -> String {
        "\(least) to \(Policy.listLimit) kinds of 1 to 64 of a-z 0-9 . / -, ascending, each once"
    }
}

extension AcceptancePolicy.Coverage: FieldCoded {
    package init(_ fields: inout Fields<Self>) throws(FormatError) {
        kind = try fields("kind", \.kind, .string)
        rate = try fields("rate", \.rate, .integer(in: 1...Int64(AcceptancePolicy.rateLimit)))
    }
}
