import Audit
import Bytes
import Keys
import Reports
import Trust
import Verification
import VerifyCommands

/// The receipt of another inspector, beside which one's own is written: it is compared, and no time is taken from it.
struct OtherReceipt {
    let path: String
    let signed: SignedReceipt

    var receipt: Receipt { signed.receipt }

    /// What speaks against it before anything is verified: who signed it, and when, as of one's own time.
    func faults(_ trust: Trust, besides person: String, at time: Timestamp) throws -> [ReceiptFault] {
        let signer = signed.signer(trust: trust, at: time)
        guard signer.person != person else {
            throw CommandFailure(
                "\(path): already signed by \(person)",
                hint: "another inspector must sign"
            )
        }
        if signer.isOfSeveral {
            return [ReceiptFault(.several, "\(path): signed by several people, want one")]
        }
        if signer.person == nil {
            let words =
                signer.reasons.isEmpty
                ? "not signed by a person in the trust file" : signer.reasons.joined(separator: "; ")
            return [ReceiptFault(.unsigned, "\(path): \(words)")]
        }
        guard receipt.acceptedAt > time else { return [] }
        return [
            ReceiptFault(.later, "\(path): accepted at \(receipt.acceptedAt), after your own time, \(time)")
        ]
    }

    /// Where it says other than one's own, or was written before a key ended that one's own verification still meets.
    func faults(against ours: Receipt, _ report: Report, _ trust: Trust) -> [ReceiptFault] {
        [ours.disagreement(with: receipt)].compactMap { $0 } + endings(until: ours.acceptedAt, report, trust)
    }

    /// Ends of keys that either verification rests on, and that came between the two: what was good then may be a thief's.
    private func endings(until time: Timestamp, _ report: Report, _ trust: Trust) -> [ReceiptFault] {
        let signers = Set(report.signers.map(\.key) + signed.envelope.signatures.map(\.keyIdentifier))
        return trust.keys.filter { signers.contains($0.key.identifier) || $0.roles.contains(.log) }
            .flatMap { key in
                key.ends.filter { receipt.acceptedAt < $0.at && $0.at <= time }.map { end in
                    ReceiptFault(
                        .endBetween,
                        "\(path) was accepted at \(receipt.acceptedAt), yours is at \(time), and between them a key of "
                            + "\(key.person) is \(end.kind.rawValue) at \(end.at): that inspector must verify again"
                    )
                }
            }
    }
}
