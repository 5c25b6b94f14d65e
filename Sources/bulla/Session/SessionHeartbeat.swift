import ArgumentParser
import Recording

/// `bulla session heartbeat`: fresh evidence that the open session still runs where it did.
struct SessionHeartbeat: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heartbeat",
        abstract: "Show with fresh evidence that the open session is still running.",
        discussion: """
            The leaf states the session's last step and the log's checkpoint, so that the evidence vouches for
            everything up to here. A software session's heartbeat needs no second half.

            Examples:
              bulla session heartbeat RUN --request beat.json
              bulla session heartbeat RUN --answer beat.json --evidence DIR
            """
    )

    @OptionGroup var halves: SessionHalves

    func run() throws {
        try halves.exchange("heartbeat") { try $0.proposeHeartbeat() }
    }
}
