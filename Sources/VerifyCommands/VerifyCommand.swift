package import ArgumentParser
import Bytes
import Glibc
import Reporting
import Sampling
import Verification

/// `bulla verify`: judge a bundle, say why, and end with the status of the verdict.
package struct VerifyCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a bundle against your own trust file, with no network.",
        discussion: """
            Prints a report and ends with 0 (accepted), 1 (rejected) or 2 (could not finish).

            Scopes: `all` reads every byte; `log` reads every leaf but not every blob; `sample` reads only what the
            drawn steps need. Without --sample the proofs of every step are looked at.

            The seed of a sample should come from dice or another source that nobody could steer, thrown after the
            bundle was sealed. Docs/verify-by-hand.md shows how to draw the same sample with sha256sum.

            Evidence from a TEE is judged as of when it was made, which witnesses or you must bound: `bulla spec
            evidence-v1.md` section 3.

            Examples:
              bulla verify week1.bulla.tar.xz --trust trust.json --first --keep week1.checkpoint
              bulla verify week2.bulla.tar.xz --trust trust.json --previous week1.checkpoint
              bulla verify week1.bulla.tar.xz --trust trust.json --sample 300 --seed 12345678901234567890 --report r.json
            """
    )

    @Argument(help: "The bundle.") var file: String
    @Option(help: "Your trust file.") var trust: String
    @Option(help: "How much to read: sample, log or all.") var scope: ScopeArgument = .all
    @Option(help: "Look at the proofs of so many steps, drawn by lot.") var sample: Int?
    @Option(help: "Seed of the draw; 20 decimal digits from dice, for example.") var seed: String?
    @Option(help: "The checkpoint that you kept from the segment before.") var previous: String?
    @Flag(help: "This is the run's first segment.") var first = false
    @Option(help: "Write this segment's checkpoint here when it is accepted, for next time.") var keep:
        String?
    @Option(help: "Judge keys as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at: String?
    @Option(help: "SHA-256 that the trust file must have.") var trustPin: String?
    @Option(help: "The least version that the trust file must have.") var trustMinVersion: Int?
    @OptionGroup(title: "Evidence from TEEs") var evidence: EvidenceOptions
    @Option(help: "Write the report as JSON to this file.") var report: String?
    @Flag(help: "Print the report as JSON.") var json = false
    @Flag(help: "Print the verdict alone.") var quiet = false

    package init() {}

    package func validate() throws {
        if sample != nil && seed == nil {
            throw ValidationError(
                "--sample needs --seed: throw dice for about 20 decimal digits, after the bundle was sealed"
            )
        }
        if seed != nil && sample == nil { throw ValidationError("--seed needs --sample") }
        if let sample, sample < 1 { throw ValidationError("--sample: got \(sample), want 1 or more") }
        if scope == .sample && sample == nil {
            throw ValidationError("--scope sample needs --sample and --seed")
        }
        if first && previous != nil { throw ValidationError("--first and --previous exclude each other") }
        if let trustPin, Digest(hex: trustPin) == nil {
            throw ValidationError("--trust-pin: want 64 lower-case hexadecimal digits")
        }
    }

    package func run() async throws {
        let meter = ProgressMeter(isQuiet: quiet)
        let result = await Verifier.verify(try request(), progress: { meter.show($0) })
        Console.clearProgress()
        // Canonical JSON and a line end, as every document that people may also open in an editor.
        let bytes = result.json.canonicalBytes + [0x0a]
        if let report { try AtomicFile.write(bytes, to: report) }
        if let keep, result.verdict == .accepted, let checkpoint = result.checkpoint {
            try AtomicFile.write(checkpoint, to: keep)
        }
        if quiet {
            Console.line(result.verdict.rawValue)
        } else {
            Console.line(json ? String(decoding: result.json.canonicalBytes, as: UTF8.self) : result.text)
        }
        switch result.verdict {
        case .accepted: return
        case .rejected: throw ExitStatus.rejected
        case .incomplete: throw ExitStatus.unfinished
        }
    }

    private func request() throws -> VerificationRequest {
        let (trust, digest) = try Inputs.trust(trust)
        let time = try Inputs.time(at)
        var request = VerificationRequest(path: file, trust: trust, trustDigest: digest, at: time)
        request.scope = scope.scope
        if let sample, let seed {
            _ = try Sampler(seed: seed, population: 1)
            request.sample = .drawn(count: sample, seed: seed)
        }
        if let previous { request.previous = .kept(try Inputs.checkpoint(previous)) }
        if first { request.previous = .first }
        request.trustPin = trustPin.flatMap { Digest(hex: $0) }
        request.trustMinimumVersion = trustMinVersion
        request.width = Inputs.width
        try evidence.apply(to: &request)
        return request
    }
}

/// `sample`, `log` or `all` on the command line.
package enum ScopeArgument: String, ExpressibleByArgument, CaseIterable {
    case sample, log, all

    var scope: Scope {
        switch self {
        case .sample: .sample
        case .log: .log
        case .all: .all
        }
    }
}
