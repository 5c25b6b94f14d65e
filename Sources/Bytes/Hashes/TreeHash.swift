import CSHA256

/// The two hashes of a Merkle tree, RFC 6962 section 2.1.
package enum TreeHash {
    /// The root of the empty tree: SHA-256 of nothing.
    package static let empty = SHA256.hash([])

    /// SHA-256(0x00 ‖ data).
    package static func leaf(_ data: UnsafeRawBufferPointer) -> Digest {
        SHA256.prefixed(0, data)
    }

    /// SHA-256(0x00 ‖ data).
    package static func leaf(_ data: some Collection<UInt8>) -> Digest {
        data.withContiguousStorageIfAvailable { leaf(UnsafeRawBufferPointer($0)) }
            ?? Array(data).withUnsafeBytes { leaf($0) }
    }

    /// The leaf hashes of `a` and of `b`, made side by side.
    package static func leaves(
        _ a: UnsafeRawBufferPointer,
        _ b: UnsafeRawBufferPointer
    ) -> (Digest, Digest) {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { out in
            bulla_sha256_two_leaves(out.baseAddress, a.baseAddress, a.count, b.baseAddress, b.count)
            let bytes = UnsafeRawBufferPointer(out)
            return (Digest(bytes), Digest(UnsafeRawBufferPointer(rebasing: bytes[Digest.byteCount...])))
        }
    }

    /// SHA-256(0x01 ‖ left ‖ right).
    package static func node(_ left: Digest, _ right: Digest) -> Digest {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { pair in
            left.withBytes { pair.copyMemory(from: $0) }
            right.withBytes { UnsafeMutableRawBufferPointer(rebasing: pair[32...]).copyMemory(from: $0) }
            bulla_sha256_nodes(pair.baseAddress, pair.baseAddress, 1)
            return Digest(UnsafeRawBufferPointer(pair))
        }
    }

    /// Replaces 2n digests (32 bytes each, side by side) by the n nodes above them, in place.
    ///
    /// - Precondition: `digests` holds a whole number of pairs.
    package static func reducePairs(_ digests: UnsafeMutableRawBufferPointer) {
        precondition(digests.count.isMultiple(of: 64))
        bulla_sha256_nodes(digests.baseAddress, digests.baseAddress, digests.count / 64)
    }

    /// Whether the processor's SHA instructions are in use.
    package static var isAccelerated: Bool { bulla_sha256_accelerated() != 0 }
}
