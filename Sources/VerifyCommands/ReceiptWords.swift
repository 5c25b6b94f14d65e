import Audit
import Sampling
import Trust

/// What a receipt says and does not say, for people.
extension Receipt {
    func words(by judgement: ReceiptJudgement) -> [String] {
        let people = judgement.inspectors.joined(separator: ", ")
        var lines = [
            "accepted   \(bundle.name)", "by         \(people); \(judgement.threshold) wanted",
            "at         \(acceptedAt) (claimed)", "manifest   \(bundle.manifest)", "run        \(bundle.run)",
            "segment    leaves \(bundle.from) to \(bundle.to - 1), root \(bundle.root)",
            "file       \(bundle.fileSize) bytes, SHA-256 \(bundle.fileDigest)",
            "report     \(report), scope \(scope.rawValue), keys as of \(asOf)",
            "trust      \(trust), version \(trustVersion)", "steps      \(statement.words)",
        ]
        if let plan { lines.append("plan       \(plan)") }
        if let timing { lines.append("timing     \(timing)") }
        if let checkpoint { lines.append("checkpoint \(checkpoint)") }
        if isSimulated {
            lines.append("SIMULATED  software sessions: nothing but the trainer's word stands behind them")
        }
        return lines + ["", "it does not say"] + unsaid.map { "  - \($0)" } + [""]
    }

    private var unsaid: [String] {
        var lines = [
            "when it was signed: the time is the inspectors' own claim",
            "more than its report does, which lists what was not checked and what the verdict rests on",
        ]
        if statement.source != .everyStep {
            lines.append(
                "that every step is good: \(statement.population - statement.sampled) were not looked at"
            )
        }
        if scope == .log {
            lines.append("that every byte of the file was read: only every leaf of the log was")
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
        case .everyStep: return "every step was looked at: \(counted)"
        case .ceremony: return "drawn in a ceremony: \(counted); \(bound)\(chance)"
        case .seed: return "drawn from a seed that an inspector gave: \(counted); \(bound)\(chance)"
        }
    }
}
