import ArgumentParser
import Bytes
import Leaves
import Recording
import SecretKeys
import VerifyCommands

/// `bulla log commit`: the producer's part of a two-way audit, promised before the segment is sealed.
struct LogCommit: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "commit",
        abstract: "Commit to a producer's secret, for a two-way audit of the segment.",
        discussion: Discussion.text(
            """
            In a two-way audit the producer contributes a secret to the draw, so that whoever throws the
            dice cannot steer it alone. Run this once for each segment, before sealing it. It draws 32
            random bytes, writes them to FILE in hexadecimal, readable only by you, and then appends a
            leaf with their SHA-256.

            Keep FILE safe and secret until the audit's plan is signed, then reveal it with `bulla audit
            reveal`. Anyone who has it earlier can predict the producer's contribution. There is no
            other copy: without the file a two-way audit of the segment is rejected.

            No other process may write to the log at the same time.

            Example:
              bulla log commit RUN -o week1.secret
            """
        )
    )

    @Argument(help: ArgumentHelp("The run directory.", valueName: "run"), completion: .directory) var path:
        String
    @Option(
        name: .shortAndLong,
        help: "The file to write the secret to; never replaced.",
        completion: .file()
    ) var output: String
    @OptionGroup var result: ResultOptions

    func run() throws {
        guard !Folder.hasEntry(output) else {
            throw CommandFailure(
                "\(output): already exists; secrets are never replaced",
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
                "\(output) was written, but its leaf may be missing: check with bulla log show RUN --json"
            )
            throw error
        }
        Console.lines(
            ["leaf    \(index)", "digest  \(secret.digest)"],
            ["file": .string(output), "leaf": .number(index), "sha256": .digest(secret.digest)]
        )
    }
}
