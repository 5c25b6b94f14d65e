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

            Evidence from a TEE is judged as of when it was made, which witnesses or you must bound: `bulla spec
            evidence-v1.md` section 3.

            Examples:
              bulla verify week1.bulla.tar.xz --trust trust.json --first --keep week1.checkpoint
              bulla verify week2.bulla.tar.xz --trust trust.json --previous week1.checkpoint
              bulla verify week1.bulla.tar.xz --trust trust.json --sample 300 --seed 12345678901234567890 --report r.json
            """
    )

    @OptionGroup var options: VerifyOptions

    package init() {}

    package func run() async throws {
        try await VerifyRun(options).end()
    }
}
