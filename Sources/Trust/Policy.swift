package import Attestation
import Bytes
package import PluginHost

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

    /// What the file says of the review before export; nil where it says nothing.
    package var review: ReviewPolicy?

    /// What is demanded before a bundle is accepted with a receipt.
    package var acceptance: AcceptancePolicy { statedAcceptance ?? .standard }

    /// Who may do what to a medium.
    package var custody: CustodyPolicy { statedCustody ?? .standard }

    package static let standard = Policy(
        sessions: ["software"],
        proofs: ["attested/1"],
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
        let object = try translating { () throws(FormatError) in
            try JSONObject(JSON(parsing: bytes, limits: .document), path: "policy")
        }
        try self.init(object)
    }

    init(_ object: JSONObject) throws(TrustError) {
        let parts = try translating { () throws(FormatError) in
            var object = object
            let sessions = try object.strings("sessions")
            let proofs = try object.strings("proofs")
            let sample = try object.integer("sample_minimum")
            let rewinds = try object.integer("rewinds_maximum")
            let require = try object.bool("require_mldsa87")
            let attestation = try object.optional("attestation") { (object, key) throws(FormatError) in
                try AttestationPolicy(reading: object.object(key))
            }
            let plugins = try object.optional("plugins", Policy.plugins) ?? []
            let acceptance = try object.optional("acceptance") { (object, key) throws(FormatError) in
                try AcceptancePolicy(reading: object.object(key))
            }
            let custody = try object.optional("custody") { (object, key) throws(FormatError) in
                try CustodyPolicy(reading: object.object(key))
            }
            let markings = try object.optional("markings") { (object, key) throws(FormatError) in
                try MarkingOrder(reading: object.strings(key), at: object.location(key))
            }
            let review = try object.optional("review") { (object, key) throws(FormatError) in
                try ReviewPolicy(reading: object.object(key))
            }
            let sightings = try object.optional("sightings") { (object, key) throws(FormatError) in
                try object.integer(key, in: Policy.sightingsRange)
            }
            try object.end()
            return (
                sessions, proofs, sample, rewinds, require, attestation ?? .none, plugins, acceptance,
                custody, markings ?? .none, review, sightings
            )
        }
        try self.init(
            acceptingSessions: parts.0,
            proofs: parts.1,
            sampleMinimum: parts.2,
            rewindsMaximum: parts.3,
            requireMLDSA87: parts.4
        )
        guard parts.0 == sessions, parts.1 == proofs else {
            throw TrustError(.badPolicy, at: "policy", "want sorted kinds")
        }
        attestation = parts.5
        plugins = parts.6
        statedAcceptance = parts.7
        statedCustody = parts.8
        markings = parts.9
        review = parts.10
        sightings = parts.11
    }

    /// Reads declarations; of two for one format nobody could say which judges.
    private static func plugins(
        _ object: inout JSONObject,
        _ key: String
    ) throws(FormatError) -> [PluginDeclaration] {
        var plugins: [PluginDeclaration] = []
        for declaration in try object.objects(key) { plugins.append(try PluginDeclaration(declaration)) }
        let names = plugins.map(\.name)
        let formats = plugins.flatMap(\.formats)
        guard (1...listLimit).contains(names.count), zip(names, names.dropFirst()).allSatisfy({ $0 < $1 }),
            Set(formats).count == formats.count
        else {
            throw FormatError(
                .badValue,
                at: object.location(key),
                "want 1 to \(listLimit) plug-ins ascending by name, each format once"
            )
        }
        return plugins
    }

    var json: JSON {
        var members: [String: JSON] = [
            "sessions": .array(sessions.map { .string($0) }), "proofs": .array(proofs.map { .string($0) }),
            "sample_minimum": .number(sampleMinimum), "rewinds_maximum": .number(rewindsMaximum),
            "require_mldsa87": .bool(requireMLDSA87),
        ]
        if attestation != .none { members["attestation"] = attestation.json }
        members["acceptance"] = statedAcceptance?.json
        members["custody"] = statedCustody?.json
        if markings != .none { members["markings"] = .array(markings.markings.map { .string($0) }) }
        members["review"] = review?.json
        members["sightings"] = sightings.map { .number($0) }
        if !plugins.isEmpty { members["plugins"] = .array(plugins.map(\.json)) }
        return .object(members)
    }
}
