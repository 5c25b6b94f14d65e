import Bytes

/// The place of a perfect subtree: it covers the 2^level leaves from index·2^level.
package struct NodeIndex: Hashable, Sendable {
    package let level: Int
    package let index: Int

    package init(level: Int, index: Int) {
        self.level = level
        self.index = index
    }

    /// The first leaf below the node.
    package var start: Int { index << level }
    /// The leaf after the last one below the node.
    package var end: Int { (index + 1) << level }

    /// The tile that holds the node's descendants of level 8·tile.level, and which of its hashes they are.
    package var tile: (level: Int, number: Int, hashes: Range<Int>) {
        let inner = level % 8
        let first = index << inner
        return (level / 8, first / 256, first % 256..<first % 256 + 1 << inner)
    }

    /// The perfect subtrees that make up the leaves [start, start + count), from left to right.
    ///
    /// - Precondition: `start` is a multiple of the smallest power of two that is at least `count`.
    package static func covering(start: Int, count: Int) -> [NodeIndex] {
        var nodes: [NodeIndex] = []
        var next = start
        for level in stride(from: Int.bitWidth - 1 - count.leadingZeroBitCount, through: 0, by: -1)
        where count >> level & 1 == 1 {
            nodes.append(NodeIndex(level: level, index: next >> level))
            next += 1 << level
        }
        return nodes
    }

    /// The hash over the leaves [start, end), folded from perfect subtrees.
    static func hash<E: Error>(
        start: Int,
        end: Int,
        read: (NodeIndex) throws(E) -> Digest
    ) throws(E) -> Digest {
        var root: Digest?
        for node in covering(start: start, count: end - start).reversed() {
            let left = try read(node)
            root = root.map { TreeHash.node(left, $0) } ?? left
        }
        return root ?? TreeHash.empty
    }
}

/// The largest power of two below `count`: where RFC 6962 splits a tree of `count` ≥ 2 leaves.
func splitPoint(_ count: Int) -> Int {
    1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
}
