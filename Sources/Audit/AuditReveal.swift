package import Bytes

/// The producer's contribution to a two-way audit: the secret behind the commitment leaf.
package struct AuditReveal: Hashable, Sendable {
    package static let type = "bulla-audit-reveal/1"
    package static let payloadType = "application/vnd.bulla.audit-reveal+json"
    package static let limits = JSON.Limits(bytes: 1_024, depth: 2)

    /// Digest of the plan that it answers.
    package var plan: Digest
    /// The 32 bytes whose SHA-256 the commitment leaf holds.
    package var secret: Digest

    package init(plan: Digest, secret: Digest) {
        self.plan = plan
        self.secret = secret
    }

    /// What the commitment leaf must hold: SHA-256 over the 32 raw bytes.
    package var commitment: Digest { SHA256.hash(secret.bytes) }

    /// Reads the payload of a reveal; any spelling but the canonical one is refused.
    package init(canonical bytes: some Collection<UInt8>) throws(AuditError) {
        self = try AuditError.from(.malformed, in: "reveal") { () throws(FormatError) in
            try AuditReveal(JSON(canonical: bytes, limits: AuditReveal.limits), path: "reveal")
        }
    }
}

extension AuditReveal: FieldCoded {
    package init(_ fields: inout Fields<AuditReveal>) throws(FormatError) {
        try fields.constant("type", AuditReveal.type)
        plan = try fields("plan", \.plan, .digest)
        secret = try fields("secret", \.secret, .digest)
    }
}
