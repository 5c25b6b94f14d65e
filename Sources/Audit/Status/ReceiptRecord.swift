package import Bytes
package import Trust

/// An acceptance as a folder has it.
package struct ReceiptRecord: Hashable, Sendable {
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

    /// Judges who signed a receipt.
    package init(file: String, _ signed: SignedReceipt, trust: Trust, at time: Timestamp) {
        self.file = file
        manifest = signed.receipt.bundle.manifest
        run = signed.receipt.bundle.run
        to = signed.receipt.bundle.to
        root = signed.receipt.bundle.root
        plan = signed.receipt.plan
        acceptedAt = signed.receipt.acceptedAt
        let judgement = signed.signers(trust: trust, at: time)
        inspectors = judgement.people
        isSigned = judgement.accepted
        isForged = judgement.faults.contains { $0.code == .signatureInvalid }
    }
}
