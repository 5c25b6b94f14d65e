package import Bytes

/// One pass over the files of a torrent: SHA-1 of pieces and SHA-256 of blocks, side by side.
package struct DataHasher {
    /// Bytes that are in memory at a time; a whole number of blocks.
    private static let chunk = 4 << 20

    private let pieceLength: Int
    private let hasTrees: Bool
    private var plain: PieceStream?
    /// The stream with files padded to whole pieces; nil as long as it is the same as the plain one.
    private var padded: PieceStream?
    private var files: [FileDigests] = []

    package init(pieceLength: Int, hasPieces: Bool, hasTrees: Bool) {
        self.pieceLength = pieceLength
        self.hasTrees = hasTrees
        plain = hasPieces ? PieceStream(pieceLength: pieceLength) : nil
    }

    /// Reads a file to its end, `length` bytes from here.
    package mutating func add(_ file: File, length: Int) async throws(FileError) {
        var tree = FileTreeHasher(pieceLength: pieceLength)
        for start in stride(from: 0, to: length, by: DataHasher.chunk) {
            let bytes = try file.read(min(DataHasher.chunk, length - start), at: start)
            async let leaves = hasTrees ? BlockTree.leaves(bytes) : []
            bytes.withUnsafeBytes { raw in
                plain?.add(raw)
                padded?.add(raw)
            }
            tree.add(await leaves)
        }
        files.append(tree.finish())
    }

    /// Goes on behind a file that cannot be read.
    package mutating func skip(length: Int) {
        plain?.skip(length)
        padded?.skip(length)
        files.append(FileDigests(root: nil, layer: []))
    }

    /// A pad file that the torrent lists: zeros that nobody stores.
    package mutating func addZeros(_ count: Int) { plain?.addZeros(count) }

    /// Pads the other stream, whose files each begin at a piece, by so many zeros.
    package mutating func pad(_ count: Int) {
        guard count > 0 else { return }
        if padded == nil { padded = plain }
        padded?.addZeros(count)
    }

    package consuming func finish() -> DataDigests {
        if padded == nil { padded = plain }
        plain?.finish()
        padded?.finish()
        return DataDigests(
            pieces: plain?.digests ?? [],
            paddedPieces: padded?.digests ?? [],
            unread: plain?.unread ?? [],
            files: files
        )
    }
}

/// What the data of a torrent hash to.
package struct DataDigests: Hashable, Sendable {
    /// SHA-1 of the pieces, 20 bytes each.
    package let pieces: [UInt8]
    /// The same with each file but the last padded to a whole number of pieces.
    package let paddedPieces: [UInt8]
    /// Pieces that touch a file which could not be read.
    package let unread: Set<Int>
    /// In the order of the files.
    package let files: [FileDigests]
}
