import Bytes
import Glibc
import Hashing
import LogStore
import MerkleLog
import TestSupport

/// A folder that goes with the value.
final class Scratch {
    let path: String

    init() throws {
        var name = Array("/tmp/bulla-log-XXXXXX\0".utf8CString)
        guard mkdtemp(&name) != nil else { throw FileError.last(.cannotWrite, "/tmp") }
        path = name.withUnsafeBufferPointer { String(cString: $0.baseAddress ?? [0]) }
    }

    deinit { try? Folder.remove(path) }

    var log: String { "\(path)/log" }

    /// The log's bytes of one file.
    func bytes(_ name: String) throws -> [UInt8] {
        try File.contents(of: "\(log)/\(name)", limit: 1 << 30)
    }

    func put(_ bytes: [UInt8], as name: String) throws {
        try AtomicFile.write(bytes, to: "\(log)/\(name)")
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

/// The root over the first `size` entries that follow from their index.
func expectedRoot(_ size: Int) -> Digest {
    MerkleTree.root(of: (0..<size).lazy.map { TreeHash.leaf(LogEntries.entry($0)) })
}

/// The code with which `body` fails; nil if it does not.
func code(_ body: () throws -> Void) -> LogError.Code? {
    do { try body() } catch { return (error as? LogError)?.code }
    return nil
}
