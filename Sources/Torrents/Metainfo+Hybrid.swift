import Bytes

extension Metainfo {
    /// Refuses a hybrid whose halves name other files, or whose files do not begin at pieces (BEP 52).
    ///
    /// Older makers leave out the pad file behind the last file; both are taken.
    static func compare(
        _ list: FileList,
        _ tree: FileTree,
        _ pieceLength: Int
    ) throws(TorrentError) {
        let place = "torrent/info"
        guard list.files.count == tree.files.count else {
            throw TorrentError(
                .mismatch,
                at: place,
                "\(list.files.count) files of v1, \(tree.files.count) of v2"
            )
        }
        for (old, new) in zip(list.files, tree.files) {
            let isSame = old.path.elementsEqual(new.path) { $0.isSame(as: $1) }
            guard isSame, old.length == new.length else {
                throw TorrentError(.mismatch, at: new.place, "another name or length in v1")
            }
        }
        try checkPads(list, pieceLength)
    }

    private static func checkPads(_ list: FileList, _ pieceLength: Int) throws(TorrentError) {
        for (file, offset) in zip(list.files, list.offsets) {
            guard let offset, !offset.isMultiple(of: pieceLength) else { continue }
            throw TorrentError(
                .pad,
                at: "torrent/info/files",
                "\"\(file.path.joined(separator: "/"))\" begins at byte \(offset), not at a piece"
            )
        }
        for case .zeros(let count) in list.sequence where count >= pieceLength {
            throw TorrentError(.pad, at: "torrent/info/files", "\(count) bytes, a piece or more")
        }
    }
}
