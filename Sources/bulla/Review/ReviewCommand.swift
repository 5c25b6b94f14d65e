import ArgumentParser
import VerifyCommands

/// `bulla review`: look for what must not leave, before it is sealed.
struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Search for content that must not leave, before sealing it.",
        discussion: Discussion.text(
            """
            Examples:
              bulla review RUN --words terms.txt --key exporter.key
              bulla review waive RUN/review.json --hit 3 --reason synthetic \\
                --key second.key
              bulla review show RUN/review.json
            """
        ),
        subcommands: [ReviewScan.self, ReviewWaive.self, ReviewShow.self],
        defaultSubcommand: ReviewScan.self
    )
}
