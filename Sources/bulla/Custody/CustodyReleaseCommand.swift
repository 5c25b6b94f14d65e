import ArgumentParser
import CustodyChain
import Trust

/// `bulla custody release`: the giver's half of a transfer.
struct CustodyReleaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Release a medium to somebody; you have it until they receive it.",
        discussion: """
            A second release takes the place of one that nobody has answered.

            Examples:
              bulla custody release week1.custody --to bert --trust trust.json --key ada.key --place LAB-1
              bulla custody release week1.custody --to bert --trust trust.json --key ada.key --place LAB-1 \\
                --seal intact --new-seal S-4712 --method courier --witness will --key will.key
            """
    )

    @OptionGroup var options: CustodyEventOptions
    @OptionGroup var seals: CustodySealOptions
    @OptionGroup var checks: CustodyCheckOptions
    @Option(help: "Id of the person who shall take it.") var to: String
    @Option(help: "What for: audit, examination, return, storage or transfer.")
    var purpose: CustodyWords.Purpose = .transfer
    @Option(help: "How it goes: hand, courier, mail or locker.") var method: CustodyWords.Method = .hand

    func run() throws {
        let desk = try CustodyDesk(options)
        var event = try desk.event(.release, by: desk.actor)
        event.to = to
        (event.purpose, event.method) = (purpose, method)
        event.items = desk.items(checks)
        event.seal = try seals.seal(desk.story.seal)
        event.checks = desk.checks(checks, event.seal)
        try desk.write(event)
    }
}
