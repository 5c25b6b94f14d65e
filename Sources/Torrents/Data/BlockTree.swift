package import Bytes

/// The hash tree of BEP 52: SHA-256 over blocks of 16 KiB and over pairs of hashes, with no prefix.
package enum BlockTree {
    package static let blockLength = 16_384

    /// The hashes of the blocks; the last is hashed as short as it is.
    package static func leaves(_ bytes: [UInt8]) -> [Digest] {
        bytes.withUnsafeBytes { raw in
            var hash = TwinSHA256()
            var digests: [Digest] = []
            digests.reserveCapacity(raw.count / blockLength + 1)
            var offset = 0
            func block() -> UnsafeRawBufferPointer {
                defer { offset = min(offset + blockLength, raw.count) }
                return UnsafeRawBufferPointer(rebasing: raw[offset..<min(offset + blockLength, raw.count)])
            }
            while offset < raw.count {
                let (first, second) = (block(), block())
                hash.update(first, second)
                digests.append(hash.finishAndRestart(.first))
                if second.count > 0 { digests.append(hash.finishAndRestart(.second)) }
            }
            return digests
        }
    }

    /// The root over `width` digests, those that are missing at the end being `padding`.
    ///
    /// - Precondition: `width` is a power of two and not less than the number of digests.
    package static func root(_ digests: [Digest], width: Int, padding: Digest) -> Digest {
        precondition(width.nonzeroBitCount == 1 && digests.count <= width)
        var (row, filler, width) = (digests, padding, width)
        while width > 1 {
            row = stride(from: 0, to: row.count, by: 2).map { index in
                node(row[index], index + 1 < row.count ? row[index + 1] : filler)
            }
            filler = node(filler, filler)
            width /= 2
        }
        return row.first ?? filler
    }

    /// The root of a tree over this many blocks of nothing: what fills up a layer of pieces.
    package static func zeroRoot(blocks: Int) -> Digest { root([], width: blocks, padding: .zero) }

    /// The root over a whole layer of pieces.
    package static func root(ofLayer layer: [Digest], blocksInPiece: Int) -> Digest {
        root(layer, width: powerOfTwo(layer.count), padding: zeroRoot(blocks: blocksInPiece))
    }

    /// The least power of two that is not less.
    package static func powerOfTwo(_ count: Int) -> Int {
        count <= 1 ? 1 : 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount)
    }

    private static func node(_ left: Digest, _ right: Digest) -> Digest {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { pair in
            left.withBytes { pair.copyMemory(from: $0) }
            right.withBytes { UnsafeMutableRawBufferPointer(rebasing: pair[32...]).copyMemory(from: $0) }
            return SHA256.hash(UnsafeRawBufferPointer(pair))
        }
    }
}

/// The tree of one file as its blocks come, with no more in memory than the layer of its pieces.
struct FileTreeHasher {
    private let blocksInPiece: Int
    private var leaves: [Digest] = []
    private var layer: [Digest] = []

    init(pieceLength: Int) { blocksInPiece = max(1, pieceLength / BlockTree.blockLength) }

    mutating func add(_ digests: [Digest]) {
        for digest in digests {
            leaves.append(digest)
            if leaves.count == blocksInPiece { closePiece() }
        }
    }

    /// Root and layer; a file of nothing has neither, one of at most a piece no layer.
    consuming func finish() -> FileDigests {
        if layer.isEmpty {
            guard !leaves.isEmpty else { return FileDigests(root: nil, layer: []) }
            let width = BlockTree.powerOfTwo(leaves.count)
            return FileDigests(root: BlockTree.root(leaves, width: width, padding: .zero), layer: [])
        }
        if !leaves.isEmpty { closePiece() }
        let root = BlockTree.root(ofLayer: layer, blocksInPiece: blocksInPiece)
        return FileDigests(root: root, layer: layer.count > 1 ? layer : [])
    }

    private mutating func closePiece() {
        layer.append(BlockTree.root(leaves, width: blocksInPiece, padding: .zero))
        leaves.removeAll(keepingCapacity: true)
    }
}

/// What BEP 52 says of one file.
package struct FileDigests: Hashable, Sendable {
    /// Nil for a file of nothing.
    package let root: Digest?
    /// Of a file larger than a piece: the root over each piece.
    package let layer: [Digest]
}
