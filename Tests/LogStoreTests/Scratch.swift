import Bytes
import Glibc
import LogStore
import MerkleLog
import TestSupport

/// A log in a folder that goes with the value.
struct Scratch {
    let folder: ScratchFolder
    var path: String { folder.path }
    var log: String { "\(path)/log" }

    init() throws { folder = try ScratchFolder() }

    /// The log's bytes of one file.
    func bytes(_ name: String) throws -> [UInt8] {
        try File.contents(of: "\(log)/\(name)", limit: 1 << 30)
    }

    func put(_ bytes: [UInt8], as name: String) throws {
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
        try File.opening("\(log)/\(name)", flags).write(bytes)
    }

    /// A closed log with the given batches of entries that follow from their index.
    func fill(_ batches: [Int], closing: Bool = true) throws {
        let store = try LogStore.create(at: log, origin: "example.org/run")
        for count in batches {
            try store.append(batch: LogEntries.entries(store.size..<store.size + count))
        }
        if closing { try store.close() }
    }
}

private let leafHashes = (0..<1_000).map(leafHash)

private func leafHash(_ index: Int) -> Digest {
    TreeHash.leaf(LogEntries.entry(index))
}

/// The root over the first `size` entries that follow from their index.
func expectedRoot(_ size: Int) -> Digest {
    let known = min(size, leafHashes.count)
    return MerkleTree.root(of: leafHashes[..<known] + (known..<size).map(leafHash))
}

/// The code with which `body` fails; nil if it does not.
func code(_ body: () throws -> Void) -> LogError.Code? {
    do { try body() } catch { return (error as? LogError)?.code }
    return nil
}
