package import Bytes

/// What a torrent is made of: a folder's neutral name, and its files in the order of a file tree.
package struct TorrentPlan: Sendable {
    package struct Item: Sendable {
        package let path: [String]
        package let length: Int

        package init(path: [String], length: Int) {
            self.path = path
            self.length = length
        }
    }

    package let name: String
    /// In byte order, name by name.
    package let files: [Item]
    package let pieceLength: Int

    /// Sorts the files; names that we would not read are not written.
    package init(name: String, files: [Item], pieceLength: Int? = nil) throws(TorrentError) {
        self.name = try TorrentPath.name(Array(name.utf8)[...], at: "name")
        self.files = files.sorted { TorrentPath.precedes($0.path, $1.path) }
        for file in files {
            for name in file.path { _ = try TorrentPath.name(Array(name.utf8)[...], at: "files") }
            try TorrentPath.check(file.path, at: "files")
        }
        try TorrentPath.checkApart(files.map(\.path), at: "files")
        let total = self.files.reduce(0) { $0 + $1.length }
        guard total > 0 else { throw TorrentError(.empty, at: "files", "no readable byte") }
        self.pieceLength = pieceLength ?? PieceLength.of(total: total)
    }

    /// Reads all files below `folder` once.
    package func digests(below folder: String) async throws(FileError) -> DataDigests {
        var hasher = DataHasher(pieceLength: pieceLength, hasPieces: true, hasTrees: true)
        for (index, file) in files.enumerated() {
            let opened = try File.reading(file.path.joined(separator: "/"), beneath: folder)
            let size = try opened.size()
            guard size == file.length else {
                throw FileError(.cannotRead, at: opened.path, "got \(size) bytes, want \(file.length)")
            }
            try await hasher.add(opened, length: file.length)
            hasher.pad(padding(after: index))
        }
        return hasher.finish()
    }

    /// Zeros that a hybrid has behind a file, so that the next begins at a piece; none behind the last.
    func padding(after index: Int) -> Int {
        let isLast = !files[(index + 1)...].contains { $0.length > 0 }
        let rest = files[index].length % pieceLength
        return isLast || rest == 0 ? 0 : pieceLength - rest
    }
}
