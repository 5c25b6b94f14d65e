import Bytes
import MerkleLog

extension LogStore {
    /// The last whole commit, and whether `entries` holds what it counts.
    static func readState(_ files: LogFiles) throws(LogError) -> CommitSlot {
        let (bytes, available) = try LogError.from(.file) { () throws(FileError) in
            let count = min(try files.state.size(), 2 * CommitSlot.page)
            return (try files.state.read(count, at: 0), try files.entries.size())
        }
        guard let slot = CommitSlot.newest(in: bytes) else {
            throw LogError(.damaged, at: files.state.path, "no commit can be read")
        }
        guard slot.size <= MerkleTree.sizeLimit, slot.indexed <= slot.size / 256 else {
            throw LogError(.damaged, at: files.state.path, "size \(slot.size), indexed \(slot.indexed)")
        }
        guard available >= slot.bytes else {
            throw LogError(
                .damaged,
                at: files.entries.path,
                "got \(available) bytes, \(slot.bytes) were committed"
            )
        }
        return slot
    }

    /// Reads the frontier of the committed size, for a reader, which repairs nothing.
    func loadSnapshot() throws(LogError) {
        do {
            frontier = try readFrontier(bundles: size / 256)
            if size % 256 > 0 { _ = frontier.append(leafHashes: try leafHashes(bundle: size / 256)) }
            try checkRoot()
        } catch {
            throw LogError(
                .needsRecovery,
                at: folder,
                "\(error.location): \(error.detail); hint: open it for writing"
            )
        }
    }

    /// Cuts off what was not committed and makes the index agree with the entries.
    func recover() throws(LogError) {
        try LogError.from(.file) { () throws(FileError) in
            if try files.entries.size() > state.bytes { try files.entries.truncate(to: state.bytes) }
        }
        let first = try LogError.from(.file) { () throws(FileError) in
            try files.holdIndex(of: state.indexed) ? state.indexed : 0
        }
        do {
            try rebuild(from: first)
        } catch {
            // The index itself is at fault, or the entries are: only the latter fails again.
            guard first > 0 else { throw error }
            try rebuild(from: 0)
        }
    }

    private func rebuild(from first: Int) throws(LogError) {
        frontier = try readFrontier(bundles: first)
        var offset = try LogError.from(.file) { () throws(FileError) in try files.bundleEnd(first - 1) }
        for number in first..<max(first, size / 256) {
            let bundle = try scan(256, at: offset)
            offset += bundle.bytes
            let full = frontier.append(leafHashes: bundle.leafHashes)
            try LogError.from(.file) { () throws(FileError) in
                try files.write(bundleEnds: [offset], full: full, after: number * 256)
            }
        }
        let tail = try scan(size % 256, at: offset)
        _ = frontier.append(leafHashes: tail.leafHashes)
        guard offset + tail.bytes == state.bytes else {
            throw damage("entries end at byte \(offset + tail.bytes), \(state.bytes) were committed")
        }
        try checkRoot()
    }

    /// The frontier of full bundles, from the index.
    private func readFrontier(bundles: Int) throws(LogError) -> TileFrontier {
        var levels = [CompactRange()]
        for level in 1...TileIndex.levelLimit {
            let count = bundles >> (8 * (level - 1))
            let hashes = try LogError.from(.file) { () throws(FileError) in
                try files.hashes(level: level, count - count % 256..<count)
            }
            var range = CompactRange()
            range.append(leafHashes: hashes)
            levels.append(range)
        }
        return TileFrontier(levels: levels)
    }

    /// Finds `count` entries from a byte of `entries` on, whose end no index tells.
    private func scan(_ count: Int, at offset: Int) throws(LogError) -> (bytes: Int, leafHashes: [UInt8]) {
        var window = 1 << 18
        while offset <= state.bytes {
            let length = min(window, state.bytes - offset)
            let bytes = try LogError.from(.file) { () throws(FileError) in
                try files.entries.read(length, at: offset)
            }
            let found = bytes.withUnsafeBytes { raw in
                EntryBundle.leading(count, in: raw).map { ranges in
                    (ranges.last?.upperBound ?? 0, EntryBundle.leafHashes(of: raw, at: ranges))
                }
            }
            if let found { return (found.0, found.1) }
            guard length == window, window < EntryBundle.byteLimit else { break }
            window *= 4
        }
        throw damage("no \(count) whole entries at byte \(offset)")
    }

    private func checkRoot() throws(LogError) {
        let got = try onTree { () throws(MerkleError) in try frontier.compactRange() }
        guard got.size == size, got.root == root else {
            throw damage("got root \(got.root) at size \(got.size), committed \(root) at \(size)")
        }
    }

    private func damage(_ detail: String) -> LogError {
        LogError(.damaged, at: files.entries.path, detail)
    }
}
