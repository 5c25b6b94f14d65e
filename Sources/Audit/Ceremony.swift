package import Bytes
package import Keys

/// An audit's papers in one file, which grows as it is carried from hand to hand; `Formats/audit-v1.md`.
///
/// Reading says that each document is of its form. Who signed, and whether they fit each other and a bundle, is for
/// `judge` to say.
package struct Ceremony: Hashable, Sendable {
    package static let type = "bulla-audit/1"
    /// Three envelopes with 64 pairs of signatures each would fit twice.
    package static let fileLimit = 4 << 20
    package static let limits = JSON.Limits(bytes: fileLimit, depth: 5)

    package private(set) var plan: Envelope
    package private(set) var reveal: Envelope?
    package private(set) var draw: Envelope?

    /// What the envelopes hold.
    package let planned: AuditPlan
    package private(set) var revealed: AuditReveal?
    package private(set) var drawn: AuditDraw?

    /// A plan that nobody has signed yet.
    package init(planning plan: AuditPlan) throws(AuditError) {
        try plan.check()
        planned = plan
        self.plan = Envelope(payloadType: AuditPlan.payloadType, payload: plan.canonicalBytes)
    }

    /// Puts envelopes together; their payloads are read, nothing is verified.
    package init(plan: Envelope, reveal: Envelope? = nil, draw: Envelope? = nil) throws(AuditError) {
        planned = try AuditPlan(canonical: plan.payload)
        if let reveal { revealed = try AuditReveal(canonical: reveal.payload) }
        if let draw { drawn = try AuditDraw(canonical: draw.payload) }
        self.plan = plan
        self.reveal = reveal
        self.draw = draw
    }

    /// The file's bytes: canonical JSON, no line feed.
    package var canonicalBytes: [UInt8] { json.canonicalBytes }

    var json: JSON {
        var members: [String: JSON] = ["plan": plan.json, "type": .string(Ceremony.type)]
        if let reveal { members["reveal"] = reveal.json }
        if let draw { members["draw"] = draw.json }
        return .object(members)
    }

    /// Reads a file; any spelling but the canonical one is refused, in the payloads too.
    package init(canonical bytes: some Collection<UInt8>) throws(AuditError) {
        try self.init(
            reading: AuditError.from(.malformed, in: "ceremony") { () throws(FormatError) in
                try JSON(canonical: bytes, limits: Ceremony.limits)
            }
        )
    }

    /// Reads the value that a file holds, or a member of another document.
    init(reading value: JSON) throws(AuditError) {
        let parts = try AuditError.from(.malformed, in: "ceremony") { () throws(FormatError) in
            var object = try JSONObject(value, path: "")
            try object.expect("type", Ceremony.type)
            let plan = try object.value("plan")
            let reveal = try object.optional("reveal") { o, k throws(FormatError) in try o.value(k) }
            let draw = try object.optional("draw") { o, k throws(FormatError) in try o.value(k) }
            try object.end()
            return (plan, reveal, draw)
        }
        try self.init(
            plan: Ceremony.envelope(parts.0, "plan", AuditPlan.payloadType),
            reveal: parts.1.map { value throws(AuditError) in
                try Ceremony.envelope(value, "reveal", AuditReveal.payloadType)
            },
            draw: parts.2.map { value throws(AuditError) in
                try Ceremony.envelope(value, "draw", AuditDraw.payloadType)
            }
        )
    }

    private static func envelope(
        _ value: JSON,
        _ member: String,
        _ payloadType: String
    ) throws(AuditError) -> Envelope {
        do {
            return try Envelope(value, path: member, expecting: payloadType, fewest: 0)
        } catch { throw AuditError(.malformed, error) }
    }
}

extension Ceremony {
    /// The three documents, as the file names them.
    package enum Part: String, Sendable, CaseIterable {
        case plan, reveal, draw
    }

    /// Puts in the producer's secret; there is one reveal, and it comes before the draw.
    package mutating func add(_ reveal: AuditReveal) throws(AuditError) {
        guard self.reveal == nil, draw == nil else {
            throw AuditError(.notExtending, at: "reveal", "already has a reveal or a draw")
        }
        revealed = reveal
        self.reveal = Envelope(payloadType: AuditReveal.payloadType, payload: reveal.canonicalBytes)
    }

    /// Puts in what chance said; there is one draw.
    package mutating func add(_ draw: AuditDraw) throws(AuditError) {
        guard self.draw == nil else {
            throw AuditError(.notExtending, at: "draw", "already has a draw")
        }
        drawn = draw
        self.draw = Envelope(payloadType: AuditDraw.payloadType, payload: draw.canonicalBytes)
    }

    /// What the signers of a part sign; nil where the part is not there.
    package func signedBytes(of part: Part) -> [UInt8]? { envelope(part)?.signedBytes }

    /// Adds signatures to a part; who has signed it already is not added again.
    package mutating func add(_ signatures: [Signature], to part: Part) throws(AuditError) {
        guard var envelope = envelope(part) else {
            throw AuditError(.notExtending, at: part.rawValue, "is missing")
        }
        guard part != .plan || draw == nil else {
            throw AuditError(.notExtending, at: "plan", "already drawn: the plan can no longer be signed")
        }
        let known = Set(envelope.signatures.map(\.keyIdentifier))
        envelope.signatures += signatures.filter { !known.contains($0.keyIdentifier) }
        guard envelope.signatures.count <= Envelope.signatureLimit else {
            throw AuditError(.badValue, at: part.rawValue, "at most \(Envelope.signatureLimit) signatures")
        }
        switch part {
        case .plan: plan = envelope
        case .reveal: reveal = envelope
        case .draw: draw = envelope
        }
    }

    package func envelope(_ part: Part) -> Envelope? {
        switch part {
        case .plan: plan
        case .reveal: reveal
        case .draw: draw
        }
    }

    /// Whether this says all that `other` says, in the same words: only then may it take its place.
    package func extends(_ other: Ceremony) -> Bool {
        Part.allCases.allSatisfy { part in
            guard let old = other.envelope(part) else { return true }
            guard let new = envelope(part), new.payload == old.payload else { return false }
            return Set(old.signatures).isSubset(of: new.signatures)
        }
    }
}
