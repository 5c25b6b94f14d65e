package import Bytes
package import MerkleLog

extension LogStore {
    /// The raw bytes of a bundle of entries, at the width that `tile` states.
    package func bundle(_ tile: TileIndex) throws(LogError) -> [UInt8] {
        guard case .entries = tile.content, tile.end <= size else {
            throw outOfRange(tile.path, "want a bundle within \(size) entries")
        }
        var bytes = try wholeBundle(tile.number)
        let available = min(256, size - tile.start)
        guard tile.width < available else { return bytes }
        let kept = bytes.withUnsafeBytes { EntryBundle.leading(tile.width, in: $0)?.last?.upperBound }
        guard let kept else { throw LogError(.damaged, at: tile.path, "ends before entry \(tile.width)") }
        bytes.removeLast(bytes.count - kept)
        return bytes
    }

    /// All bytes of a bundle that are committed.
    private func wholeBundle(_ number: Int) throws(LogError) -> [UInt8] {
        let (start, end) = try LogError.from(.file) { () throws(FileError) in
            (
                try files.bundleEnd(number - 1),
                number < size / 256 ? try files.bundleEnd(number) : state.bytes
            )
        }
        guard start <= end, end <= state.bytes, end - start <= EntryBundle.byteLimit else {
            throw LogError(.damaged, at: files.bundles.path, "bundle \(number) from byte \(start) to \(end)")
        }
        return try LogError.from(.file) { () throws(FileError) in
            try files.entries.read(end - start, at: start)
        }
    }

    /// Entry `index`.
    package func entry(_ index: Int) throws(LogError) -> [UInt8] {
        guard (0..<size).contains(index) else {
            throw outOfRange("entry \(index)", "the log has \(size) entries")
        }
        let bytes = try wholeBundle(index / 256)
        let range = bytes.withUnsafeBytes { EntryBundle.leading(index % 256 + 1, in: $0)?.last }
        guard let range else { throw LogError(.damaged, at: "entry \(index)", "its bundle ends before it") }
        return Array(bytes[range])
    }

    /// The bundles that hold the entries [start, end): the first aligned down, the last cut at `end`.
    package func bundles(from start: Int, to end: Int) throws(LogError) -> BundleReader {
        guard start >= 0, start <= end, end <= size else {
            throw outOfRange("entries \(start) to \(end)", "the log has \(size) entries")
        }
        return BundleReader(store: self, number: start / 256, end: start == end ? 0 : end)
    }

    /// The hashes of one tile, 32 bytes each, as tlog-tiles publishes it.
    package func tile(_ tile: TileIndex) throws(LogError) -> [UInt8] {
        guard case .hashes(let level) = tile.content, tile.end <= size else {
            throw outOfRange(tile.path, "want a tile within \(size) entries")
        }
        return try hashes(level: level, number: tile.number, 0..<tile.width)
    }

    /// The hash of a perfect subtree; one read, whatever the size of the log.
    package func node(_ node: NodeIndex) throws(LogError) -> Digest {
        guard node.index >= 0, (0..<8 * (TileIndex.levelLimit + 1)).contains(node.level),
            node.index < size >> node.level
        else { throw outOfRange("node \(node.level)/\(node.index)", "the log has \(size) entries") }
        let place = node.tile
        var hashes = try hashes(level: place.level, number: place.number, place.hashes)
        return hashes.withUnsafeMutableBytes { MerkleTree.root(ofPerfect: $0) }
    }

    private func hashes(level: Int, number: Int, _ range: Range<Int>) throws(LogError) -> [UInt8] {
        if level == 0 {
            let all = try leafHashes(bundle: number)
            return Array(all[range.lowerBound * Digest.byteCount..<range.upperBound * Digest.byteCount])
        }
        return try LogError.from(.file) { () throws(FileError) in
            try files.hashes(level: level, number * 256 + range.lowerBound..<number * 256 + range.upperBound)
        }
    }

    /// The leaf hashes of all committed entries of a bundle.
    func leafHashes(bundle number: Int) throws(LogError) -> [UInt8] {
        if let recentHashes, recentHashes.number == number { return recentHashes.hashes }
        let bytes = try wholeBundle(number)
        let count = min(256, size - number * 256)
        let hashes = try onTree { () throws(MerkleError) in
            let ranges = try EntryBundle.ranges(in: bytes, count: count)
            return bytes.withUnsafeBytes { EntryBundle.leafHashes(of: $0, at: ranges) }
        }
        recentHashes = (number, hashes)
        return hashes
    }

    /// The frontier at this or an earlier size.
    package func compactRange(at size: Int) throws(LogError) -> CompactRange {
        guard (0...self.size).contains(size) else {
            throw outOfRange("size \(size)", "the log has \(self.size) entries")
        }
        return try CompactRange.make(size: size) { (index) throws(LogError) in try node(index) }
    }

    /// The root at this or an earlier size.
    package func root(at size: Int) throws(LogError) -> Digest {
        size == self.size ? root : try compactRange(at: size).root
    }

    /// That entry `index` stands in the log of `size` entries.
    package func inclusionProof(index: Int, size: Int) throws(LogError) -> InclusionProof {
        guard (0...self.size).contains(size), (0..<size).contains(index) else {
            throw outOfRange("entry \(index) in \(size)", "the log has \(self.size) entries")
        }
        return try InclusionProof.make(index: index, size: size) { (place) throws(LogError) in
            try node(place)
        }
    }

    /// That the log of `new` entries begins with that of `old` ≥ 1 entries.
    package func consistencyProof(old: Int, new: Int) throws(LogError) -> ConsistencyProof {
        guard (0...size).contains(new), old >= 1, old <= new else {
            throw outOfRange("sizes \(old) and \(new)", "the log has \(size) entries")
        }
        return try ConsistencyProof.make(old: old, new: new) { (place) throws(LogError) in
            try node(place)
        }
    }

    private func outOfRange(_ place: String, _ detail: String) -> LogError {
        LogError(.outOfRange, at: place, detail)
    }
}

/// Gives the bundles of a range one after another; only one is in memory.
package struct BundleReader {
    let store: LogStore
    var number: Int
    let end: Int

    /// The next bundle, named with its width, and its bytes; nil after the last.
    package mutating func next() throws(LogError) -> (tile: TileIndex, bytes: [UInt8])? {
        guard number * 256 < end else { return nil }
        let tile = TileIndex(entries: number, width: min(256, end - number * 256))
        number += 1
        return (tile, try store.bundle(tile))
    }
}
