import Bytes

/// The hashes of pieces that stand beside `info` in v2 (BEP 52): those of each file larger than a piece, and no others.
struct PieceLayers {
    private let layers: BencodeDictionary
    private let pieceLength: Int

    /// Refuses layers that do not give the roots, and ones that are missing or that no file asks for.
    init(_ layers: BencodeFields, of tree: FileTree, pieceLength: Int) throws(TorrentError) {
        self.layers = layers.dictionary
        self.pieceLength = pieceLength
        // Files of the same bytes share a layer.
        var lengths: [Digest: Int] = [:]
        for file in tree.files {
            guard let root = file.root, file.length > pieceLength else { continue }
            if lengths[root] == nil { try check(file, root) }
            guard lengths.updateValue(file.length, forKey: root) ?? file.length == file.length else {
                throw TorrentError(.layer, at: file.place, "the root of a file of another length")
            }
        }
        guard self.layers.entries.count == lengths.count else {
            throw TorrentError(
                .layer,
                at: layers.place,
                "got \(self.layers.entries.count) layers, want those of \(lengths.count) files"
            )
        }
    }

    func layer(of file: FileTree.Item) -> ArraySlice<UInt8> {
        guard let root = file.root, file.length > pieceLength, case .bytes(let layer) = layers[root.bytes]
        else { return [] }
        return layer
    }

    private func check(_ file: FileTree.Item, _ root: Digest) throws(TorrentError) {
        guard let value = layers[root.bytes] else {
            throw TorrentError(.layer, at: file.place, "no piece layer, which BEP 52 requires")
        }
        guard case .bytes(let layer) = value else {
            throw TorrentError(.wrongType, at: file.place, "want a piece layer, got \(value.kind)")
        }
        let pieces = (file.length + pieceLength - 1) / pieceLength
        guard pieces <= Metainfo.Limit.pieces else {
            throw TorrentError(.tooLarge, at: file.place, "\(pieces) pieces")
        }
        guard layer.count == pieces * Digest.byteCount else {
            throw TorrentError(
                .layer,
                at: file.place,
                "got \(layer.count) bytes of piece layer, want \(pieces) digests"
            )
        }
        let digests = layer.withUnsafeBytes { raw in
            (0..<pieces).map { Digest(UnsafeRawBufferPointer(rebasing: raw[($0 * Digest.byteCount)...])) }
        }
        let blocks = pieceLength / BlockTree.blockLength
        guard BlockTree.root(ofLayer: digests, blocksInPiece: blocks) == root else {
            throw TorrentError(.layer, at: file.place, "the piece layer does not give the root")
        }
    }
}
