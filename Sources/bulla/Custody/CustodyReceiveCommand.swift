import ArgumentParser
import Bytes
import CustodyChain
import Trust
import VerifyCommands

/// `bulla custody receive`: the taker's half of a transfer.
struct CustodyReceiveCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive",
        abstract: "Receive a medium that was released to you, or refuse it.",
        discussion: Discussion.text(
            """
            With any outcome other than accepted, the medium stays with the holder who released it. Use
            this command also for a medium that returns from a paper transfer, with as many witnesses as
            that transfer needs.

            Examples:
              bulla custody receive week1.custody --bundle week1.bulla.tar.xz \\
                --trust trust.json --key bert.key --place DEPOT-2 --seal intact
              bulla custody receive week1.custody --trust trust.json --key bert.key \\
                --place DEPOT-2 --seal broken --outcome rejected
            """
        )
    )

    @OptionGroup var options: CustodyEventOptions
    @OptionGroup var seals: CustodySealOptions
    @OptionGroup var checks: CustodyCheckOptions
    @Option(help: "The outcome of the transfer.")
    var outcome: CustodyWords.Outcome = .accepted
    @OptionGroup var result: ResultOptions

    func run() throws {
        let desk = try CustodyDesk(options)
        guard let release = desk.story.open else {
            throw CommandFailure(
                "\(options.folder): the medium was not released",
                hint: "the holder must run bulla custody release first"
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
