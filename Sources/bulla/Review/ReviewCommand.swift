import ArgumentParser

/// `bulla review`: look for what must not leave, before it is sealed.
struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Look for what must not leave before it is sealed.",
        discussion: """
            Examples:
              bulla review RUN --words terms.txt --key exporter.key
              bulla review waive RUN/review.json --hit 3 --reason synthetic --key second.key
              bulla review show RUN/review.json
            """,
        subcommands: [ReviewScan.self, ReviewWaive.self, ReviewShow.self],
        defaultSubcommand: ReviewScan.self
    )
}
