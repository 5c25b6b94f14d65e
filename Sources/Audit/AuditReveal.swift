package import Bytes
import Hashing

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

    /// The one spelling of the reveal.
    package var canonicalBytes: [UInt8] {
        let document: JSON = [
            "plan": .digest(plan), "secret": .digest(secret), "type": .string(AuditReveal.type),
        ]
        return document.canonicalBytes
    }

    /// Reads the payload of a reveal; any spelling but the canonical one is refused.
    package init(canonical bytes: some Collection<UInt8>) throws(AuditError) {
        (plan, secret) = try reading("reveal") { () throws(FormatError) in
            var object = try JSONObject(JSON(canonical: bytes, limits: AuditReveal.limits), path: "reveal")
            try object.expect("type", AuditReveal.type)
            let values = (try object.digest("plan"), try object.digest("secret"))
            try object.end()
            return values
        }
    }
}
