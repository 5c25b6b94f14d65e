import ArgumentParser
import Reports
import Verification

/// Several bundles in one command: a verdict for each.
extension VerifyRun {
    /// Verifies one after the other, prints each report, and ends with the status of the worst verdict.
    static func end(_ runs: [VerifyRun]) async throws {
        var verdicts: [Verdict] = []
        for run in runs {
            let report = try await run.result().report
            verdicts.append(report.verdict)
            run.showAmongOthers(report)
        }
        try worst(verdicts)
    }

    /// A report under the name of its file; with `--json` a line for each bundle, in the order of the arguments.
    private func showAmongOthers(_ report: Report) {
        guard !options.mode.json else { return show(report) }
        let line = "\(options.file): \(report.verdict.rawValue)"
        Console.lines(options.mode.quiet ? [line] : [line, ""] + report.lines + [""])
    }

    /// Throws the status of the worst: what is known to be wrong outranks what is not known.
    static func worst(_ verdicts: [Verdict]) throws {
        if verdicts.contains(.rejected) { throw ExitStatus.rejected }
        if verdicts.contains(.incomplete) { throw ExitStatus.unfinished }
    }
}

extension VerifyOptions {
    /// Refuses what is of one bundle alone.
    func validateForSeveral() throws {
        let given: [(String, Bool)] = [
            ("--report", bundle.report != nil), ("--keep", bundle.keep != nil), ("--html", pages.html != nil),
            ("--junit", pages.junit != nil), ("--timing", timing.timing != nil),
            ("--estimate", timing.estimate), ("--shard", part.shard != nil),
            ("--merge", !part.merge.isEmpty), ("--plan", sample.plan != nil),
            ("--response", response.response != nil), ("--custody", custody.custody != nil),
            ("--receipt", !bundle.receipt.isEmpty), ("--previous", bundle.previous != nil),
        ]
        if let (option, _) = given.first(where: \.1) {
            throw ValidationError("\(option) is of one bundle: verify several without it")
        }
    }
}
