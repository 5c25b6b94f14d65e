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

    /// Reads `policy.acceptance` of a trust file: every key but `sessions` must be there.
    package init(reading object: JSONObject) throws(FormatError) {
        let rates = Int64(0)...Int64(AcceptancePolicy.rateLimit)
        var object = object
        ceremony = try object.bool("ceremony")
        confidence = try object.integer("confidence", in: 1...rates.upperBound - 1)
        coverage = try AcceptancePolicy.coverage(&object)
        custody = try object.bool("custody")
        goodRate = try object.integer("good_rate", in: rates)
        sampleRate = try object.integer("sample_rate", in: rates)
        scope = try AcceptancePolicy.scope(&object)
        sessions = try object.optional("sessions", AcceptancePolicy.sessions)
        witnesses = try object.integer("witnesses", in: 0...Int64(AcceptancePolicy.witnessLimit))
        try object.end()
    }

    private static func scope(_ object: inout JSONObject) throws(FormatError) -> Scope {
        let word = try object.string("scope")
        guard let scope = Scope(rawValue: word), scope != .sample else {
            throw FormatError(
                .badValue,
                at: object.location("scope"),
                "got \"\(word.prefix(40))\", want log or all: a sample says nothing of the log"
            )
        }
        return scope
    }

    private static func sessions(
        _ object: inout JSONObject,
        _ key: String
    ) throws(FormatError) -> [String] {
        let kinds = try object.strings(key)
        try check(kinds, least: 1, at: object.location(key))
        return kinds
    }

    private static func coverage(_ object: inout JSONObject) throws(FormatError) -> [Coverage] {
        var found: [Coverage] = []
        for var entry in try object.objects("coverage") {
            let kind = try entry.string("kind")
            let rate = try entry.integer("rate", in: 1...Int64(rateLimit))
            try entry.end()
            found.append(Coverage(kind: kind, rate: rate))
        }
        try check(found.map(\.kind), least: 0, at: object.location("coverage"))
        return found
    }

    private static func check(_ kinds: [String], least: Int, at location: String) throws(FormatError) {
        guard (least...Policy.listLimit).contains(kinds.count), kinds.allSatisfy(Policy.isKind),
            zip(kinds, kinds.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw FormatError(
                .badValue,
                at: location,
                "want \(least) to \(Policy.listLimit) kinds of 1 to 64 of a-z 0-9 . / -, ascending, each once"
            )
        }
    }

    package var json: JSON {
        var members: [String: JSON] = [
            "ceremony": .bool(ceremony), "confidence": .number(confidence),
            "coverage": .array(
                coverage.map { ["kind": .string($0.kind), "rate": .number($0.rate)] }
            ),
            "custody": .bool(custody), "good_rate": .number(goodRate), "sample_rate": .number(sampleRate),
            "scope": .string(scope.rawValue), "witnesses": .number(witnesses),
        ]
        if let sessions { members["sessions"] = .array(sessions.map { .string($0) }) }
        return .object(members)
    }
}
