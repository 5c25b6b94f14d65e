package import ArgumentParser

/// `verify`: judge a bundle, say why, and end with the status of the verdict.
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

            Work in parts: --shard 3/8 judges the third eighth of the steps and reads as much of the blobs; --merge does all
            else and gives the report that one run would give. It takes the partial reports at their word: keep them where
            nobody else can write. `bulla spec partial-v1.md`.

            Evidence from a TEE is judged as of when it was made, which witnesses or you must bound: `bulla spec
            evidence-v1.md` section 3.

            How long it takes: --estimate foretells it for each scope and verifies nothing; --sla says afterwards
            whether it was in time, and leaves the verdict alone; --deadline stops it, and the verdict is then
            incomplete. --timing writes it down, apart from the report, which holds no clock.

            Examples:
              bulla verify week1.bulla.tar.xz --trust trust.json --first --keep week1.checkpoint
              bulla verify week2.bulla.tar.xz --trust trust.json --previous week1.checkpoint
              bulla verify week1.bulla.tar.xz --trust trust.json --sample 300 --seed 12345678901234567890 --report r.json
              bulla verify week1.bulla.tar.xz --trust trust.json --first --custody week1.custody
              bulla verify week1.bulla.tar.xz --trust trust.json --estimate --sla 30m
              bulla verify week1.bulla.tar.xz --trust trust.json --sla 30m --deadline 2h --timing t.json
              bulla verify week1.bulla.tar.xz --trust trust.json --at 2026-06-01T00:00:00Z --shard 3/8 --partial part-3.json
              bulla verify week1.bulla.tar.xz --trust trust.json --at 2026-06-01T00:00:00Z --merge part-*.json
            """
    )

    @OptionGroup var options: VerifyOptions

    package init() {}

    package func run() async throws {
        if options.timing.estimate { return try await EstimateRun(options).end() }
        try await VerifyRun(options).end()
    }
}
