import ArgumentParser
import Recording

/// `bulla session close`: the session's last word, its last step and state, under evidence.
struct SessionClose: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Close the open session.",
        discussion: """
            The leaf states the session's last step, how many it had, and the state that training stands on. A software
            session closes without a second half. One that cannot give evidence any more is left as it is: the next
            that opens ends it, and reports call it truncated.

            Examples:
              bulla session close RUN --request close.json
              bulla session close RUN --answer close.json --evidence DIR
            """
    )

    @OptionGroup var halves: SessionHalves

    func run() throws {
        try halves.exchange("close") { try $0.proposeClose() }
    }
}
