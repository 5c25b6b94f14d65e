import Bytes
import MerkleLog

/// A batch framed and hashed, before any byte of it is written.
struct PendingBatch {
    let count: Int
    private(set) var bytes: [UInt8] = []
    /// 32 bytes for each entry.
    private(set) var leafHashes: [UInt8] = []
    /// Offsets in `entries` where bundles end that this batch makes full.
    private(set) var bundleEnds: [Int] = []

    init(_ batch: [[UInt8]], after state: CommitSlot) throws(LogError) {
        count = batch.count
        guard count <= MerkleTree.sizeLimit - state.size else {
            throw LogError(.outOfRange, at: "entry \(state.size)", "a log has at most 2^53 - 1 entries")
        }
        leafHashes.reserveCapacity(count * Digest.byteCount)
        bytes.reserveCapacity(batch.reduce(0) { $0 + 2 + $1.count })
        for (offset, entry) in batch.enumerated() {
            try append(entry, index: state.size + offset)
            if (state.size + offset) % 256 == 255 { bundleEnds.append(state.bytes + bytes.count) }
        }
    }

    private mutating func append(_ entry: [UInt8], index: Int) throws(LogError) {
        do {
            try EntryBundle.append(entry, to: &bytes)
        } catch {
            throw LogError(.entryTooLarge, at: "entry \(index)", error.detail)
        }
        leafHashes.append(entry.withUnsafeBytes { TreeHash.leaf($0) })
    }
}

extension LogFiles {
    /// Writes the places of bundles and the hashes of tiles that became full with an append at `size`.
    func write(
        bundleEnds: [Int],
        full: [TileFrontier.Full],
        after size: Int
    ) throws(FileError) {
        guard !bundleEnds.isEmpty else { return }
        var ends: [UInt8] = []
        for end in bundleEnds { ends.append(bigEndian: UInt64(end)) }
        try bundles.write(ends, at: size / 256 * 8)
        for (below, file) in tiles.enumerated() {
            var hashes: [UInt8] = []
            for tile in full where tile.level == below { hashes.append(tile.hash) }
            guard !hashes.isEmpty else { return }
            try file.write(hashes, at: (size >> (8 * (below + 1))) * Digest.byteCount)
        }
    }
}
