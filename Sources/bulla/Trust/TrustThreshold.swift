import ArgumentParser
import Bytes
import Trust
import VerifyCommands

/// `bulla trust threshold`: how many people a role needs.
struct TrustThreshold: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "threshold",
        abstract: "Set how many different people a role needs.",
        discussion: Discussion.text(
            """
            Example:
              bulla trust threshold trust.json authority=2 exporter=2
            """
        )
    )

    @OptionGroup var edited: TrustEdit
    @Argument(help: "The number of people needed in a role, as ROLE=COUNT (repeatable).") var threshold:
        [ThresholdArgument]
    @OptionGroup var result: ResultOptions

    func run() throws {
        try edited.edit { trust in
            for wanted in threshold { try trust.setThreshold(wanted.role, wanted.count) }
        }
    }
}

/// `ROLE=COUNT` on the command line.
struct ThresholdArgument: ExpressibleByArgument {
    let role: Role
    let count: Int

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let role = Role(rawValue: String(parts[0])), let count = Int(parts[1]),
            (1...Trust.peopleLimit).contains(count)
        else { return nil }
        (self.role, self.count) = (role, count)
    }
}
