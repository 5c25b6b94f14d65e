package import Attestation
package import Bytes
import Leaves
package import PluginHost

/// What a policy makes of a clock that is wrong; `Formats/trust-v1.md` section 1.2.
package enum ClockWord: String, Hashable, Sendable, CaseIterable {
    case refuse, warn
}

/// What a verifier demands besides signatures.
package struct Policy: Hashable, Sendable {
    /// Kinds of session that are accepted, sorted.
    package let sessions: [String]
    /// Kinds of proof that every step must carry, sorted.
    package let proofs: [String]
    /// The least number of sampled steps.
    package let sampleMinimum: Int
    /// The greatest number of rewinds in a segment.
    package let rewindsMaximum: Int
    /// Whether a signer without an ML-DSA-87 half counts.
    package let requireMLDSA87: Bool
    /// What is demanded of evidence from trusted execution environments.
    package var attestation = AttestationPolicy.none
    /// Programs that judge other people's proofs, ascending by name; no bundle declares one.
    package var plugins: [PluginDeclaration] = []
    /// What the file says of acceptance; nil where it leaves that to the standard.
    package var statedAcceptance: AcceptancePolicy?
    /// What the file says of custody; nil where it leaves that to the standard.
    package var statedCustody: CustodyPolicy?
    /// Markings of media from the lowest to the highest.
    package var markings = MarkingOrder.none

    /// How many different people must have seen a signature whose key has ended; nil where the file leaves that to its
    /// thresholds (`Trust.sightingsWanted`).
    package var sightings: Int?

    /// What a time of sealing after that of judging is; nil where the file says nothing: a warning.
    package var sealedAhead: ClockWord?

    /// What the file says of the review before export; nil where it says nothing.
    package var review: ReviewPolicy?

    /// What is demanded before a bundle is accepted with a receipt.
    package var acceptance: AcceptancePolicy { statedAcceptance ?? .standard }

    /// Who may do what to a medium.
    package var custody: CustodyPolicy { statedCustody ?? .standard }

    package static let standard = Policy(
        sessions: ["software"],
        proofs: [ProofKind.attested.name],
        sampleMinimum: 0,
        rewindsMaximum: 16,
        requireMLDSA87: false
    )

    package static let sightingsRange: ClosedRange<Int64> = 1...64

    static let listLimit = 32

    private init(
        sessions: [String],
        proofs: [String],
        sampleMinimum: Int,
        rewindsMaximum: Int,
        requireMLDSA87: Bool
    ) {
        self.sessions = sessions
        self.proofs = proofs
        self.sampleMinimum = sampleMinimum
        self.rewindsMaximum = rewindsMaximum
        self.requireMLDSA87 = requireMLDSA87
    }

    /// Sorts the kinds; refuses duplicates, empty lists of sessions, and words that no format uses.
    package init(
        acceptingSessions sessions: [String],
        proofs: [String],
        sampleMinimum: Int,
        rewindsMaximum: Int,
        requireMLDSA87: Bool
    ) throws(TrustError) {
        try Policy.check(sessions, at: "policy.sessions", least: 1)
        try Policy.check(proofs, at: "policy.proofs", least: 0)
        let range = 0...Int(JSON.largestInteger)
        guard range.contains(sampleMinimum), range.contains(rewindsMaximum) else {
            throw TrustError(.badPolicy, at: "policy", "want numbers from 0 to 2^53 - 1")
        }
        self.init(
            sessions: sessions.sorted(),
            proofs: proofs.sorted(),
            sampleMinimum: sampleMinimum,
            rewindsMaximum: rewindsMaximum,
            requireMLDSA87: requireMLDSA87
        )
    }

    // Kinds look like `software` or `attested/1`.
    private static func check(_ kinds: [String], at location: String, least: Int) throws(TrustError) {
        guard (least...listLimit).contains(kinds.count), Set(kinds).count == kinds.count else {
            throw TrustError(
                .badPolicy,
                at: location,
                "want \(least) to \(listLimit) kinds, each once"
            )
        }
        for kind in kinds where !isKind(kind) {
            throw TrustError(
                .badPolicy,
                at: location,
                "got \"\(kind.prefix(40))\", want 1 to 64 of a-z 0-9 . / -"
            )
        }
    }

    static func isKind(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7a).contains($0) || (0x2d...0x39).contains($0)
            }
    }
}

extension Policy {
    /// Reads a policy in any JSON spelling, as somebody wrote it by hand.
    package init(document bytes: [UInt8]) throws(TrustError) {
        self = try TrustError.from(.malformed, in: "trust") { () throws(FormatError) in
            try Policy(JSON(parsing: bytes, limits: .document), path: "policy")
        }
        try checkKinds()
    }

    /// Refuses what `init(acceptingSessions:…)` would refuse or sort.
    func checkKinds() throws(TrustError) {
        try Policy.check(sessions, at: "policy.sessions", least: 1)
        try Policy.check(proofs, at: "policy.proofs", least: 0)
        guard sessions == sessions.sorted(), proofs == proofs.sorted() else {
            throw TrustError(.badPolicy, at: "policy", "want sorted kinds")
        }
    }
}

/// `policy` of a trust file; `checkKinds` is for whoever reads it.
extension Policy: FieldCoded {
    package init(_ fields: inout Fields<Policy>) throws(FormatError) {
        sessions = try fields("sessions", \.sessions, .list(of: .string))
        proofs = try fields("proofs", \.proofs, .list(of: .string))
        sampleMinimum = try fields("sample_minimum", \.sampleMinimum, .integer)
        rewindsMaximum = try fields("rewinds_maximum", \.rewindsMaximum, .integer)
        requireMLDSA87 = try fields("require_mldsa87", \.requireMLDSA87, .bool)
        attestation =
            try fields("attestation", { $0.attestation == .none ? nil : $0.attestation }, .object) ?? .none
        plugins =
            try fields("plugins", { $0.plugins.isEmpty ? nil : $0.plugins }, Policy.declarations) ?? []
        statedAcceptance = try fields("acceptance", \.statedAcceptance, .object)
        statedCustody = try fields("custody", \.statedCustody, .object)
        markings =
            try fields("markings", { $0.markings == .none ? nil : $0.markings }, MarkingOrder.form) ?? .none
        review = try fields("review", \.review, .object)
        sealedAhead = try fields("sealed_ahead", \.sealedAhead, .word)
        sightings = try fields("sightings", \.sightings, .integer(in: Policy.sightingsRange))
    }

    /// Of two declarations for one format nobody could say which judges.
    private static var declarations: Form<[PluginDeclaration]> {
        .objects().that(is: "1 to \(listLimit) plug-ins ascending by name, each format once") { plugins in
            let names = plugins.map(\.name)
            let formats = plugins.flatMap(\.formats)
            return (1...listLimit).contains(names.count)
                && zip(names, names.dropFirst()).allSatisfy { $0 < $1 }
                && Set(formats).count == formats.count
        }
    }
}
