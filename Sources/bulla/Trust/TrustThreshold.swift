import ArgumentParser
import Bytes
import Trust
import VerifyCommands

/// `bulla trust threshold`: how many people a role needs.
struct TrustThreshold: ParsableCommand {
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
        [String]

    func run() throws {
        let wanted = try threshold.map { try TrustThreshold.read($0) }
        try edited.edit { trust in
            for (role, count) in wanted { try trust.setThreshold(role, count) }
        }
    }

    /// `ROLE=COUNT`.
    static func read(_ text: String) throws -> (role: Role, count: Int) {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let role = Role(rawValue: String(parts[0])), let count = Int(parts[1]) else {
            throw CommandFailure("threshold \"\(text)\": want ROLE=COUNT, such as exporter=2")
        }
        return (role, count)
    }
}
