package import Bytes

/// That one leaf stands at `index` in the tree of `size` leaves: the siblings from leaf to root.
///
/// RFC 9162 section 2.1.3. The number of hashes follows from index and size; any other is refused, so
/// that a proof fits one size only.
package struct InclusionProof: Equatable, Sendable {
    package let index: Int
    package let size: Int
    package let hashes: [Digest]

    /// Takes a proof from outside; nothing is checked before `root(leafHash:)`.
    package init(index: Int, size: Int, hashes: [Digest]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// The root that follows from the leaf; the caller compares it with the signed one.
    package func root(leafHash: Digest) throws(MerkleError) -> Digest {
        try checkIndex()
        let inner = innerLength(index, size)
        let border = (index >> inner).nonzeroBitCount
        guard hashes.count == inner + border else {
            throw MerkleError(
                .proofLength,
                at: "inclusion of \(index) in \(size)",
                "got \(hashes.count) hashes, want \(inner + border)"
            )
        }
        return foldBorder(foldInner(leafHash, hashes[..<inner], path: index), hashes[inner...])
    }

    /// Refuses a leaf or proof that does not lead to `root`.
    package func verify(leafHash: Digest, root: Digest) throws(MerkleError) {
        let got = try self.root(leafHash: leafHash)
        guard got == root else {
            throw MerkleError(
                .proofRoot,
                at: "inclusion of \(index) in \(size)",
                "got root \(got), want \(root)"
            )
        }
    }

    private func checkIndex() throws(MerkleError) {
        guard (1...MerkleTree.sizeLimit).contains(size) else {
            throw MerkleError(
                .badSize,
                at: "inclusion proof",
                "got size \(size), want 1 to \(MerkleTree.sizeLimit)"
            )
        }
        guard (0..<size).contains(index) else {
            throw MerkleError(.badIndex, at: "inclusion proof", "got index \(index), want below \(size)")
        }
    }

    /// Makes the proof, reading perfect subtrees only.
    ///
    /// - Precondition: `index` is below `size`.
    package static func make<E: Error>(
        index: Int,
        size: Int,
        read: (NodeIndex) throws(E) -> Digest
    ) throws(E) -> InclusionProof {
        precondition((0..<size).contains(index))
        var hashes: [Digest] = []
        var (start, end) = (0, size)
        while end - start > 1 {
            let middle = start + splitPoint(end - start)
            if index < middle {
                hashes.append(try NodeIndex.hash(start: middle, end: end, read: read))
                end = middle
            } else {
                hashes.append(try NodeIndex.hash(start: start, end: middle, read: read))
                start = middle
            }
        }
        return InclusionProof(index: index, size: size, hashes: hashes.reversed())
    }
}

/// How many levels above leaf `index` lie below the point where its path joins the right border.
func innerLength(_ index: Int, _ size: Int) -> Int {
    Int.bitWidth - (index ^ (size - 1)).leadingZeroBitCount
}

/// Climbs the levels where the bits of `path` say on which side the sibling stands.
func foldInner(_ seed: Digest, _ siblings: ArraySlice<Digest>, path: Int) -> Digest {
    var (node, path) = (seed, path)
    for sibling in siblings {
        node = path & 1 == 0 ? TreeHash.node(node, sibling) : TreeHash.node(sibling, node)
        path >>= 1
    }
    return node
}

/// Climbs the right border, where every sibling stands on the left.
func foldBorder(_ seed: Digest, _ siblings: ArraySlice<Digest>) -> Digest {
    siblings.reduce(seed) { TreeHash.node($1, $0) }
}
