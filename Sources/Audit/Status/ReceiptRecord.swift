package import Bytes
package import Keys
package import Trust

/// An acceptance as a folder has it.
package struct ReceiptRecord: Hashable, Sendable {
    package static let payloadType = "application/vnd.bulla.acceptance+json"
    package static let limits = JSON.Limits(bytes: 1 << 16, depth: 3)

    package let file: String
    /// The bundle that was accepted.
    package let manifest: Digest
    package let run: Digest
    package let to: Int
    package let root: Digest
    /// Digest of the plan that the sample was drawn by.
    package let plan: Digest?
    /// Claimed.
    package let acceptedAt: Timestamp
    /// Ids of the inspectors whose signatures count, sorted.
    package let inspectors: [String]
    /// Whether they are enough.
    package let isSigned: Bool
    /// A signature by a key of the trust file does not verify.
    package let isForged: Bool

    /// Reads what the weeks need of a receipt, and judges who signed it.
    package init(
        file: String,
        _ envelope: Envelope,
        trust: Trust,
        at time: Timestamp
    ) throws(AuditError) {
        let parts = try reading("receipt") { () throws(FormatError) in
            let value = try JSON(canonical: envelope.payload, limits: ReceiptRecord.limits)
            var object = try JSONObject(value, path: "receipt")
            try object.expect("type", "bulla-acceptance/1")
            return (
                bundle: try object.object("bundle"), acceptedAt: try object.time("accepted_at"),
                plan: try object.optional("plan") { o, k throws(FormatError) in try o.digest(k) }
            )
        }
        (manifest, run, to, root) = try reading("receipt") { () throws(FormatError) in
            var bundle = parts.bundle
            return (
                try bundle.digest("manifest"), try bundle.digest("run"), try bundle.integer("to"),
                try bundle.digest("root")
            )
        }
        self.file = file
        plan = parts.plan
        acceptedAt = parts.acceptedAt
        let judgement = trust.judge(envelope, role: .inspector, at: time)
        inspectors = judgement.people
        isSigned = judgement.accepted
        isForged = judgement.faults.contains { $0.code == .signatureInvalid }
    }
}
