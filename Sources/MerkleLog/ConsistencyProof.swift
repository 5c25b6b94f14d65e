package import Bytes

/// That the tree of `new` leaves begins with the tree of `old` leaves; RFC 9162 section 2.1.4.
package struct ConsistencyProof: Equatable, Sendable {
    package let old: Int
    package let new: Int
    package let hashes: [Digest]

    /// Takes a proof from outside; nothing is checked before `verify`.
    package init(old: Int, new: Int, hashes: [Digest]) {
        self.old = old
        self.new = new
        self.hashes = hashes
    }

    private var place: String { "consistency of \(old) and \(new)" }

    /// Refuses roots that the proof does not connect; an empty old tree proves nothing and is refused too.
    package func verify(oldRoot: Digest, newRoot: Digest) throws(MerkleError) {
        guard (1...MerkleTree.sizeLimit).contains(new), (1...new).contains(old) else {
            throw MerkleError(.badSize, at: place, "want 1 ≤ old ≤ new ≤ \(MerkleTree.sizeLimit)")
        }
        // Where the old tree's last perfect subtree ends: below it the two trees are the same.
        let shift = old.trailingZeroBitCount
        let isPerfect = old == 1 << shift
        let inner = old == new ? 0 : innerLength(old - 1, new) - shift
        let border = old == new ? 0 : ((old - 1) >> (inner + shift)).nonzeroBitCount
        try checkLength(old == new ? 0 : (isPerfect ? 0 : 1) + inner + border)
        guard old != new else { return try compare(oldRoot, newRoot, "new root") }

        let seed = isPerfect ? oldRoot : hashes[0]
        let siblings = hashes[(isPerfect ? 0 : 1)...]
        let path = (old - 1) >> shift
        let innerPart = siblings.prefix(inner)
        let borderPart = siblings.dropFirst(inner)
        try compare(foldBorder(foldLeft(seed, innerPart, path: path), borderPart), oldRoot, "old root")
        try compare(foldBorder(foldInner(seed, innerPart, path: path), borderPart), newRoot, "new root")
    }

    private func checkLength(_ wanted: Int) throws(MerkleError) {
        guard hashes.count == wanted else {
            throw MerkleError(.proofLength, at: place, "got \(hashes.count) hashes, want \(wanted)")
        }
    }

    private func compare(_ got: Digest, _ wanted: Digest, _ name: String) throws(MerkleError) {
        guard got == wanted else {
            throw MerkleError(.proofRoot, at: place, "got \(name) \(got), want \(wanted)")
        }
    }

    /// Makes the proof, reading perfect subtrees only.
    ///
    /// - Precondition: 1 ≤ old ≤ new.
    package static func make<E: Error>(
        old: Int,
        new: Int,
        read: (NodeIndex) throws(E) -> Digest
    ) throws(E) -> ConsistencyProof {
        precondition(old >= 1 && old <= new)
        var hashes: [Digest] = []
        var (start, end) = (0, new)
        while old < end {
            let middle = start + splitPoint(end - start)
            if old <= middle {
                hashes.append(try NodeIndex.hash(start: middle, end: end, read: read))
                end = middle
            } else {
                hashes.append(try NodeIndex.hash(start: start, end: middle, read: read))
                start = middle
            }
        }
        // With start at 0 the remaining subtree is the old tree itself, whose root the verifier has.
        if start > 0 { hashes.append(try NodeIndex.hash(start: start, end: end, read: read)) }
        return ConsistencyProof(old: old, new: new, hashes: hashes.reversed())
    }
}

/// Climbs the inner levels of the old tree, which has left siblings only.
private func foldLeft(_ seed: Digest, _ siblings: ArraySlice<Digest>, path: Int) -> Digest {
    var (node, path) = (seed, path)
    for sibling in siblings {
        if path & 1 == 1 { node = TreeHash.node(sibling, node) }
        path >>= 1
    }
    return node
}
