package import Bytes

/// The tree hash of RFC 6962 section 2.1 (RFC 9162 section 2.1.1) over SHA-256.
package enum MerkleTree {
    /// The largest tree: its size still is an integer in JSON, and no sum of sizes overflows.
    package static let sizeLimit = 1 << 53 - 1

    /// The root over leaf hashes; that of no leaves is SHA-256 of nothing.
    package static func root(of leafHashes: some Collection<Digest>) -> Digest {
        var range = CompactRange()
        var packed: [UInt8] = []
        packed.reserveCapacity(256 * Digest.byteCount)
        for hash in leafHashes {
            packed.append(hash)
            guard packed.count == 256 * Digest.byteCount else { continue }
            range.append(leafHashes: packed)
            packed.removeAll(keepingCapacity: true)
        }
        range.append(leafHashes: packed)
        return range.root
    }

    /// The root over 2^k hashes, 32 bytes each, side by side; the buffer is scratch afterwards.
    ///
    /// - Precondition: the number of hashes is a power of two.
    package static func root(ofPerfect hashes: UnsafeMutableRawBufferPointer) -> Digest {
        let count = hashes.count / Digest.byteCount
        precondition(hashes.count.isMultiple(of: Digest.byteCount) && count.nonzeroBitCount == 1)
        var level = hashes
        while level.count > Digest.byteCount {
            TreeHash.reducePairs(level)
            level = UnsafeMutableRawBufferPointer(rebasing: level[..<(level.count / 2)])
        }
        return Digest(UnsafeRawBufferPointer(level))
    }

    /// The same, leaving `hashes` as it is.
    package static func root(ofPerfect hashes: UnsafeRawBufferPointer) -> Digest {
        withUnsafeTemporaryAllocation(byteCount: hashes.count, alignment: 8) { scratch in
            scratch.copyMemory(from: hashes)
            return root(ofPerfect: scratch)
        }
    }
}
