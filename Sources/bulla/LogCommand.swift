import ArgumentParser
import VerifyCommands

/// `bulla log`: what there is to do with a run's log.
struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Write, read and prove the log of a run.",
        subcommands: [
            LogAppend.self, LogShow.self, LogCheckpoint.self, LogProve.self, LogCheckCommand.self,
        ]
    )
}
