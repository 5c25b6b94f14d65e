import Bytes

/// Up to 256 entries of a log in one tile: for each a big-endian u16 length, then its bytes.
package enum EntryBundle {
    package static let entryLimit = 65_535
    /// The most bytes that a full bundle can have.
    package static let byteLimit = 256 * (2 + entryLimit)

    /// Appends one framed entry.
    package static func append(_ entry: [UInt8], to bundle: inout [UInt8]) throws(MerkleError) {
        guard let length = UInt16(exactly: entry.count) else {
            throw MerkleError(
                .entryTooLarge,
                at: "entry",
                "got \(entry.count) bytes, at most \(entryLimit) allowed"
            )
        }
        bundle.append(bigEndian: length)
        bundle.append(contentsOf: entry)
    }

    package static func encode(_ entries: [[UInt8]]) throws(MerkleError) -> [UInt8] {
        var bundle: [UInt8] = []
        bundle.reserveCapacity(entries.reduce(0) { $0 + 2 + $1.count })
        for entry in entries { try append(entry, to: &bundle) }
        return bundle
    }

    /// Where the entries stand; exactly `count` of them and nothing after.
    package static func ranges(
        in bundle: UnsafeRawBufferPointer,
        count: Int
    ) throws(MerkleError) -> [Range<Int>] {
        guard let ranges = leading(count, in: bundle) else {
            throw MerkleError(
                .bundleDamaged,
                at: "entry bundle",
                "\(bundle.count) bytes end before entry \(count)"
            )
        }
        let end = ranges.last?.upperBound ?? 0
        guard end == bundle.count else {
            throw MerkleError(
                .bundleDamaged,
                at: "byte \(end)",
                "\(bundle.count - end) bytes after entry \(count)"
            )
        }
        return ranges
    }

    /// The same from an array.
    package static func ranges(in bundle: [UInt8], count: Int) throws(MerkleError) -> [Range<Int>] {
        let result = bundle.withUnsafeBytes { bytes in
            Result { () throws(MerkleError) in try ranges(in: bytes, count: count) }
        }
        return try result.get()
    }

    /// Where the first `count` entries stand; nil if the bytes end before.
    ///
    /// More bytes may follow.
    package static func leading(_ count: Int, in bundle: UnsafeRawBufferPointer) -> [Range<Int>]? {
        // Every entry takes two bytes at least: the check comes before the allocation.
        guard count >= 0, count <= bundle.count / 2 else { return nil }
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(count)
        var offset = 0
        for _ in 0..<count {
            guard bundle.count - offset >= 2 else { return nil }
            let start = offset + 2
            offset = start + (Int(bundle[offset]) << 8 | Int(bundle[offset + 1]))
            guard offset <= bundle.count else { return nil }
            ranges.append(start..<offset)
        }
        return ranges
    }

    /// The leaf hashes of the entries, 32 bytes each, side by side.
    package static func leafHashes(
        of bundle: UnsafeRawBufferPointer,
        at ranges: some Collection<Range<Int>>
    ) -> [UInt8] {
        var hashes: [UInt8] = []
        hashes.reserveCapacity(ranges.count * 32)
        var waiting: UnsafeRawBufferPointer?
        for range in ranges {
            let leaf = UnsafeRawBufferPointer(rebasing: bundle[range])
            guard let first = waiting.take() else {
                waiting = leaf
                continue
            }
            let (a, b) = TreeHash.leaves(first, leaf)
            hashes.append(a)
            hashes.append(b)
        }
        if let last = waiting { hashes.append(TreeHash.leaf(last)) }
        return hashes
    }
}
