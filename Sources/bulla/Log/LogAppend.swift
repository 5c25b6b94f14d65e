import ArgumentParser
import Bytes
import Leaves
import Recording
import VerifyCommands

/// `bulla log append`: leaves from stdin, one a line, each batch acknowledged when it is durable.
struct LogAppend: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append",
        abstract: "Append leaves from stdin (JSON Lines) and acknowledge each durable batch.",
        discussion: Discussion.text(
            """
            With --software-session, the session opens with the first line that is taken: a log into
            which nothing was written stays as it is. Writes a batch when it is full, when stdin pauses, and when stdin ends. Then prints one line
            of JSON with the log's size and root. A line that is wrong stops the command with exit
            status 2; everything before it is durable and acknowledged.

            Fields that the log knows can be omitted: run, previous and session; in session-heartbeat
            and session-close all fields. To open a session that is backed by evidence, use `bulla
            session`.

            To record a document that must be kept, such as the receipt of an accepted segment, append
            an event with its SHA-256:
              {"type":"event","kind":"acceptance","digest":"12.."}

            A proof is {"kind": ..., "path": "file below --proof-root"} or {"kind": ..., "base64": ...}.
            One of a kind given with --withheld can be {"kind": ..., "sha256": ..., "size": ...}: its
            bytes stay where they are, and `bulla seal` needs --withhold for that kind.
            A step is, for example (here on two lines):
              {"type":"step","step":1,"state_before":"00..","state_after":"ab..",
               "batch":"cd..","metrics":{"loss":"0.6931"}}

            Example:
              bulla log append RUN --software-session < leaves.jsonl
            """
        )
    )

    @Argument(help: ArgumentHelp("The run directory.", valueName: "run"), completion: .directory) var path:
        String
    @Option(help: "The folder that paths of proofs are relative to.", completion: .directory) var proofRoot:
        String?
    @Option(help: "The number of leaves in a batch, 1 to 100000.") var batch = 1_000
    @Option(help: "A kind of proof whose bytes the run does not store, such as replay/1 (repeatable).")
    var withheld: [String] = []
    @Flag(help: "Sign the steps with a key of this process; reports call them simulated.")
    var softwareSession = false

    func validate() throws {
        guard (1...100_000).contains(batch) else { throw ValidationError("--batch: want 1 to 100000") }
        for kind in withheld where !LeafField.isKind(kind) {
            throw ValidationError("--withheld: got \"\(kind)\", want a kind of proof such as replay/1")
        }
    }

    func run() throws {
        Signals.takeNote()
        let writer = try RunWriter(RunDirectory(opening: path), batchLimit: batch, withheld: withheld)
        var answers = Answers(durable: writer.durable.size)
        answers.acknowledge(writer)
        let ending = Result { try takeLines(writer, &answers) }
        do {
            // Only its own: what another process left open is ended where a session opens after it.
            if softwareSession, writer.softwareSession != nil { try writer.closeSession() }
            try writer.commit()
            answers.acknowledge(writer)
            try writer.close()
        } catch {
            // What stopped the lines is the reason; that the log then could not be closed follows from it.
            try ending.get()
            throw error
        }
        try ending.get()
    }

    /// Takes a line in a session that opens for it.
    private func open(_ writer: RunWriter, _ take: () throws -> Void) throws {
        if let open = writer.position.session { try end(open, writer) }
        try writer.withSession(take)
        Console.note("simulated: software session, no TEE")
    }

    private func end(_ open: RunPosition.OpenSession, _ writer: RunWriter) throws {
        guard open.kind.isSoftware else {
            let note =
                "session \(open.session) (\(open.kind.rawValue)) ends without a close, which needs evidence"
            return Console.note("warning: \(note); hint: run bulla session close first")
        }
        Console.note("closes session \(open.session), whose key was lost with an earlier process")
        try writer.closeSession()
    }

    private func takeLines(_ writer: RunWriter, _ answers: inout Answers) throws {
        var intake = LeafIntake(writer, proofRoot: proofRoot)
        var lines = StandardInput(lineLimit: LeafIntake.lineLimits.bytes)
        var wantsSession = softwareSession
        while true {
            switch try lines.next() {
            case .line(let line) where wantsSession && !LeafIntake.isEmpty(line):
                try open(writer) { try intake.take(line: line) }
                wantsSession = false
            case .line(let line): try intake.take(line: line)
            case .pause: try writer.commit()
            case .end: return
            case .interrupted:
                throw CommandFailure("interrupted; all complete lines that were read are durable")
            }
            answers.acknowledge(writer)
            try Console.requireResult()
        }
    }
}

/// Says each durable size once.
private struct Answers {
    var durable: Int

    mutating func acknowledge(_ writer: RunWriter) {
        let (size, root) = writer.durable
        guard size != durable else { return }
        durable = size
        let line: JSON = ["root": .string(root.hex), "size": .number(size)]
        Console.json(line)
    }
}
