import ArgumentParser
import Bytes
import Leaves
import Recording
import SecretKeys
import VerifyCommands

/// `bulla log commit`: the producer's part of a two-way audit, promised before the segment is sealed.
struct LogCommit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commit",
        abstract: "Commit to a secret of the producer's, for a two-way audit of the segment.",
        discussion: """
            In a two-way audit the producer has a part in the draw, so that nobody who throws the dice can steer it
            alone. Before a segment is sealed, this draws 32 random bytes, writes them to FILE in hexadecimal, readable
            by you alone, and then appends a leaf with their SHA-256. A segment holds one such leaf: once for each.

            Keep FILE safe and secret until the audit's plan is signed; then it is revealed. Whoever has it before can
            foretell the producer's part. Without it nothing can be revealed, and a two-way audit of the segment is
            rejected: there is no other copy.

            No other process may be writing the log meanwhile.

            Example:
              bulla log commit RUN -o week1.secret
            """
    )

    @Argument(help: ArgumentHelp("The run directory.", valueName: "run")) var path: String
    @Option(name: .shortAndLong, help: "The file for the secret; it is never replaced.") var output: String

    func run() throws {
        guard !Folder.hasEntry(output) else {
            throw CommandFailure(
                "\(output): exists already; a secret is never replaced",
                hint: "choose another name"
            )
        }
        let writer = try RunWriter(RunDirectory(opening: path))
        let secret = CommitmentSecret()
        // Before the leaf: a leaf whose secret nobody has would spoil the segment.
        try secret.write(to: output)
        let index = writer.size
        do {
            try writer.append(
                .event(
                    EventLeaf(digest: secret.digest, kind: .commitment, run: writer.position.run.run)
                )
            )
            try writer.close()
        } catch {
            Console.note(
                "\(output) was written, but its leaf perhaps not: look with bulla log show RUN --json"
            )
            throw error
        }
        Console.lines(["leaf    \(index)", "digest  \(secret.digest)"])
    }
}
