package import Bytes
package import Trust

/// An acceptance as a folder has it.
package struct ReceiptRecord: Hashable, Sendable {
    package let file: String
    /// The bundle that was accepted.
    package let manifest: Digest
    package let segment: Segment
    /// Digest of the plan that the sample was drawn by.
    package let plan: Digest?
    /// Claimed.
    package let acceptedAt: Timestamp
    /// What the receipts of other inspectors must say alike.
    package let agreement: Receipt.Agreement
    /// Who signed it, and whether that counts.
    package let signer: ReceiptSigner

    /// Judges who signed a receipt.
    package init(file: String, _ signed: SignedReceipt, trust: Trust, at time: Timestamp) {
        self.file = file
        manifest = signed.receipt.bundle.manifest
        segment = signed.receipt.bundle.segment
        plan = signed.receipt.plan
        acceptedAt = signed.receipt.acceptedAt
        agreement = signed.receipt.agreement
        signer = signed.signer(trust: trust, at: time)
    }

    /// Receipts of one bundle that say the same of it.
    package struct Group: Hashable, Sendable {
        /// By time.
        package let records: [ReceiptRecord]
        /// Ids of the inspectors whose receipts count, sorted.
        package let inspectors: [String]
        /// How many are wanted.
        package let threshold: Int

        package var isEnough: Bool { inspectors.count >= threshold }
        /// How many there are of how many, in words.
        package var count: String { "\(inspectors.count) of \(threshold) inspectors" }
    }

    /// Puts receipts together that agree, in the order of their first times.
    package static func groups(_ records: [ReceiptRecord], threshold: Int) -> [Group] {
        Dictionary(grouping: records, by: \.agreement).values
            .map { records in
                Group(
                    records: records.sorted { ($0.acceptedAt, $0.file) < ($1.acceptedAt, $1.file) },
                    inspectors: Set(records.compactMap(\.signer.person)).sorted(),
                    threshold: threshold
                )
            }
            .sorted { a, b in
                guard let first = a.records.first, let second = b.records.first else { return false }
                return (first.acceptedAt, first.manifest, first.file)
                    < (second.acceptedAt, second.manifest, second.file)
            }
    }
}
