import Bytes
import Container
import Layout
import Leaves
import MerkleLog
import Synchronization

/// Reads single leaves of a segment and authenticates them against the signed root.
final class LeafReader: Sendable {
    /// One entry bundle, authenticated as a whole.
    struct Entries: Sendable {
        let content: [UInt8]
        let ranges: [Range<Int>]
        let start: Int
        fileprivate let leafHashes: [UInt8]

        init(content: [UInt8], ranges: [Range<Int>], start: Int, leafHashes: [UInt8]) {
            self.content = content
            self.ranges = ranges
            self.start = start
            self.leafHashes = leafHashes
        }

        /// The leaf of that index, if it is among them.
        func leaf(_ index: Int) -> ArraySlice<UInt8>? {
            guard ranges.indices.contains(index - start) else { return nil }
            return content[ranges[index - start]]
        }
    }

    let bundle: OpenBundle
    private let size: Int
    private let root: Digest
    private let tilesByIndex: [TileKey: (TileIndex, SegmentMap.Place)]
    private let cache = Mutex<[TileKey: [UInt8]]>([:])
    private let last: Mutex<(start: Int, hashes: [UInt8])?> = Mutex(nil)

    /// Held while a large proof of a small bundle is judged.
    private let large = Mutex(())
    private static let largeProof = 4 << 20

    private struct TileKey: Hashable {
        let level: Int
        let number: Int
    }

    init(_ bundle: OpenBundle) {
        self.bundle = bundle
        size = bundle.manifest.to
        root = bundle.manifest.root
        let places = bundle.map.placesBeforeEntries.suffix(bundle.map.tiles.count)
        tilesByIndex = Dictionary(
            uniqueKeysWithValues: zip(bundle.map.tiles, places).map {
                (TileKey(level: $0.level, number: $0.number), ($0, $1))
            }
        )
    }

    /// Judges a proof; large ones one at a time where the bundle itself is small, and so was blown up.
    func withMemory<Value: Sendable>(for proof: ProofReference, _ body: () throws -> Value) throws -> Value {
        guard proof.size > LeafReader.largeProof, bundle.isSmall else { return try body() }
        return try large.withLock { _ in try body() }
    }

    /// The entry bundle that holds a leaf, checked against the root through that leaf.
    ///
    /// All its leaves are siblings on the way to the root, so that one path authenticates all of them.
    func entries(holding index: Int) throws -> Entries {
        // Here every index meets the segment that comes from hints, leaves or people.
        guard (bundle.manifest.from..<bundle.manifest.to).contains(index) else {
            throw Fault(.hintMismatch, "leaf \(index)", "is not in the segment")
        }
        let number = index / 256 - bundle.manifest.from / 256
        let place = bundle.map.entryPlace(number)
        let content = try bundle.content(of: place)
        let tile = bundle.map.entryBundles[number]
        let ranges = try EntryBundle.ranges(in: content, count: tile.width)
        let hashes = content.withUnsafeBytes { EntryBundle.leafHashes(of: $0, at: ranges) }
        let found = Entries(content: content, ranges: ranges, start: tile.start, leafHashes: hashes)
        let proof = try path(to: index, in: found)
        let slot = (index - tile.start) * 32
        let leafHash = hashes.withUnsafeBytes {
            Digest(UnsafeRawBufferPointer(rebasing: $0[slot..<slot + 32]))
        }
        try proof.verify(leafHash: leafHash, root: root)
        return found
    }

    /// The inclusion proof of one of these leaves.
    func path(to index: Int, in entries: Entries) throws -> InclusionProof {
        try InclusionProof.make(index: index, size: size) { node throws(Fault) in
            do { return try hash(of: node, in: entries) } catch { throw Fault(error) }
        }
    }

    private func hash(of node: NodeIndex, in own: Entries) throws -> Digest {
        if node.level < 8 {
            let (start, hashes) = try leafHashes(around: node.start, own: own)
            let from = (node.start - start) * 32
            guard from >= 0, from + 32 << node.level <= hashes.count else {
                throw Fault(.tileMismatch, "leaf \(node.start)", "is not in the segment")
            }
            return hashes.withUnsafeBytes {
                MerkleTree.root(
                    ofPerfect: UnsafeRawBufferPointer(rebasing: $0[from..<from + 32 << node.level])
                )
            }
        }
        let (level, number, slots) = node.tile
        let content = try tile(TileKey(level: level, number: number))
        guard slots.upperBound * 32 <= content.count else {
            throw Fault(
                .tileMismatch,
                "tile \(level)/\(number)",
                "does not hold hash \(slots.upperBound - 1)"
            )
        }
        return content.withUnsafeBytes {
            MerkleTree.root(
                ofPerfect: UnsafeRawBufferPointer(rebasing: $0[slots.lowerBound * 32..<slots.upperBound * 32])
            )
        }
    }

    private func leafHashes(around leaf: Int, own: Entries) throws -> (start: Int, hashes: [UInt8]) {
        if leaf / 256 == own.start / 256 { return (own.start, own.leafHashes) }
        return try last.withLock { last in
            // Read under the lock, so that it is read once and not once for each task.
            if let last, last.start == leaf / 256 * 256 { return last }
            let read = try leafHashes(around: leaf)
            last = read
            return read
        }
    }

    private func leafHashes(around leaf: Int) throws -> (start: Int, hashes: [UInt8]) {
        let number = leaf / 256 - bundle.manifest.from / 256
        guard bundle.map.entryBundles.indices.contains(number) else {
            throw Fault(.tileMismatch, "leaf \(leaf)", "is not in the segment")
        }
        let content = try bundle.content(of: bundle.map.entryPlace(number))
        let tile = bundle.map.entryBundles[number]
        let ranges = try EntryBundle.ranges(in: content, count: tile.width)
        let hashes = content.withUnsafeBytes { EntryBundle.leafHashes(of: $0, at: ranges) }
        return (tile.start, hashes)
    }

    private func tile(_ key: TileKey) throws -> [UInt8] {
        guard let (_, place) = tilesByIndex[key] else {
            throw Fault(.tileMismatch, "tile \(key.level)/\(key.number)", "is not in the bundle")
        }
        return try cache.withLock { cache in
            if let known = cache[key] { return known }
            let content = try bundle.content(of: place)
            cache[key] = content
            return content
        }
    }
}
