import Bytes
import Keys
import LogStore
import LogTiles
import MerkleLog
import SecretKeys
import TestSupport

/// A log on disk, and its segments as a bundle would hand them over.
final class StoredLog {
    static let origin = "example.org/run"

    let scratch: ScratchFolder
    let store: LogStore
    let key: SecretKey

    /// Entries of all lengths at first, and then short ones: large logs are quickly made.
    static func entry(_ index: Int) -> [UInt8] {
        index < 1_000 ? LogEntries.entry(index) : [UInt8(index & 0xff), UInt8(index >> 8 & 0xff)]
    }

    /// A log of entries that follow from their index.
    init(_ size: Int, entry: (Int) -> [UInt8] = StoredLog.entry) throws {
        scratch = try ScratchFolder()
        store = try LogStore.create(at: "\(scratch.path)/log", origin: StoredLog.origin)
        key = try SecretKey.generate(name: "log", withMLDSA: false)
        for start in stride(from: 0, to: size, by: 5_000) {
            try store.append(batch: (start..<min(size, start + 5_000)).map(entry))
        }
    }

    func folder(_ name: String) -> String { "\(scratch.path)/\(name)" }

    var verifierKey: String {
        get throws { try NoteKey(name: StoredLog.origin, ed25519: key.publicKey.ed25519).verifierKey }
    }

    func note(_ size: Int) throws -> [UInt8] {
        let text = try Checkpoint(origin: store.origin, size: size, root: store.root(at: size)).text
        return try SignedNote(text: text, signatures: [key.signNote(text: text, name: store.origin)]).bytes
    }

    func segment(_ from: Int, _ to: Int) throws -> Segment {
        Segment(
            store: store,
            name: "\(from)-\(to)",
            from: from,
            to: to,
            checkpoint: try note(to),
            root: try store.root(at: to),
            previousRoot: from == 0 ? nil : try store.root(at: from)
        )
    }

    /// The segments between the cuts, the last of which is the log's size.
    func segments(_ cuts: [Int]) throws -> [Segment] {
        try zip([0] + cuts, cuts).map { try segment($0, $1) }
    }
}

/// A segment that reads from the store; a test may lie through `change`.
struct Segment: LogSegment {
    let store: LogStore
    var name: String
    var from: Int
    var to: Int
    var checkpoint: [UInt8]
    var root: Digest
    var previousRoot: Digest?
    var change: (TileIndex, [UInt8]) -> [UInt8] = { $1 }

    var tiles: [TileIndex] {
        (1...TileIndex.levelLimit).flatMap { TileIndex.tiles(level: $0, size: to, minimum: from) }
    }

    func content(of tile: TileIndex) throws -> [UInt8] {
        if case .entries = tile.content { return change(tile, try store.bundle(tile)) }
        return change(tile, try store.tile(tile))
    }
}

/// The code with which laying out fails; nil if it does not.
func code(_ body: () throws -> Void) throws -> TilesError.Code? {
    do { try body() } catch let error as TilesError { return error.code }
    return nil
}
