import Bytes

/// The files of v1 (BEP 3), with the pad files between them (BEP 47).
struct FileList {
    struct Item {
        let path: [String]
        let length: Int
    }

    private(set) var files: [Item] = []
    private(set) var sequence: [Metainfo.Stretch] = []
    let isFolder: Bool
    private var total = 0
    private var zeros = 0

    init(_ info: BencodeFields, name: String) throws(TorrentError) {
        isFolder = info.has("files")
        try FileList.refuseSecondNames(info, ["name.utf-8"])
        guard isFolder else {
            try take(info, path: [name])
            return
        }
        guard !info.has("length") else {
            throw TorrentError(.mismatch, at: info.place, "both \"files\" and \"length\"")
        }
        for (index, entry) in try info.list("files").enumerated() {
            let fields = try BencodeFields(entry, at: "\(info.place)/files/\(index)")
            try FileList.refuseSecondNames(fields, ["path.utf-8"])
            try take(fields, path: FileList.path(fields))
        }
    }

    /// The digests, as many as the data have pieces.
    func pieces(_ info: BencodeFields, _ pieceLength: Int) throws(TorrentError) -> ArraySlice<UInt8> {
        let pieces = try info.bytes("pieces")
        let wanted = (total + pieceLength - 1) / pieceLength
        guard pieces.count == wanted * PieceStream.digestLength else {
            throw TorrentError(
                .pieces,
                at: "\(info.place)/pieces",
                "got \(pieces.count) bytes, want \(wanted) digests of \(PieceStream.digestLength)"
            )
        }
        return pieces
    }

    /// Where each file begins among all bytes, pad files counted; of a file of nothing nil.
    var offsets: [Int?] {
        var (offset, found) = (0, [Int?](repeating: nil, count: files.count))
        for stretch in sequence {
            switch stretch {
            case .zeros(let count): offset += count
            case .file(let index):
                if files[index].length > 0 { found[index] = offset }
                offset += files[index].length
            }
        }
        return found
    }

    private mutating func take(_ fields: BencodeFields, path: [String]) throws(TorrentError) {
        let isPad = try fields.attributes().contains(UInt8(ascii: "p"))
        let length = try fields.integer("length", in: 0...Metainfo.Limit.bytes, over: .tooLarge)
        total += length
        guard total <= Metainfo.Limit.bytes else {
            throw TorrentError(.tooLarge, at: fields.place, "want at most \(Metainfo.Limit.bytes) bytes")
        }
        if isPad {
            guard isFolder else { throw TorrentError(.pad, at: fields.place, "the only file") }
            zeros += length
            guard zeros <= Metainfo.Limit.zeros else {
                throw TorrentError(
                    .tooLarge,
                    at: fields.place,
                    "want at most \(Metainfo.Limit.zeros) bytes of padding"
                )
            }
            sequence.append(.zeros(length))
        } else {
            sequence.append(.file(files.count))
            files.append(Item(path: path, length: length))
        }
    }

    private static func path(_ fields: BencodeFields) throws(TorrentError) -> [String] {
        let place = "\(fields.place)/path"
        var path: [String] = []
        for value in try fields.list("path") {
            guard case .bytes(let bytes) = value else {
                throw TorrentError(.wrongType, at: place, "want a string, got \(value.kind)")
            }
            path.append(try TorrentPath.name(bytes, at: place))
        }
        guard !path.isEmpty else { throw TorrentError(.name, at: place, "no name") }
        try TorrentPath.check(path, at: place)
        return path
    }

    /// Some engines take these names in place of the others, and write other files than we check.
    private static func refuseSecondNames(
        _ fields: BencodeFields,
        _ keys: [String]
    ) throws(TorrentError) {
        for key in keys {
            let plain = String(key.prefix { $0 != "." })
            guard fields.has(key), fields.dictionary[key] != fields.dictionary[plain] else { continue }
            throw TorrentError(.mismatch, at: "\(fields.place)/\(key)", "not the same as \"\(plain)\"")
        }
    }
}
