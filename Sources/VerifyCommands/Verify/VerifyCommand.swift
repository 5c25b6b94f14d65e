package import ArgumentParser

/// `verify`: judge a bundle, say why, and end with the status of the verdict.
package struct VerifyCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a bundle against your own trust file, offline.",
        discussion: Discussion.text(
            """
            Prints a report. Exit status: 0 accepted, 1 rejected, 2 could not finish. Of several bundles,
            each gets its own verdict, and the status is that of the worst: one that is rejected, else
            one that could not be finished.

            Scopes: `all` reads every byte. `log` reads every leaf but not every blob. `sample` reads
            only what the drawn steps need. Without --sample or --plan, the proofs of every step are
            checked.

            Sampling: take the seed from dice or another source that nobody can steer, thrown after the
            bundle was sealed. Docs/verify-by-hand.md shows how to draw the same sample with sha256sum.

            Parts: --shard 3/8 checks the third eighth of the steps and of the blobs. --merge checks
            everything else and gives the report of one complete run. Partial reports are not signed:
            keep them where nobody else can write. See `bulla spec partial-v1.md`.

            Evidence from a TEE is judged as of the time when it was produced, which witnesses or
            --evidence-from and --evidence-to must bound. See `bulla spec evidence-v1.md`, section 3.

            Time: --estimate predicts the time of each scope and verifies nothing. --sla reports whether
            the verification was in time and does not change the verdict. --deadline stops it, with the
            verdict incomplete. --timing writes the time to a file of its own, because the report
            contains no times of this machine.

            Examples:
              bulla verify week1.bulla.tar.xz --trust trust.json --first \\
                --keep week1.checkpoint
              bulla verify week2.bulla.tar.xz --trust trust.json \\
                --previous week1.checkpoint
              bulla verify week1.bulla.tar.xz week2.bulla.tar.xz --trust trust.json \\
                --quiet
              bulla verify week1.bulla.tar.xz --trust trust.json --first \\
                --digest $SHA256
              bulla verify week1.bulla.tar.xz --trust trust.json --sample 300 \\
                --seed 12345678901234567890 --report r.json
              bulla verify week1.bulla.tar.xz --trust trust.json --first \\
                --custody week1.custody
              bulla verify week1.bulla.tar.xz --trust trust.json --estimate \\
                --sla 30m
              bulla verify week1.bulla.tar.xz --trust trust.json --sla 30m \\
                --deadline 2h --timing t.json
              bulla verify week1.bulla.tar.xz --trust trust.json \\
                --at 2026-06-01T00:00:00Z --shard 3/8 --partial part-3.json
              bulla verify week1.bulla.tar.xz --trust trust.json \\
                --at 2026-06-01T00:00:00Z --merge part-*.json
            """
        )
    )

    @Argument(help: ArgumentHelp("The bundle, or several.", valueName: "bundle"), completion: .file())
    var files: [String]
    @OptionGroup var bundle: BundleOptions
    @OptionGroup(title: "Sample") var sample: SampleOptions
    @OptionGroup(title: "Openings") var response: ResponseOptions
    @OptionGroup(title: "Custody") var custody: CustodyOptions
    @OptionGroup(title: "Work in parts") var part: PartOptions
    @OptionGroup(title: "Evidence from TEEs") var evidence: EvidenceOptions
    @OptionGroup(title: "Time") var timing: TimingOptions
    @OptionGroup var pages: PageOptions
    @OptionGroup var mode: ModeOptions

    var options: VerifyOptions { options(of: 0) }

    private func options(of number: Int) -> VerifyOptions {
        VerifyOptions(
            of: files.indices.contains(number) ? files[number] : "",
            number: number,
            bundle,
            sample,
            response,
            custody,
            part,
            evidence,
            timing,
            pages,
            mode
        )
    }

    package init() {}

    package func validate() throws {
        try options.validate(count: files.count)
        if files.count > 1 { try options.validateForSeveral() }
    }

    package func run() async throws {
        if timing.estimate { return try await EstimateRun(options).end() }
        guard files.count > 1 else { return try await VerifyRun(options).end() }
        try await VerifyRun.end(files.indices.map { try VerifyRun(options(of: $0)) })
    }
}
