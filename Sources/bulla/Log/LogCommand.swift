import ArgumentParser
import VerifyCommands

/// `bulla log`: what there is to do with a run's log.
struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Write, read and prove the log of a run.",
        discussion: Discussion.text(
            """
            Examples:
              bulla log append RUN --software-session < leaves.jsonl
              bulla log show RUN
            """
        ),
        subcommands: [
            LogAppend.self, LogShow.self, LogCheckpoint.self, LogCosign.self, LogCommit.self,
            LogProve.self, LogCheckCommand.self,
        ]
    )
}
