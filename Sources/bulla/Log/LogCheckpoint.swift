import ArgumentParser
import Keys
import LogStore
import Recording
import VerifyCommands

/// `bulla log checkpoint`: what the log says of itself, signed with its key.
struct LogCheckpoint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Print the log's signed checkpoint (C2SP tlog-checkpoint).",
        discussion: Discussion.text(
            """
            Example:
              bulla log checkpoint RUN > run.checkpoint
            """
        )
    )

    @Argument(help: ArgumentHelp("The run directory.", valueName: "run"), completion: .directory) var path:
        String
    @Option(help: "Print the checkpoint that the log had at this size; its last one by default.") var size:
        Int?

    func validate() throws {
        if let size, size < 0 { throw ValidationError("--size: got \(size), want 0 or more") }
    }

    func run() throws {
        let directory = try RunDirectory(opening: path)
        let store = try directory.store(forWriting: false)
        try KeyFiles.warn(ofLog: path)
        let note = try directory.checkpoint(of: store, size: size ?? store.size)
        try Console.bytes(note.bytes)
    }
}
