package import Bytes
package import Keys
package import Trust

/// Something about receipts that does not hold, or that a reader must know.
package struct ReceiptFault: Hashable, Sendable {
    /// Stable across releases, and explained in `Docs/error-codes.md`.
    package enum Code: String, StableCode {
        case unsigned = "receipt-unsigned"
        case several = "receipt-several"
        case disagree = "receipt-disagree"
        case otherReport = "receipt-other-report"
        case contradiction = "receipt-contradicts-report"
        case otherBundle = "receipt-other-bundle"
        case later = "receipt-later"
        case endBetween = "receipt-end-between"
        case fileDiffers = "receipt-file-differs"
        case otherTrust = "receipt-other-trust"
        case keyEnded = "receipt-key-ended"
    }

    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// Whether the receipts hold nevertheless.
    package var isWarning: Bool { [.fileDiffers, .otherTrust, .keyEnded].contains(code) }
}

/// The receipts of one bundle, one of each inspector, held against a trust file and whatever else is at hand.
package struct ReceiptJudgement: Hashable, Sendable {
    /// What readers have beside the receipts; what is not given is not compared.
    package struct Comparison: Sendable {
        /// The bytes of reports' files: each receipt binds its own.
        package var reports: [[UInt8]]
        /// What the bundle at hand says of itself, and its file.
        package var bundle: Receipt.Bundle?
        /// The tree of its manifest and signatures.
        package var tree: SealTree?

        package init(reports: [[UInt8]] = [], bundle: Receipt.Bundle? = nil, tree: SealTree? = nil) {
            self.reports = reports
            self.bundle = bundle
            self.tree = tree
        }
    }

    /// Ids of the people who count, sorted.
    package let inspectors: [String]
    /// How many the trust file wants.
    package let threshold: Int
    package let faults: [ReceiptFault]

    package var holds: Bool { faults.allSatisfy(\.isWarning) }

    /// Judges receipts as of a time.
    package init(
        of receipts: [SignedReceipt],
        trust: Trust,
        trustDigest: Digest,
        at time: Timestamp,
        comparing comparison: Comparison = Comparison()
    ) {
        let signers = receipts.map { $0.signer(trust: trust, at: time) }
        inspectors = Set(signers.compactMap(\.person)).sorted()
        threshold = trust.threshold(.inspector)
        var found = ReceiptJudgement.faults(of: signers, inspectors.count, threshold)
        found += ReceiptJudgement.disagreements(of: receipts)
        found += ReceiptJudgement.faults(of: receipts, with: comparison.reports)
        for receipt in receipts.map(\.receipt) {
            if let bundle = comparison.bundle { found += receipt.faults(of: bundle, tree: comparison.tree) }
            if receipt.trust != trustDigest { found.append(receipt.otherTrust(trust, trustDigest)) }
        }
        faults = found
    }

    private static func faults(of signers: [ReceiptSigner], _ count: Int, _ wanted: Int) -> [ReceiptFault] {
        var found: [ReceiptFault] = []
        if count < wanted || signers.contains(where: \.isForged) {
            let words = "got \(count) of \(wanted) people with role inspector, each in a receipt of their own"
            found.append(
                ReceiptFault(.unsigned, ([words] + signers.flatMap(\.reasons)).joined(separator: "; "))
            )
        }
        for signer in signers where signer.isOfSeveral {
            found.append(
                ReceiptFault(.several, "signed by several people: it counts for none of them")
            )
        }
        for signer in signers {
            guard let person = signer.person, let end = signer.end else { continue }
            found.append(
                ReceiptFault(
                    .keyEnded,
                    "\(person): the key is \(end.kind.rawValue) at \(end.at), after the receipt"
                )
            )
        }
        return found
    }

    /// What two receipts of one bundle say of it that is not the same.
    private static func disagreements(of receipts: [SignedReceipt]) -> [ReceiptFault] {
        guard let first = receipts.first?.receipt else { return [] }
        return receipts.dropFirst().compactMap { first.disagreement(with: $0.receipt) }
    }

    private static func faults(of receipts: [SignedReceipt], with reports: [[UInt8]]) -> [ReceiptFault] {
        reports.flatMap { report -> [ReceiptFault] in
            let digest = SHA256.hash(report)
            let bound = receipts.map(\.receipt).filter { $0.report == digest }
            guard bound.isEmpty else { return bound.flatMap { $0.contradictions(of: report) } }
            let accepted = receipts.map(\.receipt.report.hex).joined(separator: ", ")
            return [ReceiptFault(.otherReport, "accepted \(accepted), this one is \(digest)")]
        }
    }
}

extension Receipt {
    /// What several inspectors of one bundle must say alike; each binds a time, report, timing and trust file of their own.
    package struct Agreement: Hashable, Sendable {
        package let bundle: Bundle
        package let checkpoint: Digest?
        package let plan: Digest?
        package let scope: Scope
        package let isSimulated: Bool
        package let statement: Statement
    }

    package var agreement: Agreement {
        Agreement(
            bundle: bundle,
            checkpoint: checkpoint,
            plan: plan,
            scope: scope,
            isSimulated: isSimulated,
            statement: statement
        )
    }

    /// Where the receipt of another inspector says something else; nil where it does not.
    package func disagreement(with other: Receipt) -> ReceiptFault? {
        let (ours, theirs) = (agreement, other.agreement)
        guard ours != theirs else { return nil }
        let parts: [(String, Bool)] = [
            ("bundle", ours.bundle != theirs.bundle), ("checkpoint", ours.checkpoint != theirs.checkpoint),
            ("plan", ours.plan != theirs.plan), ("scope", ours.scope != theirs.scope),
            ("simulated", ours.isSimulated != theirs.isSimulated),
            ("statement", ours.statement != theirs.statement),
        ]
        let words = parts.filter(\.1).map(\.0).joined(separator: ", ")
        return ReceiptFault(.disagree, "two receipts differ in \(words)")
    }

    func contradictions(of report: [UInt8]) -> [ReceiptFault] {
        contradictions(in: report).map { ReceiptFault(.contradiction, $0) }
    }

    func otherTrust(_ trust: Trust, _ digest: Digest) -> ReceiptFault {
        ReceiptFault(
            .otherTrust,
            "accepted under trust file \(self.trust), version \(trustVersion); this one is "
                + "\(digest), version \(trust.version)"
        )
    }

    /// Whether this is the bundle that was accepted, and the file that it came in.
    ///
    /// - Parameter tree: of the bundle at hand; signatures may have been appended to it since.
    package func faults(of bundle: Bundle, tree: SealTree?) -> [ReceiptFault] {
        var named = bundle
        (named.fileDigest, named.fileSize) = (self.bundle.fileDigest, self.bundle.fileSize)
        if tree?.begins(with: self.bundle.sealed) == true { named.sealed = self.bundle.sealed }
        guard named == self.bundle else {
            return [
                ReceiptFault(.otherBundle, "accepted \(self.bundle.words), this one is \(bundle.words)")
            ]
        }
        guard (bundle.fileDigest, bundle.fileSize) != (self.bundle.fileDigest, self.bundle.fileSize) else {
            return []
        }
        return [
            ReceiptFault(
                .fileDiffers,
                "the same manifest in another file: accepted SHA-256 \(self.bundle.fileDigest), "
                    + "\(self.bundle.fileSize) bytes; this one \(bundle.fileDigest), \(bundle.fileSize) bytes"
            )
        ]
    }
}

extension Receipt.Bundle {
    /// Which bundle it is.
    package var words: String {
        "\(name), leaves \(segment.from) to \(segment.to - 1), root \(segment.root), manifest \(manifest), \(sealed.size - 1) signatures"
    }
}
