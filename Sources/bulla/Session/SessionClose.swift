import ArgumentParser
import Recording
import VerifyCommands

/// `bulla session close`: the session's last word, its last step and state, under evidence.
struct SessionClose: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Close the open session.",
        discussion: Discussion.text(
            """
            The leaf states the session's last step, the number of its steps, and the state of the
            training. A software session closes in one step. If a session can no longer produce
            evidence, leave it open: the next session ends it, and reports call it truncated.

            Examples:
              bulla session close RUN --request close.json
              bulla session close RUN --answer close.json --evidence DIR
            """
        )
    )

    @OptionGroup var halves: SessionHalves
    @OptionGroup var result: ResultOptions

    func run() throws {
        try halves.exchange("close") { try $0.proposeClose() }
    }
}
