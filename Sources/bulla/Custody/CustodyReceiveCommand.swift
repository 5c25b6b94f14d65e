import ArgumentParser
import CustodyChain
import Trust
import VerifyCommands

/// `bulla custody receive`: the taker's half of a transfer.
struct CustodyReceiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive",
        abstract: "Receive what was released to you, or say that you do not.",
        discussion: """
            With any other outcome than accepted the giver keeps it. What went out on paper comes back by this command,
            before as many witnesses as a paper needs.

            Examples:
              bulla custody receive week1.custody --bundle week1.bulla.tar.xz --trust trust.json --key bert.key \\
                --place DEPOT-2 --seal intact
              bulla custody receive week1.custody --trust trust.json --key bert.key --place DEPOT-2 \\
                --seal broken --outcome rejected
            """
    )

    @OptionGroup var options: CustodyEventOptions
    @OptionGroup var seals: CustodySealOptions
    @OptionGroup var checks: CustodyCheckOptions
    @Option(help: "accepted, rejected, unavailable or insufficient-evidence.")
    var outcome: CustodyWords.Outcome = .accepted

    func run() throws {
        let desk = try CustodyDesk(options)
        guard let release = desk.story.open else {
            throw CommandFailure(
                "\(options.folder): nobody released it",
                hint: "let the holder run bulla custody release first"
            )
        }
        var event = try desk.event(.receive, by: desk.actor)
        event.authority = nil
        (event.release, event.outcome) = (release, outcome)
        event.items = desk.items(checks)
        event.seal = try seals.seal(desk.story.seal)
        event.checks = desk.checks(checks, event.seal)
        try desk.write(event)
    }
}
