import Bytes

/// The files of v2: a tree of dictionaries (BEP 52), in which the empty key stands for the file itself.
struct FileTree {
    struct Item {
        let path: [String]
        let length: Int
        let root: Digest?
        let place: String
    }

    private(set) var files: [Item] = []

    init(_ tree: BencodeFields) throws(TorrentError) {
        try take(tree, path: [])
    }

    /// Whether the files of a torrent without v1 lie in a folder: one file alone does not, whatever the torrent's
    /// name, which is advisory in BEP 52; libtorrent has it so.
    var isFolder: Bool { !(files.count == 1 && files[0].path.count == 1) }

    // The depth is bounded by that of bencode.
    private mutating func take(_ folder: BencodeFields, path: [String]) throws(TorrentError) {
        guard path.isEmpty || !folder.dictionary.entries.isEmpty else {
            throw TorrentError(.missingKey, at: folder.place, "neither a file nor a folder with files")
        }
        for entry in folder.dictionary.entries {
            let place = "\(folder.place)/\(ByteName(entry.key))"
            if entry.key.isEmpty, !path.isEmpty {
                guard folder.dictionary.entries.count == 1 else {
                    throw TorrentError(.collision, at: folder.place, "a file and a folder")
                }
                try add(BencodeFields(entry.value, at: place), path: path)
            } else {
                let name = try TorrentPath.name(entry.key, at: place)
                try take(BencodeFields(entry.value, at: place), path: path + [name])
            }
        }
    }

    private mutating func add(_ file: BencodeFields, path: [String]) throws(TorrentError) {
        try TorrentPath.check(path, at: file.place)
        guard try !file.attributes().contains(UInt8(ascii: "p")) else {
            throw TorrentError(.pad, at: file.place, "v2 has no pad files")
        }
        let length = try file.integer("length", in: 0...Metainfo.Limit.bytes, over: .tooLarge)
        let root = try FileTree.root(file, length: length)
        files.append(Item(path: path, length: length, root: root, place: file.place))
    }

    /// The root; a file of nothing has none, and zeros are that of no data.
    private static func root(_ file: BencodeFields, length: Int) throws(TorrentError) -> Digest? {
        guard file.has("pieces root") || length > 0 else { return nil }
        guard length > 0 else { throw TorrentError(.root, at: file.place, "a root for an empty file") }
        let bytes = try file.bytes("pieces root")
        guard let root = Digest(bytes: bytes), root != .zero else {
            throw TorrentError(.root, at: file.place, "want 32 bytes that are not all zero")
        }
        return root
    }
}
