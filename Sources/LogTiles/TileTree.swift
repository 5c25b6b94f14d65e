import Bytes
package import MerkleLog

/// Lays out the tree of a log from its segments, and checks every leaf on the way.
///
/// Each segment's entries must have the root of its checkpoint, and the tiles that it brings along must be those of
/// its entries. A partial tile is laid out for every segment's checkpoint, unless the newest tree has it in full.
package struct TileTree {
    /// What now stands in the folder.
    package struct Outcome: Equatable, Sendable {
        package let checkpoint: Checkpoint
        /// Leaves before it may not be there.
        package let minimum: Int
        package let written: Int
        package let unchanged: Int
    }

    private let chain: SegmentChain
    private let folder: TileFolder
    private let progress: (_ done: Int, _ total: Int) -> Void
    private var levels = TileLevels()
    /// Partial tiles that were laid out: two checkpoints may need the same one.
    private var partials: Set<TileIndex> = []

    /// Lays out a log, or the rest of one that stands there up to the first segment or beyond.
    ///
    /// - Parameter isPruned: whether a log may begin with a leaf other than 0: a log with a minimum index.
    /// - Parameter progress: leaves laid out so far, and all of them.
    package static func layOut(
        _ chain: SegmentChain,
        in folder: TileFolder,
        isPruned: Bool = false,
        progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> Outcome {
        var tree = TileTree(chain: chain, folder: folder, progress: progress)
        try tree.checkStart(isPruned: isPruned)
        for segment in chain.segments { try tree.lay(segment) }
        try folder.publish(chain.note)
        try tree.removeOutgrown()
        return Outcome(
            checkpoint: chain.last,
            minimum: folder.published == nil ? chain.from : 0,
            written: folder.written,
            unchanged: folder.unchanged
        )
    }

    private init(
        chain: SegmentChain,
        folder: TileFolder,
        progress: @escaping (_ done: Int, _ total: Int) -> Void
    ) {
        self.chain = chain
        self.folder = folder
        self.progress = progress
    }

    // MARK: Where it begins

    private func checkStart(isPruned: Bool) throws(TilesError) {
        let first = chain.segments[0]
        if let published = folder.published { try check(published, before: first) }
        guard first.from == 0 || folder.published != nil || isPruned else {
            throw TilesError(
                .start,
                at: first.words,
                "leaves 0 to \(first.from - 1) are in no segment; without them it is a pruned log (--pruned)"
            )
        }
    }

    /// Whether the tree that stands there is an earlier one of the same log, as far as sizes tell.
    private func check(_ published: Checkpoint, before first: any LogSegment) throws(TilesError) {
        let place = "\(folder.path)/checkpoint"
        guard published.origin == chain.last.origin else {
            throw TilesError(.otherLog, at: place, "is of log \(published.origin), want \(chain.last.origin)")
        }
        guard published.size <= chain.last.size else {
            throw TilesError(
                .older,
                at: place,
                "counts \(published.size) leaves, the segments end at \(chain.last.size)"
            )
        }
        guard published.size >= first.from else {
            throw TilesError(
                .gap,
                at: first.words,
                "leaves \(published.size) to \(first.from - 1) are neither in a segment nor in the folder"
            )
        }
    }

    // MARK: Segments

    private mutating func lay(_ segment: any LogSegment) throws {
        if levels.size == 0, segment.from > 0 { try begin(with: segment) }
        if levels.size == folder.published?.size { try comparePublished() }
        let expected = Set(segment.tiles)
        for bundle in TileIndex.bundles(size: segment.to, minimum: segment.from) {
            let content = try segment.content(of: bundle)
            try append(content, bundle, of: segment, expecting: expected)
            if bundle.isPartial { try putPartial(bundle, content) } else { try folder.put(bundle, content) }
            progress(levels.size, chain.last.size)
        }
        try end(segment, expecting: expected)
    }

    /// Takes what stands for the leaves before a segment from its own tiles; the root at `from` is what checks them.
    private mutating func begin(with segment: any LogSegment) throws {
        let start = segment.from / 256 * 256
        levels = try TileLevels(size: start) { tile in
            let whole = segment.tiles.first { $0.level == tile.level && $0.number == tile.number }
            let content = try whole.map { try segment.content(of: $0) } ?? []
            guard content.count >= tile.width * Digest.byteCount else {
                throw TilesError(
                    .tile,
                    at: "\(segment.name), \(tile.path)",
                    "does not contain the leaves before the segment"
                )
            }
            return Array(content.prefix(tile.width * Digest.byteCount))
        }
        if segment.from > start {
            let first = TileIndex.bundles(size: segment.to, minimum: segment.from)[0]
            let hashes = try leafHashes(segment.content(of: first), first, of: segment)
            levels.append(hashes.prefix((segment.from - start) * Digest.byteCount)) { _, _ in }
        }
        guard try levels.root == segment.previousRoot else {
            throw TilesError(
                .root,
                at: segment.words,
                "its tiles do not have the root at leaf \(segment.from)"
            )
        }
    }

    private mutating func append(
        _ content: [UInt8],
        _ bundle: TileIndex,
        of segment: any LogSegment,
        expecting tiles: Set<TileIndex>
    ) throws {
        var hashes = try leafHashes(content, bundle, of: segment)[...]
        let known = levels.unfinishedLeaves
        guard hashes.starts(with: known), bundle.start == levels.size / 256 * 256 else {
            throw TilesError(
                .fork,
                at: segment.words,
                "the entries before leaf \(levels.size) differ from the previous segment"
            )
        }
        hashes = hashes.dropFirst(known.count)
        if let published = folder.published?.size, (levels.size + 1...bundle.end).contains(published) {
            let count = (published - levels.size) * Digest.byteCount
            try append(hashes.prefix(count), of: segment, expecting: tiles)
            hashes = hashes.dropFirst(count)
            try comparePublished()
        }
        try append(hashes, of: segment, expecting: tiles)
    }

    private mutating func append(
        _ hashes: ArraySlice<UInt8>,
        of segment: any LogSegment,
        expecting tiles: Set<TileIndex>
    ) throws {
        let folder = folder
        try levels.append(hashes) { tile, content in
            try TileTree.compare(tile, content, with: segment, tiles)
            try folder.put(tile, content)
        }
    }

    private func leafHashes(
        _ content: [UInt8],
        _ bundle: TileIndex,
        of segment: any LogSegment
    ) throws(TilesError) -> [UInt8] {
        do {
            let ranges = try EntryBundle.ranges(in: content, count: bundle.width)
            return content.withUnsafeBytes { EntryBundle.leafHashes(of: $0, at: ranges) }
        } catch { throw TilesError(.entries, at: "\(segment.name), \(bundle.path)", "\(error)") }
    }

    private mutating func end(_ segment: any LogSegment, expecting tiles: Set<TileIndex>) throws {
        guard try levels.root == segment.root else {
            throw TilesError(.root, at: segment.words, "its entries do not have the root of its checkpoint")
        }
        for (tile, content) in levels.partials {
            try TileTree.compare(tile, content, with: segment, tiles)
            try putPartial(tile, content)
        }
    }

    private static func compare(
        _ tile: TileIndex,
        _ content: [UInt8],
        with segment: any LogSegment,
        _ tiles: Set<TileIndex>
    ) throws {
        guard tiles.contains(tile), try segment.content(of: tile) != content else { return }
        throw TilesError(.tile, at: "\(segment.name), \(tile.path)", "does not match its entries")
    }

    // MARK: Partial tiles

    private mutating func putPartial(_ tile: TileIndex, _ content: [UInt8]) throws {
        if !isFull(tile), partials.insert(tile).inserted { try folder.put(tile, content) }
    }

    /// Whether the newest tree has that tile in full.
    private func isFull(_ tile: TileIndex) -> Bool {
        (tile.number + 1) << (8 * tile.level + 8) <= chain.last.size
    }

    /// Removes partial tiles of earlier checkpoints, of the folder's one and the segments', that are full by now.
    private func removeOutgrown() throws(FileError) {
        for size in Set([folder.published?.size ?? 0] + chain.segments.map(\.to)).sorted() {
            for level in 0...TileIndex.levelLimit where size >> (8 * level) % 256 > 0 {
                let tile = TileIndex(level: level, number: size >> (8 * level + 8))
                guard isFull(tile) else { continue }
                try folder.removePartials(of: tile)
                if level == 0 { try folder.removePartials(of: TileIndex(entries: tile.number)) }
            }
        }
    }

    // MARK: What stands there

    private func comparePublished() throws {
        guard let published = folder.published, try levels.root != published.root else { return }
        throw TilesError(
            .fork,
            at: "\(folder.path)/checkpoint",
            "at \(published.size) leaves the folder's log has root \(published.root), the segments' "
                + "\(try levels.root)"
        )
    }
}
