import ArgumentParser
import Bytes
import Keys
import LogStore
import MerkleLog
import Recording
import VerifyCommands

/// `bulla log prove`: that one leaf stands in the log, in a file of its own.
struct LogProve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Write the proof that a leaf is in the log (C2SP tlog-proof).",
        discussion: Discussion.text(
            """
            The proof contains the signed checkpoint that it leads to. `bulla log check` needs only the
            proof and the leaf.

            Examples:
              bulla log prove RUN 5 -o step5.tlog-proof
              bulla log show RUN --json --from 5 --to 6 > step5.json
            """
        )
    )

    @Argument(help: ArgumentHelp("The run directory.", valueName: "run")) var path: String
    @Argument(help: "The leaf's index, from 0.") var index: Int
    @Option(name: .shortAndLong, help: "Write to this file instead of stdout.") var output: String?

    func run() throws {
        let directory = try RunDirectory(opening: path)
        let store = try directory.store(forWriting: false)
        let inclusion = try store.inclusionProof(index: index, size: store.size)
        try KeyFiles.warn(ofLog: path)
        let note = try directory.checkpoint(of: store, size: store.size)
        let proof = TlogProof(
            index: index,
            hashes: inclusion.hashes,
            note: String(decoding: note.bytes, as: UTF8.self)
        )
        let bytes = Array(proof.text.utf8)
        if let output {
            try AtomicFile.write(bytes, to: output, replacing: false)
        } else {
            try Console.bytes(bytes)
        }
    }
}
