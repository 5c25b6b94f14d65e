import ArgumentParser
import Recording
import VerifyCommands

/// `bulla session heartbeat`: fresh evidence that the open session still runs where it did.
struct SessionHeartbeat: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "heartbeat",
        abstract: "Attest with fresh evidence that the open session is still running.",
        discussion: Discussion.text(
            """
            The leaf states the session's last step and the log's checkpoint, so the evidence covers
            everything up to this point. A software session needs no evidence and no second step.

            Examples:
              bulla session heartbeat RUN --request beat.json
              bulla session heartbeat RUN --answer beat.json --evidence DIR
            """
        )
    )

    @OptionGroup var halves: SessionHalves
    @OptionGroup var result: ResultOptions

    func run() throws {
        try halves.exchange("heartbeat") { try $0.proposeHeartbeat() }
    }
}
