package import Bytes

/// Holds data against metainfo: every file there, nothing else there, sizes, pieces and roots.
package struct DataCheck {
    private let metainfo: Metainfo
    private let place: String
    private let contents: FolderContents?
    private var faults: [DataFault] = []

    /// - Parameter place: the folder that the torrent names; of a torrent without one the folder that holds its
    ///   file and nothing else, or the file.
    package init(_ metainfo: Metainfo, data place: String) throws(FileError) {
        self.metainfo = metainfo
        self.place = place
        contents =
            metainfo.isFolder || Folder.exists(place)
            ? try FolderContents(place, of: metainfo.files.map(\.name)) : nil
    }

    /// What lies beside the files of the torrent and is no fault, by its path.
    package var leftBehind: [ByteName] { contents?.leftBehind ?? [] }

    /// What is wrong, file by file; what cannot be read ends the check.
    package consuming func run() async throws(FileError) -> [DataFault] {
        let found = try await hash()
        if metainfo.kind != .v2 { comparePieces(found) }
        if metainfo.kind != .v1 { compareTrees(found) }
        noteExtras()
        return faults
    }

    private mutating func hash() async throws(FileError) -> DataDigests {
        var hasher = DataHasher(
            pieceLength: metainfo.pieceLength,
            hasPieces: metainfo.kind != .v2,
            hasTrees: metainfo.kind != .v1
        )
        for stretch in metainfo.sequence {
            switch stretch {
            case .zeros(let count): hasher.addZeros(count)
            case .file(let index):
                let file = metainfo.files[index]
                if let opened = try open(file) {
                    try await hasher.add(opened, length: file.length)
                } else {
                    hasher.skip(length: file.length)
                }
            }
        }
        return hasher.finish()
    }

    /// The file where it is one of the right size; else what is wrong is noted.
    private mutating func open(_ file: Metainfo.File) throws(FileError) -> File? {
        guard let contents else {
            return try sized(File.reading(place, noFollow: true), file)
        }
        switch contents.entries[ByteName(file.name)] {
        case .file: return try sized(File.reading(file.name, beneath: place), file)
        case .other: return nil
        case nil:
            faults.append(DataFault(.missing, file.name, "\(file.length) bytes"))
            return nil
        }
    }

    private mutating func sized(_ opened: File, _ file: Metainfo.File) throws(FileError) -> File? {
        let size = try opened.size()
        guard size != file.length else { return opened }
        faults.append(DataFault(.size, file.name, "got \(size) bytes, want \(file.length)"))
        return nil
    }

    private mutating func noteExtras() {
        guard let contents else { return }
        let known = Set(metainfo.files.map { ByteName($0.name) })
        for path in contents.paths {
            if contents.entries[path] == .other {
                faults.append(
                    DataFault(
                        .notRegular,
                        "\(path)",
                        "want regular files with names in UTF-8; no link is followed"
                    )
                )
            } else if !known.contains(path) {
                faults.append(DataFault(.extra, "\(path)", "not in the torrent"))
            }
        }
    }
}

// MARK: Comparing

extension DataCheck {
    private mutating func comparePieces(_ found: DataDigests) {
        let length = PieceStream.digestLength
        let wanted = Array(metainfo.pieces)
        let wrong = stride(from: 0, to: wanted.count, by: length).filter { start in
            !found.unread.contains(start / length)
                && wanted[start..<start + length] != found.pieces[start..<start + length]
        }.map { $0 / length }
        for piece in wrong.runs { faults.append(DataFault(.piece, names(piece), words(piece, "SHA-1"))) }
    }

    private mutating func compareTrees(_ found: DataDigests) {
        // Of v2 alone the sequence is that of the files; a hybrid's halves have one order.
        for (file, digests) in zip(metainfo.files, found.files) where digests.root != file.root {
            guard digests.root != nil else { continue }
            let wanted = Array(file.layer)
            let wrong = digests.layer.indices.filter { index in
                let start = index * Digest.byteCount
                return start < wanted.count
                    && !digests.layer[index].bytes.elementsEqual(wanted[start..<start + Digest.byteCount])
            }
            for run in (wrong.isEmpty ? [0] : wrong).runs {
                faults.append(DataFault(.tree, file.name, words(run, "SHA-256")))
            }
        }
    }

    private func words(_ run: ClosedRange<Int>, _ hash: String) -> String {
        let bytes = "of \(metainfo.pieceLength) bytes, by \(hash)"
        return run.count == 1
            ? "differs in piece \(run.lowerBound) \(bytes)"
            : "differs in pieces \(run.lowerBound) to \(run.upperBound) \(bytes)"
    }

    /// The files that have a part in these pieces of v1.
    private func names(_ run: ClosedRange<Int>) -> String {
        let wanted = run.lowerBound * metainfo.pieceLength..<(run.upperBound + 1) * metainfo.pieceLength
        var (offset, found) = (0, [String]())
        for stretch in metainfo.sequence {
            switch stretch {
            case .zeros(let count): offset += count
            case .file(let index):
                let file = metainfo.files[index]
                if (offset..<offset + file.length).overlaps(wanted) { found.append(file.name) }
                offset += file.length
            }
        }
        let rest = found.count > 3 ? " and \(found.count - 3) more" : ""
        return found.prefix(3).joined(separator: ", ") + rest
    }
}

extension [Int] {
    /// Ascending numbers as runs without a gap.
    fileprivate var runs: [ClosedRange<Int>] {
        reduce(into: []) { runs, number in
            if let last = runs.last, last.upperBound == number - 1 {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
    }
}
