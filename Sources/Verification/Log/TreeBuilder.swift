import Bytes
import Layout
import MerkleLog

/// Rebuilds the tree of a segment from its entry bundles and the tiles that stand for the leaves before it.
struct TreeBuilder {
    private(set) var range: CompactRange
    /// For each level L ≥ 1, the hashes of level 8·L from the first retained tile's first on.
    private var hashes: [[Digest]]
    private var firstHash: [Int]

    /// Takes the hashes left of the first bundle from the retained tiles; the root at `from` is what checks them.
    init(map: SegmentMap, tile: (TileIndex) throws -> [UInt8]) throws {
        let start = map.manifest.from / 256 * 256
        hashes = Array(repeating: [], count: TileIndex.levelLimit + 1)
        firstHash = (0...TileIndex.levelLimit).map { (map.manifest.from >> (8 * $0 + 8)) << 8 }
        for index in map.tiles where index.number * 256 == firstHash[index.level] {
            let known = (start >> (8 * index.level)) - index.number * 256
            guard known > 0 else { continue }
            let bytes = try tile(index)
            hashes[index.level] = (0..<known).map { number in
                bytes.withUnsafeBytes {
                    Digest(UnsafeRawBufferPointer(rebasing: $0[number * 32..<number * 32 + 32]))
                }
            }
        }
        let known = hashes
        let first = firstHash
        range = try CompactRange.make(size: start) { (node) throws(Fault) in
            let (level, number, slots) = node.tile
            let from = number * 256 + slots.lowerBound - first[level]
            guard level > 0, from >= 0, from + slots.count <= known[level].count else {
                throw Fault(
                    .tileMismatch,
                    "tile \(level)/\(number)",
                    "does not hold what comes before the segment"
                )
            }
            return MerkleTree.root(of: known[level][from..<from + slots.count])
        }
    }

    /// Adds leaf hashes, 32 bytes each, that do not complete a bundle.
    mutating func append(leafHashes: some Sequence<UInt8>) {
        range.append(leafHashes: Array(leafHashes))
    }

    /// Adds a full bundle of 256 leaves.
    mutating func append(bundle root: Digest) {
        range.append(subtree: root, level: 8)
        note(bundle: root)
    }

    /// Notes a full bundle whose leaves were added one by one.
    mutating func note(bundle root: Digest) {
        append(root, level: 1)
    }

    private mutating func append(_ hash: Digest, level: Int) {
        guard level <= TileIndex.levelLimit else { return }
        hashes[level].append(hash)
        let count = firstHash[level] + hashes[level].count
        if count.isMultiple(of: 256) {
            append(MerkleTree.root(of: hashes[level].suffix(256)), level: level + 1)
        }
    }

    /// The content that a retained tile must have.
    func content(of tile: TileIndex) -> [UInt8]? {
        let from = tile.number * 256 - firstHash[tile.level]
        guard from >= 0, from + tile.width <= hashes[tile.level].count else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(tile.width * 32)
        for hash in hashes[tile.level][from..<from + tile.width] { bytes.append(hash) }
        return bytes
    }
}
