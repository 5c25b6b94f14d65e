package import Bytes

/// The frontier of the leaves [0, size): one perfect subtree for each 1-bit of the size, high to low.
///
/// It is all that is needed to append leaves and to know the root; its memory is O(log size).
package struct CompactRange: Equatable, Sendable {
    package private(set) var size = 0
    package private(set) var nodes: [Digest] = []

    /// The empty tree.
    package init() {}

    /// Takes nodes from outside; their number must be that of the 1-bits of `size`.
    package init(size: Int, nodes: [Digest]) throws(MerkleError) {
        guard (0...MerkleTree.sizeLimit).contains(size) else {
            throw MerkleError(.badSize, at: "compact range", "got \(size), want 0 to \(MerkleTree.sizeLimit)")
        }
        guard nodes.count == size.nonzeroBitCount else {
            throw MerkleError(
                .nodeCount,
                at: "compact range",
                "got \(nodes.count) nodes for size \(size), want \(size.nonzeroBitCount)"
            )
        }
        self.size = size
        self.nodes = nodes
    }

    /// Reads the frontier of an earlier or whole tree from its perfect subtrees.
    package static func make<E: Error>(
        size: Int,
        read: (NodeIndex) throws(E) -> Digest
    ) throws(E) -> CompactRange {
        precondition((0...MerkleTree.sizeLimit).contains(size))
        var range = CompactRange()
        for node in NodeIndex.covering(start: 0, count: size) { range.nodes.append(try read(node)) }
        range.size = size
        return range
    }

    /// The root: the frontier folded from the right.
    package var root: Digest {
        guard var root = nodes.last else { return TreeHash.empty }
        for left in nodes.dropLast().reversed() { root = TreeHash.node(left, root) }
        return root
    }

    package mutating func append(_ leafHash: Digest) {
        append(subtree: leafHash, level: 0)
    }

    /// Appends a perfect subtree of 2^level leaves.
    ///
    /// - Precondition: the size is a multiple of 2^level.
    package mutating func append(subtree: Digest, level: Int) {
        precondition(size.trailingZeroBitCount >= level, "the subtree does not fit at size \(size)")
        var node = subtree
        var place = size >> level
        while place & 1 == 1 {
            node = TreeHash.node(nodes.removeLast(), node)
            place >>= 1
        }
        nodes.append(node)
        size += 1 << level
    }

    /// Appends leaf hashes, 32 bytes each, side by side, in perfect subtrees of up to 256 leaves.
    ///
    /// - Precondition: the buffer holds whole hashes.
    package mutating func append(leafHashes: UnsafeRawBufferPointer) {
        precondition(leafHashes.count.isMultiple(of: Digest.byteCount))
        var rest = leafHashes
        while !rest.isEmpty {
            let count = rest.count / Digest.byteCount
            let fitting = Int.bitWidth - 1 - count.leadingZeroBitCount
            let level = min(8, fitting, size.trailingZeroBitCount)
            let bytes = Digest.byteCount << level
            let part = UnsafeRawBufferPointer(rebasing: rest[..<bytes])
            append(subtree: MerkleTree.root(ofPerfect: part), level: level)
            rest = UnsafeRawBufferPointer(rebasing: rest[bytes...])
        }
    }

    /// The same from an array.
    package mutating func append(leafHashes: [UInt8]) {
        leafHashes.withUnsafeBytes { append(leafHashes: $0) }
    }
}
