import Bytes
import MerkleLog

/// For each level of a growing tree the hashes of its unfinished tile; hands out tiles as they become full.
///
/// Memory is one tile a level, whatever the size of the log.
struct TileLevels {
    private(set) var size: Int
    /// `hashes[L]` are those of level L, 32 bytes each, side by side; always fewer than 256.
    private var hashes: [[UInt8]]

    init() {
        size = 0
        hashes = Array(repeating: [], count: TileIndex.levelLimit + 1)
    }

    /// A tree of `size` leaves, a multiple of 256, from the unfinished tiles of level 1 and above.
    ///
    /// - Parameter read: the first `width` hashes of a tile, `width` being 1 to 255.
    init(size: Int, read: (_ tile: TileIndex) throws -> [UInt8]) throws {
        self.init()
        self.size = size
        for level in 1...TileIndex.levelLimit {
            let count = size >> (8 * level)
            guard count % 256 > 0 else { continue }
            hashes[level] = try read(TileIndex(level: level, number: count / 256, width: count % 256))
        }
    }

    /// The hashes of the leaves that fill no tile yet.
    var unfinishedLeaves: [UInt8] { hashes[0] }

    /// Appends leaf hashes, 32 bytes each; `full` is called with each tile that becomes full, lower levels first.
    mutating func append(
        _ leafHashes: ArraySlice<UInt8>,
        full: (TileIndex, [UInt8]) throws -> Void
    ) rethrows {
        var rest = leafHashes
        while !rest.isEmpty {
            let part = rest.prefix(256 * Digest.byteCount - hashes[0].count)
            hashes[0] += part
            size += part.count / Digest.byteCount
            rest = rest.dropFirst(part.count)
            try carry(full)
        }
    }

    private mutating func carry(_ full: (TileIndex, [UInt8]) throws -> Void) rethrows {
        for level in 0..<TileIndex.levelLimit where hashes[level].count == 256 * Digest.byteCount {
            let tile = hashes[level]
            hashes[level] = []
            hashes[level + 1].append(tile.withUnsafeBytes { MerkleTree.root(ofPerfect: $0) })
            try full(TileIndex(level: level, number: size >> (8 * level + 8) - 1), tile)
        }
    }

    /// The tiles that are not full at this size, as tlog-tiles has them.
    var partials: [(tile: TileIndex, content: [UInt8])] {
        hashes.indices.filter { !hashes[$0].isEmpty }.map { level in
            let width = hashes[level].count / Digest.byteCount
            return (TileIndex(level: level, number: size >> (8 * level + 8), width: width), hashes[level])
        }
    }

    /// The root of the tree so far.
    var root: Digest {
        get throws(MerkleError) {
            var nodes: [Digest] = []
            for level in hashes.reversed() {
                var range = CompactRange()
                range.append(leafHashes: level)
                nodes += range.nodes
            }
            return try CompactRange(size: size, nodes: nodes).root
        }
    }
}
