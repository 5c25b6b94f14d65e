import ArgumentParser
package import Bytes
import MerkleLog
package import Reports
package import Verification

/// A verification as a command makes it: progress while it runs, then files, the printed report, and a status.
package struct VerifyRun {
    package let options: VerifyOptions
    package let request: VerificationRequest

    /// - Parameter file: the bundle, where it is open already.
    package init(_ options: VerifyOptions, of file: File? = nil) throws {
        self.options = options
        var request: VerificationRequest
        do { request = try options.request() } catch let error as PartialError {
            throw options.failure(error)
        }
        request.source = file
        self.request = request
    }

    /// Verifies, and writes what `--report` and `--keep` ask for.
    package func result() async throws -> VerificationResult {
        let meter = options.meter
        let stopwatch = try Stopwatch()
        let result = try await verified {
            stopwatch.take($0)
            meter.show($0)
        }
        let timing = try stopwatch.stop()
        Console.clearProgress()
        let document = result.report.canonicalLine
        if let path = options.bundle.report { try AtomicFile.write(document, to: path) }
        try options.pages.write(document)
        try options.timing.conclude(timing, result)
        if let keep = options.bundle.keep, result.report.verdict == .accepted {
            try VerifyRun.keep(result, of: request, at: keep)
        }
        return result
    }

    /// Writes the segment's checkpoint, for next time; one that is kept already goes neither back nor to another log.
    package static func keep(
        _ result: VerificationResult,
        of request: VerificationRequest,
        at path: String
    ) throws {
        guard let bytes = result.checkpoint else { return }
        let new = try Inputs.checkpoint(bytes, path)
        try Document.change(path, limit: Inputs.checkpointLimit) { before in
            guard let before else { return bytes }
            let old = try Inputs.checkpoint(before, path)
            guard old.origin == new.origin else {
                throw CommandFailure(
                    "\(path): keeps a checkpoint of another log",
                    hint: "choose another name"
                )
            }
            guard old != new else { return nil }
            guard old.size < new.size, request.previous.checkpoint == old else {
                throw CommandFailure(
                    "\(path): keeps size \(old.size), and this bundle, which ends at \(new.size), was not verified as its continuation",
                    hint: "verify with --previous \(path), or choose another name"
                )
            }
            return bytes
        }
    }

    private func verified(progress: @escaping (Progress) -> Void) async throws -> VerificationResult {
        let request = options.timing.limited(request)
        switch request.part {
        case .whole: return await Verifier.verify(request, progress: progress)
        case .merged(let partials): return try await merged(partials, request, progress: progress)
        case .shard:
            throw CommandFailure("--shard gives a partial report, and this command needs a complete one")
        }
    }

    /// Verifies, prints, and ends with the verdict's status.
    package func end() async throws {
        if case .shard(let index, let count) = request.part {
            return try await endShard("\(index)/\(count)")
        }
        try conclude(await result().report)
    }

    /// Prints the report as the options want it.
    package func show(_ report: Report) {
        if options.mode.quiet {
            Console.line(report.verdict.rawValue)
        } else if options.mode.json {
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
