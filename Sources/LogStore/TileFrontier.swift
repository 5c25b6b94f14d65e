import Bytes
import MerkleLog

/// The frontier of a growing log, cut at tile boundaries: for each level the hashes of its unfinished tile.
///
/// Level L counts like an odometer's wheel: 256 hashes make a tile, whose root is the next hash of
/// level L + 1.
struct TileFrontier {
    /// A tile that became full, and so one hash of the level above.
    struct Full {
        let level: Int
        let hash: Digest
    }

    private(set) var levels: [CompactRange]

    init() {
        levels = []
    }

    /// Takes, for each level from 0, the hashes of the unfinished tile.
    init(levels: [CompactRange]) {
        self.levels = levels
    }

    /// Appends leaf hashes, 32 bytes each, side by side; gives the tiles that became full, in order.
    mutating func append(leafHashes: [UInt8]) -> [Full] {
        var full: [Full] = []
        leafHashes.withUnsafeBytes { bytes in
            var rest = bytes
            while !rest.isEmpty {
                if levels.isEmpty { levels.append(CompactRange()) }
                let count = min(rest.count, (256 - levels[0].size) * Digest.byteCount)
                levels[0].append(leafHashes: UnsafeRawBufferPointer(rebasing: rest[..<count]))
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                carry(&full)
            }
        }
        return full
    }

    private mutating func carry(_ full: inout [Full]) {
        var level = 0
        while levels[level].size == 256 {
            let hash = levels[level].root
            full.append(Full(level: level, hash: hash))
            levels[level] = CompactRange()
            level += 1
            if level == levels.count { levels.append(CompactRange()) }
            levels[level].append(hash)
        }
    }

    var size: Int {
        levels.enumerated().reduce(0) { $0 + $1.element.size << (8 * $1.offset) }
    }

    /// The whole frontier: perfect subtrees of a higher level stand before those of a lower.
    func compactRange() throws(MerkleError) -> CompactRange {
        try CompactRange(size: size, nodes: levels.reversed().flatMap(\.nodes))
    }
}
