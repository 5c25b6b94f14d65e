import Audit
import Bytes
import Keys
import Sampling
import Trust

/// What the receipts of a bundle say and do not say.
enum ReceiptWords {
    /// What they say alike, then what each inspector says alone.
    static func lines(_ receipts: [Receipt], _ judgement: ReceiptJudgement) -> [String] {
        guard let first = receipts.first else { return [] }
        let people = judgement.inspectors.joined(separator: ", ")
        return ["accepted   \(first.bundle.name)", "by         \(people); \(judgement.threshold) wanted"]
            + first.sharedLines + receipts.flatMap(\.ownLines)
            + ["", "the receipt does not show"] + first.unsaid.map { "  - \($0)" } + [""]
    }

    /// The same for programs.
    static func values(
        _ receipts: [Receipt],
        _ judgement: ReceiptJudgement,
        comparedReports: Int,
        bundle: Bool
    ) -> [String: JSON] {
        guard let first = receipts.first else { return [:] }
        return [
            "accepted_at": .array(receipts.map { .string($0.acceptedAt.description) }),
            "bundle": .string(first.bundle.name), "file_sha256": .digest(first.bundle.fileDigest),
            "inspectors": .array(judgement.inspectors.map { .string($0) }),
            "manifest": .digest(first.bundle.manifest),
            "not_compared": .array(
                [comparedReports == 0 ? "report" : nil, bundle ? nil : "bundle"].compactMap(\.self)
            ), "reports": .array(receipts.map { .digest($0.report) }),
            "warnings": .array(
                judgement.faults.map {
                    ["code": .string($0.code.rawValue), "detail": .string($0.detail)]
                }
            ), "wanted": .number(judgement.threshold),
        ]
    }
}

extension Receipt {
    fileprivate var sharedLines: [String] {
        var lines = [
            "manifest   \(bundle.manifest)", "run        \(bundle.segment.run)",
            "segment    leaves \(bundle.segment.from) to \(bundle.segment.to - 1), root \(bundle.segment.root)",
            "sealed     \(bundle.sealed.size - 1) signatures, root \(bundle.sealed.root)",
            "file       \(bundle.fileSize) bytes, SHA-256 \(bundle.fileDigest)",
            "steps      \(statement.words)",
        ]
        if let plan { lines.append("plan       \(plan)") }
        if let checkpoint { lines.append("checkpoint \(checkpoint)") }
        if isSimulated {
            lines.append("SIMULATED  software sessions: attested by the trainer alone, not by a TEE")
        }
        return lines
    }

    fileprivate var ownLines: [String] {
        var lines = [
            "at         \(acceptedAt) (claimed), keys as of then",
            "report     \(report), scope \(scope.rawValue)",
            "trust      \(trust), version \(trustVersion)",
        ]
        if let timing { lines.append("timing     \(timing)") }
        return lines
    }

    fileprivate var unsaid: [String] {
        var lines = [
            "when it was signed: the time is the inspector's claim",
            "more than its report, which lists what was not checked and which assumptions the verdict makes",
        ]
        if statement.source != .everyStep {
            lines.append(
                "that every step is good: \(statement.population - statement.sampled) were not checked"
            )
        }
        if scope == .log {
            lines.append("that every byte of the file was read: only the leaves of the log were")
        }
        return lines
    }
}

extension Receipt.Statement {
    var words: String {
        let counted = "\(sampled - failed) of \(sampled) verify"
        let bound = "\(goodAtLeast) of \(population) at least are good"
        let chance = confidence.map { ", at a confidence of \(Percent.text(basisPoints: $0))" } ?? ""
        switch source {
        case .everyStep: return "every step was checked: \(counted)"
        case .ceremony: return "drawn in a ceremony: \(counted); \(bound)\(chance)"
        case .seed: return "drawn from a seed that an inspector gave: \(counted); \(bound)\(chance)"
        }
    }
}
