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
        request = try options.request()
    }

    /// Verifies, and writes what `--report` and `--keep` ask for.
    package func report() async throws -> Report {
        let meter = ProgressMeter(isQuiet: options.quiet)
        let report = await Verifier.verify(request, progress: { meter.show($0) })
        Console.clearProgress()
        if let path = options.report { try AtomicFile.write(VerifyRun.document(report), to: path) }
        if let keep = options.keep, report.verdict == .accepted, let checkpoint = report.checkpoint {
            try AtomicFile.write(checkpoint, to: keep)
        }
        return report
    }

    /// Canonical JSON and a line end, as every document that people may also open in an editor.
    package static func document(_ report: Report) -> [UInt8] { report.json.canonicalBytes + [0x0a] }

    /// Verifies, prints, and ends with the verdict's status.
    package func end() async throws {
        try conclude(await report())
    }

    /// Prints the report and throws the status of its verdict.
    package func conclude(_ report: Report) throws {
        if options.quiet {
            Console.line(report.verdict.rawValue)
        } else {
            Console.line(
                options.json ? String(decoding: report.json.canonicalBytes, as: UTF8.self) : report.text
            )
        }
        switch report.verdict {
        case .accepted: return
        case .rejected: throw ExitStatus.rejected
        case .incomplete: throw ExitStatus.unfinished
        }
    }
}
