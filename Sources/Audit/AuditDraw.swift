package import Bytes

/// What chance said, and to which plan.
package struct AuditDraw: Hashable, Sendable {
    package static let type = "bulla-audit-draw/1"
    package static let payloadType = "application/vnd.bulla.audit-draw+json"
    package static let limits = JSON.Limits(bytes: 4_096, depth: 3)

    /// Claimed.
    package var drawnAt: Timestamp
    package var outcome: AuditOutcome
    /// Digest of the plan.
    package var plan: Digest
    /// The producer's secret, from the reveal of a two-way audit.
    package var secret: Digest?

    package init(drawnAt: Timestamp, outcome: AuditOutcome, plan: Digest, secret: Digest? = nil) {
        self.drawnAt = drawnAt
        self.outcome = outcome
        self.plan = plan
        self.secret = secret
    }

    /// SHA-256 of the canonical bytes.
    package var digest: Digest { SHA256.hash(canonicalBytes) }

    /// Reads the payload of a draw; any spelling but the canonical one is refused.
    package init(canonical bytes: some Collection<UInt8>) throws(AuditError) {
        self = try AuditError.from(.malformed, in: "draw") { () throws(FormatError) in
            try AuditDraw(JSON(canonical: bytes, limits: AuditDraw.limits), path: "draw")
        }
    }
}

extension AuditDraw: FieldCoded {
    package init(_ fields: inout Fields<AuditDraw>) throws(FormatError) {
        try fields.constant("type", AuditDraw.type)
        drawnAt = try fields("drawn_at", \.drawnAt, .time)
        outcome = try fields("outcome", \.outcome, .object)
        plan = try fields("plan", \.plan, .digest)
        secret = try fields("secret", \.secret, .digest)
    }
}
