import ArgumentParser
import Bytes
import Reporting
package import Verification

/// A verification as a command makes it: progress while it runs, then files, the printed report, and a status.
package struct VerifyRun {
    package let options: VerifyOptions
    package let request: VerificationRequest

    package init(_ options: VerifyOptions) throws {
        self.options = options
        do { request = try options.request() } catch let error as PartialError {
            throw options.failure(error)
        }
    }

    /// Verifies, and writes what `--report` and `--keep` ask for.
    package func report() async throws -> Report {
        let meter = ProgressMeter(isQuiet: options.quiet)
        let stopwatch = try Stopwatch()
        let report = try await verified {
            stopwatch.take($0)
            meter.show($0)
        }
        let timing = try stopwatch.stop()
        Console.clearProgress()
        let document = VerifyRun.document(report)
        if let path = options.report { try AtomicFile.write(document, to: path) }
        try options.pages.write(document)
        try options.timing.conclude(timing, report)
        if let keep = options.keep, report.verdict == .accepted { try VerifyRun.keep(report, at: keep) }
        return report
    }

    /// Writes the segment's checkpoint, for next time.
    package static func keep(_ report: Report, at path: String) throws {
        guard let checkpoint = report.checkpoint else { return }
        try AtomicFile.write(checkpoint, to: path)
    }

    private func verified(progress: @escaping (Progress) -> Void) async throws -> Report {
        let request = options.timing.limited(request)
        switch request.part {
        case .whole: return await Verifier.verify(request, progress: progress)
        case .merged(let partials): return try await merged(partials, request, progress: progress)
        case .shard:
            throw CommandFailure("--shard gives a partial report, and this command needs a complete one")
        }
    }

    /// Canonical JSON and a line end, as every document that people may also open in an editor.
    package static func document(_ report: Report) -> [UInt8] { report.json.canonicalBytes + [0x0a] }

    /// Verifies, prints, and ends with the verdict's status.
    package func end() async throws {
        if case .shard(let index, let count) = request.part {
            return try await endShard("\(index)/\(count)")
        }
        try conclude(await report())
    }

    /// Prints the report as the options want it.
    package func show(_ report: Report) {
        if options.quiet {
            Console.line(report.verdict.rawValue)
        } else if options.json {
            Console.json(report.json)
        } else {
            Console.lines(report.lines)
        }
    }

    /// Prints the report and throws the status of its verdict.
    package func conclude(_ report: Report) throws {
        show(report)
        switch report.verdict {
        case .accepted: return
        case .rejected: throw ExitStatus.rejected
        case .incomplete: throw ExitStatus.unfinished
        }
    }
}
