package import Bytes
import Hashing

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

    /// The one spelling of the draw.
    package var canonicalBytes: [UInt8] {
        var members: [String: JSON] = [
            "drawn_at": .string(drawnAt.description), "outcome": outcome.json, "plan": .digest(plan),
            "type": .string(AuditDraw.type),
        ]
        if let secret { members["secret"] = .digest(secret) }
        return JSON.object(members).canonicalBytes
    }

    /// Reads the payload of a draw; any spelling but the canonical one is refused.
    package init(canonical bytes: some Collection<UInt8>) throws(AuditError) {
        self = try reading("draw") { () throws(FormatError) in
            var object = try JSONObject(JSON(canonical: bytes, limits: AuditDraw.limits), path: "draw")
            try object.expect("type", AuditDraw.type)
            let draw = AuditDraw(
                drawnAt: try object.time("drawn_at"),
                outcome: try AuditOutcome(reading: object.object("outcome")),
                plan: try object.digest("plan"),
                secret: try object.optional("secret") { o, k throws(FormatError) in try o.digest(k) }
            )
            try object.end()
            return draw
        }
    }
}
