import ArgumentParser
import CustodyChain
import Trust
import VerifyCommands

/// `bulla custody release`: the giver's half of a transfer.
struct CustodyReleaseCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Release a medium to a recipient; you hold it until they receive it.",
        discussion: Discussion.text(
            """
            A second release replaces one that was not answered.

            Examples:
              bulla custody release week1.custody --to bert --trust trust.json \\
                --key ada.key --place LAB-1
              bulla custody release week1.custody --to bert --trust trust.json \\
                --key ada.key --place LAB-1 --seal intact --new-seal S-4712 \\
                --method courier --witness will --key will.key
            """
        )
    )

    @OptionGroup var options: CustodyEventOptions
    @OptionGroup var seals: CustodySealOptions
    @OptionGroup var checks: CustodyCheckOptions
    @Option(help: "The id of the recipient.") var to: String
    @Option(help: "The purpose of the transfer.")
    var purpose: CustodyWords.Purpose = .transfer
    @Option(help: "The means of the transfer.") var method = TransferMethod(.hand)
    @OptionGroup var result: ResultOptions

    func validate() throws { try CustodyTyped.people([to], "--to") }

    func run() throws {
        let desk = try CustodyDesk(options)
        var event = try desk.event(.release, by: desk.actor)
        event.to = to
        (event.purpose, event.method) = (purpose, method.value)
        event.items = desk.items(checks)
        event.seal = try seals.seal(desk.story.seal)
        event.checks = desk.checks(checks, event.seal)
        try desk.write(event)
    }
}
