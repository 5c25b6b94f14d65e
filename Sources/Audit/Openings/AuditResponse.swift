package import Bytes

/// What the producer says that he opened, to which challenge; the openings themselves lie beside it.
package struct AuditResponse: Hashable, Sendable {
    /// An opening that lies beside the document, under the name of its digest.
    package struct Opening: Hashable, Sendable {
        package let sha256: Digest
        package let size: Int
    }

    /// How far the producer's ledger of disclosures went once these openings stood in it.
    package struct Ledger: Hashable, Sendable {
        /// Lines.
        package let count: Int
        /// SHA-256 of the last line; zeros for none.
        package let head: Digest

        package init(count: Int, head: Digest) {
            self.count = count
            self.head = head
        }
    }

    package static let type = "bulla-audit-response/1"
    package static let payloadType = "application/vnd.bulla.audit-response+json"
    package static let limits = JSON.Limits(bytes: 16 << 20, depth: 4)
    /// The signed document in a response's folder.
    package static let documentName = "response.dsse.json"
    /// The folder of the openings beside it.
    package static let openingsFolder = "sha256"

    /// Digest of the challenge.
    package var challenge: Digest
    package var draw: Digest
    /// Nil in responses of 0.1.0.
    package var ledger: Ledger?
    package var manifest: Digest
    /// Ascending by digest, each once.
    package var openings: [Opening]
    package var plan: Digest
    /// Claimed.
    package var respondedAt: Timestamp

    /// Everything that the challenge of a finished ceremony asks for.
    package init(
        to challenge: Challenge,
        at time: Timestamp,
        ledger: Ledger? = nil
    ) throws(AuditError) {
        guard let drawn = challenge.ceremony.drawn else {
            throw AuditError(.badValue, at: "ceremony.draw", "want a ceremony with its draw")
        }
        self.challenge = challenge.digest
        draw = drawn.digest
        self.ledger = ledger
        manifest = challenge.manifest
        plan = challenge.ceremony.planned.digest
        respondedAt = time
        let sizes = Dictionary(challenge.openings.map { ($0.sha256, $0.size) }) { first, _ in first }
        openings = sizes.sorted { $0.key.hex < $1.key.hex }.map { Opening(sha256: $0.key, size: $0.value) }
    }

    /// Reads the payload of a response; any spelling but the canonical one is refused.
    package init(canonical bytes: some Collection<UInt8>) throws(AuditError) {
        self = try AuditError.from(.malformed, in: "response") { () throws(FormatError) in
            try AuditResponse(JSON(canonical: bytes, limits: AuditResponse.limits), path: "")
        }
        guard zip(openings, openings.dropFirst()).allSatisfy({ $0.sha256.hex < $1.sha256.hex }) else {
            throw AuditError(.badValue, at: "openings", "want each digest once, ascending")
        }
    }
}

extension AuditResponse: FieldCoded {
    package init(_ fields: inout Fields<AuditResponse>) throws(FormatError) {
        try fields.constant("type", AuditResponse.type)
        challenge = try fields("challenge", \.challenge, .digest)
        draw = try fields("draw", \.draw, .digest)
        ledger = try fields("ledger", \.ledger, .object)
        manifest = try fields("manifest", \.manifest, .digest)
        openings = try fields("openings", \.openings, .objects())
        plan = try fields("plan", \.plan, .digest)
        respondedAt = try fields("responded_at", \.respondedAt, .time)
    }
}

extension AuditResponse.Opening: FieldCoded {
    package init(_ fields: inout Fields<AuditResponse.Opening>) throws(FormatError) {
        sha256 = try fields("sha256", \.sha256, .digest)
        size = try fields("size", \.size, .integer(in: 1...JSON.largestInteger))
    }
}

extension AuditResponse.Ledger: FieldCoded {
    package init(_ fields: inout Fields<AuditResponse.Ledger>) throws(FormatError) {
        count = try fields("count", \.count, .integer(in: 0...JSON.largestInteger))
        head = try fields("head", \.head, .digest)
    }
}
