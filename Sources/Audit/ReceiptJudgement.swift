package import Bytes
import Hashing
package import Trust

/// Something about a receipt that does not hold, or that a reader must know.
package struct ReceiptFault: Hashable, Sendable {
    /// Stable across releases, and explained in `Docs/error-codes.md`.
    package enum Code: String, Sendable, CaseIterable {
        case unsigned = "receipt-unsigned"
        case otherReport = "receipt-other-report"
        case contradiction = "receipt-contradicts-report"
        case otherBundle = "receipt-other-bundle"
        case fileDiffers = "receipt-file-differs"
        case otherTrust = "receipt-other-trust"
    }

    package let code: Code
    package let detail: String

    /// Whether the receipt holds nevertheless.
    package var isWarning: Bool { code == .fileDiffers || code == .otherTrust }
}

/// A receipt, held against a trust file and whatever else is at hand.
package struct ReceiptJudgement: Hashable, Sendable {
    /// Ids of the people who count, sorted.
    package let inspectors: [String]
    /// How many the trust file wants.
    package let threshold: Int
    package let faults: [ReceiptFault]

    package var holds: Bool { faults.allSatisfy(\.isWarning) }
}

extension SignedReceipt {
    /// Judges the receipt as of a time; what is not given is not compared.
    ///
    /// - Parameter report: the bytes of the report's file.
    /// - Parameter bundle: what the bundle at hand says of itself, and its file.
    package func judge(
        trust: Trust,
        trustDigest: Digest,
        at time: Timestamp,
        report: [UInt8]? = nil,
        bundle: Receipt.Bundle? = nil
    ) -> ReceiptJudgement {
        let signers = signers(trust: trust, at: time)
        var faults: [ReceiptFault] = []
        if !signers.accepted { faults.append(unsigned(signers)) }
        if let report { faults += receipt.faults(of: report) }
        if let bundle { faults += receipt.faults(of: bundle) }
        if receipt.trust != trustDigest { faults.append(otherTrust(trust, trustDigest)) }
        return ReceiptJudgement(
            inspectors: signers.people,
            threshold: signers.threshold,
            faults: faults
        )
    }

    private func unsigned(_ signers: RoleJudgement) -> ReceiptFault {
        let count = "got \(signers.people.count) of \(signers.threshold) people with role inspector"
        let reasons = signers.faults.filter { $0.code != .thresholdNotMet }
            .map { "\($0.code.rawValue): \($0.subject.prefix(16)): \($0.detail)" }
        return ReceiptFault(code: .unsigned, detail: ([count] + reasons).joined(separator: "; "))
    }

    private func otherTrust(_ trust: Trust, _ digest: Digest) -> ReceiptFault {
        ReceiptFault(
            code: .otherTrust,
            detail:
                "accepted under trust file \(receipt.trust), version \(receipt.trustVersion); this one is "
                + "\(digest), version \(trust.version)"
        )
    }
}

extension Receipt {
    /// Whether these are the bytes of the report that was accepted, and whether the receipt says what it says.
    package func faults(of report: [UInt8]) -> [ReceiptFault] {
        let digest = SHA256.hash(report)
        guard digest == self.report else {
            return [
                ReceiptFault(code: .otherReport, detail: "accepted \(self.report), this one is \(digest)")
            ]
        }
        return contradictions(in: report).map { ReceiptFault(code: .contradiction, detail: $0) }
    }

    /// Whether this is the bundle that was accepted, and the file that it came in.
    package func faults(of bundle: Bundle) -> [ReceiptFault] {
        var named = bundle
        (named.fileDigest, named.fileSize) = (self.bundle.fileDigest, self.bundle.fileSize)
        guard named == self.bundle else {
            return [
                ReceiptFault(
                    code: .otherBundle,
                    detail: "accepted \(self.bundle.words), this one is \(bundle.words)"
                )
            ]
        }
        guard bundle != self.bundle else { return [] }
        return [
            ReceiptFault(
                code: .fileDiffers,
                detail: "the same manifest in another file: accepted SHA-256 \(self.bundle.fileDigest), "
                    + "\(self.bundle.fileSize) bytes; this one \(bundle.fileDigest), \(bundle.fileSize) bytes"
            )
        ]
    }
}

extension Receipt.Bundle {
    /// Which bundle it is.
    package var words: String { "\(name), leaves \(from) to \(to - 1), root \(root), manifest \(manifest)" }
}
