import ArgumentParser
import Bytes
import Reports
import Verification

/// One shard of a verification, and all of them put together.
extension VerifyRun {
    /// Merges partial reports; says whose word that is.
    func merged(
        _ partials: [PartialReport],
        _ request: VerificationRequest,
        progress: @escaping (Progress) -> Void
    ) async throws -> VerificationResult {
        Console.note(
            "note: \(partials.count) partial reports are not signed: "
                + "trust them only if you know who ran them and who could write to them"
        )
        do { return try await Verifier.merge(request, progress: progress) } catch {
            throw options.failure(error)
        }
    }

    /// Looks at one shard, writes its partial report, and ends with 1 where something is wrong.
    func endShard(_ shard: String) async throws {
        let meter = options.meter
        let request = options.timing.limited(request)
        let (partial, faults) = await Verifier.shard(request, progress: { meter.show($0) })
        Console.clearProgress()
        if !options.mode.quiet {
            for fault in faults.prefix(20) {
                Console.line("\(fault.check.rawValue): \(fault.code): \(fault.subject): \(fault.detail)")
            }
        }
        guard let partial, let path = options.part.partial else {
            Console.line("shard \(shard): unfinished")
            throw ExitStatus.unfinished
        }
        try AtomicFile.write(partial.canonicalLine, to: path)
        let blobs = partial.blobCount.map { ", \($0) blobs read" } ?? ""
        let steps = "\(partial.tally.valid) of \(partial.tally.checked) steps verify\(blobs)"
        Console.line(
            "shard \(shard): \(partial.holds ? "holds" : "bad")" + (options.mode.quiet ? "" : ": \(steps)")
        )
        guard partial.holds else { throw ExitStatus.rejected }
    }
}

extension VerifyOptions {
    /// The message for partial reports that do not count, and how to get better ones.
    func failure(_ error: PartialError) -> CommandFailure {
        guard let shard = error.again.first else { return CommandFailure("\(error)") }
        return CommandFailure("\(error)", hint: "run it again: \(command(shard))")
    }

    /// The command line of one shard.
    private func command(_ shard: String) -> String {
        var words =
            ["bulla", "verify", file, "--trust", bundle.trust, "--scope", bundle.scope.rawValue]
            + sample.words
        if let folder = response.response { words += ["--response", folder] }
        words += custody.words
        if let at = bundle.at { words += ["--at", at.description] }
        words += ["--shard", shard, "--partial", "part-\(shard.prefix { $0 != "/" }).json"]
        return words.map(VerifyOptions.quoted).joined(separator: " ")
    }

    /// The word as a shell takes it.
    private static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                || "/._-:=,+".utf8.contains($0)
        }
        return plain && !word.isEmpty ? word : ShellWord.quoted(word)
    }
}
