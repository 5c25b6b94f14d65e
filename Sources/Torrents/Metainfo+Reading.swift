import Bytes
import Crypto

extension Metainfo {
    /// What is taken at most; the limits of bencode come before.
    enum Limit {
        /// 16 TiB.
        static let bytes = 1 << 44
        /// 8 GiB: zeros that nobody stores, and that are hashed all the same.
        static let zeros = 1 << 33
        static let pieces = 1 << 20
        static let pieceLength = 1 << 29
    }

    /// Reads metainfo from anyone; whatever does not agree with itself is refused.
    package init(reading bytes: [UInt8]) throws(TorrentError) {
        let (dictionary, raw) = try BencodeReader.dictionary(bytes)
        let outer = BencodeFields(dictionary, at: "torrent")
        let info = try outer.fields("info")
        kind = try Metainfo.kind(info)
        name = try TorrentPath.name(info.bytes("name"), at: "torrent/info/name")
        pieceLength = try Metainfo.pieceLength(info, kind)
        isPrivate = info.has("private") ? try info.integer("private", in: 0...1) == 1 : false
        let list = kind == .v2 ? nil : try FileList(info, name: name)
        let tree = kind == .v1 ? nil : try FileTree(info.fields("file tree"))
        let layers = try Metainfo.layers(outer, tree, pieceLength)
        isFolder = list?.isFolder ?? tree?.isFolder ?? true
        if let list, let tree { try Metainfo.compare(list, tree, pieceLength) }
        files = Metainfo.files(list, tree, layers)
        sequence = list?.sequence ?? files.indices.map { .file($0) }
        try Metainfo.checkSize(files.map(\.length), pieceLength)
        try TorrentPath.checkApart(files.map(\.path), at: "torrent/info")
        pieces = try list?.pieces(info, pieceLength) ?? []
        let found = raw("info")
        infohashV1 = kind == .v2 ? nil : Array(Insecure.SHA1.hash(data: found))
        infohashV2 = kind == .v1 ? nil : SHA256.hash(found)
        trackers = try Metainfo.trackers(outer)
        extras = Metainfo.extras(outer, info)
    }

    private static func kind(_ info: BencodeFields) throws(TorrentError) -> Kind {
        guard info.has("meta version") || info.has("file tree") else { return .v1 }
        let version = try info.integer("meta version", in: 0...(.max))
        guard version == 2 else {
            throw TorrentError(.badValue, at: "torrent/info/meta version", "got \(version), want 2")
        }
        return info.has("pieces") || info.has("files") || info.has("length") ? .hybrid : .v2
    }

    /// BEP 52 wants a power of two from 16 KiB on; BEP 3 takes any length.
    private static func pieceLength(_ info: BencodeFields, _ kind: Kind) throws(TorrentError) -> Int {
        let length = try info.integer("piece length", in: .min ... .max)
        let isRight = kind == .v1 || length >= BlockTree.blockLength && length.nonzeroBitCount == 1
        guard isRight, (1...Limit.pieceLength).contains(length) else {
            let wanted = kind == .v1 ? "1 to" : "a power of two from \(BlockTree.blockLength) to"
            throw TorrentError(
                .pieceLength,
                at: "torrent/info/piece length",
                "got \(length), want \(wanted) \(Limit.pieceLength)"
            )
        }
        return length
    }

    private static func layers(
        _ outer: BencodeFields,
        _ tree: FileTree?,
        _ pieceLength: Int
    ) throws(TorrentError) -> PieceLayers? {
        guard let tree else { return nil }
        return try PieceLayers(outer.fields("piece layers"), of: tree, pieceLength: pieceLength)
    }

    private static func files(_ list: FileList?, _ tree: FileTree?, _ layers: PieceLayers?) -> [File] {
        guard let tree, let layers else {
            return (list?.files ?? []).map { File(path: $0.path, length: $0.length, root: nil, layer: []) }
        }
        return tree.files.map { file in
            File(path: file.path, length: file.length, root: file.root, layer: layers.layer(of: file))
        }
    }

    private static func checkSize(_ lengths: [Int], _ pieceLength: Int) throws(TorrentError) {
        var (total, pieces) = (0, 0)
        for length in lengths {
            total += length
            pieces += length / pieceLength + 1
            guard total <= Limit.bytes, pieces <= Limit.pieces + lengths.count else {
                throw TorrentError(
                    .tooLarge,
                    at: "torrent/info",
                    "want at most \(Limit.bytes) bytes in \(Limit.pieces) pieces"
                )
            }
        }
        guard total > 0 else { throw TorrentError(.empty, at: "torrent/info", "no readable byte") }
    }
}

// MARK: What is not about the data

extension Metainfo {
    /// Trackers of BEP 3 and 12, sources of BEP 17 and 19, and nodes of BEP 5, as they are written.
    private static func trackers(_ outer: BencodeFields) throws(TorrentError) -> [String] {
        var found: [String] = []
        var known: Set<ByteName> = []
        func take(_ value: Bencode, _ depth: Int, _ key: String) throws(TorrentError) {
            switch value {
            case .bytes(let bytes):
                let url = ByteName(bytes)
                if !bytes.isEmpty, known.insert(url).inserted { found.append(url.text ?? "\(url)") }
            case .list(let values) where depth > 0:
                for value in values { try take(value, depth - 1, key) }
            case .integer where key == "nodes": break
            default:
                throw TorrentError(.wrongType, at: "torrent/\(key)", "want URLs, got \(value.kind)")
            }
        }
        for key in ["announce", "announce-list", "url-list", "httpseeds", "nodes"] where outer.has(key) {
            try take(outer.value(key), 2, key)
            guard found.count <= 1_000 else {
                throw TorrentError(.tooLarge, at: "torrent/\(key)", "more than 1000 URLs")
            }
        }
        return found
    }

    private static let needed: Set<ByteName> = [
        "announce", "announce-list", "url-list", "httpseeds", "nodes", "info", "piece layers",
    ]
    private static let neededInInfo: Set<ByteName> = [
        "file tree", "files", "length", "meta version", "name", "piece length", "pieces", "private", "attr",
    ]

    private static func extras(_ outer: BencodeFields, _ info: BencodeFields) -> [String] {
        func keys(_ fields: BencodeFields, _ prefix: String, without needed: Set<ByteName>) -> [String] {
            fields.dictionary.entries.map { ByteName($0.key) }
                .filter { !needed.contains($0) }.map { "\(prefix)\($0)" }
        }
        return keys(outer, "", without: needed) + keys(info, "info/", without: neededInInfo)
    }
}
