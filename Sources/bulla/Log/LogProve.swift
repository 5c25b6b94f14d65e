import ArgumentParser
import Bytes
import Keys
import LogStore
import MerkleLog
import Recording
import VerifyCommands

/// `bulla log prove`: that one leaf stands in the log, or that the log continues an older checkpoint.
struct LogProve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Write the proof that a leaf is in the log, or that the log continues a checkpoint.",
        discussion: Discussion.text(
            """
            The proof contains the signed checkpoint that it leads to. With the leaf's index it is a
            C2SP tlog-proof: `bulla log check` needs only the proof and the leaf. With --since it shows
            that nothing changed in the log of that size (C2SP tlog-witness), for a witness who has
            countersigned it: `bulla log cosign --state`.

            Examples:
              bulla log prove RUN 5 -o step5.tlog-proof
              bulla log show RUN --json --from 5 --to 6 > step5.json
              bulla log prove RUN --since 1204 -o run.consistency
            """
        )
    )

    @Argument(help: ArgumentHelp("The run directory.", valueName: "run"), completion: .directory) var path:
        String
    @Argument(help: "The leaf's index, from 0.") var index: Int?
    @Option(help: "Prove that the log continues the one that had this size.") var since: Int?
    @Option(name: .shortAndLong, help: "Write to this file instead of stdout.", completion: .file())
    var output: String?

    func validate() throws {
        guard (index == nil) != (since == nil) else {
            throw ValidationError("want the index of a leaf, or --since with the size of an older checkpoint")
        }
        if let index, index < 0 { throw ValidationError("got index \(index), want 0 or more") }
        if let since, since < 1 { throw ValidationError("--since: got \(since), want 1 or more") }
    }

    func run() throws {
        let directory = try RunDirectory(opening: path)
        let store = try directory.store(forWriting: false)
        let hashes = try hashes(store)
        try KeyFiles.warn(ofLog: path)
        let signed = try directory.checkpoint(of: store, size: store.size)
        let note = String(decoding: signed.bytes, as: UTF8.self)
        let text =
            index.map { TlogProof(index: $0, hashes: hashes, note: note).text }
            ?? ConsistencyText(old: since ?? 0, hashes: hashes, note: note).text
        let bytes = Array(text.utf8)
        if let output {
            try AtomicFile.write(bytes, to: output, replacing: false)
        } else {
            try Console.bytes(bytes)
        }
    }

    private func hashes(_ store: LogStore) throws -> [Digest] {
        if let index { return try store.inclusionProof(index: index, size: store.size).hashes }
        return try store.consistencyProof(old: since ?? 0, new: store.size).hashes
    }
}
