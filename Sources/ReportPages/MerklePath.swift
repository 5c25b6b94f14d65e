import Bytes

/// The way from a leaf to the root, with what each sibling stands for.
///
/// RFC 9162 section 2.1.3: side and leaves of each sibling follow from the leaf's index and the size of the tree.
struct MerklePath {
    struct Sibling {
        let digest: Digest
        let isLeft: Bool
        /// The leaves below it.
        let leaves: Range<Int>
    }

    let leaf: Int
    let size: Int
    /// From leaf to root.
    let siblings: [Sibling]

    /// Nil where there is no such leaf, or the number of hashes is not the one that follows.
    init?(leaf: Int, size: Int, hashes: [Digest]) {
        guard leaf >= 0, leaf < size, hashes.count <= 64 else { return nil }
        var places: [(isLeft: Bool, leaves: Range<Int>)] = []
        var (start, end) = (leaf - leaf, size)
        while end - start > 1 {
            let middle = start + MerklePath.split(end - start)
            if leaf < middle {
                places.append((false, middle..<end))
                end = middle
            } else {
                places.append((true, start..<middle))
                start = middle
            }
        }
        guard places.count == hashes.count else { return nil }
        self.leaf = leaf
        self.size = size
        siblings = zip(hashes, places.reversed()).map {
            Sibling(digest: $0, isLeft: $1.isLeft, leaves: $1.leaves)
        }
    }

    /// The greatest power of two below `count`, which is 2 or more.
    private static func split(_ count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}
