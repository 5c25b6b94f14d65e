import ArgumentParser
import CustodyChain
import Trust
import VerifyCommands

/// `bulla custody lost`: report the loss of a medium.
struct CustodyLostCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "lost",
        abstract: "Report that a medium is lost; only corrections can follow.",
        discussion: Discussion.text(
            """
            Example:
              bulla custody lost week1.custody --trust trust.json --key bert.key \\
                --place DEPOT-2 --authority REP-12
            """
        )
    )

    @OptionGroup var options: CustodyEventOptions
    @OptionGroup var result: ResultOptions

    func run() throws {
        let desk = try CustodyDesk(options)
        try desk.write(desk.event(.lost, by: desk.actor))
    }
}
