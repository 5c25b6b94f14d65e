import Bytes

extension TorrentPlan {
    /// The bytes of the metainfo; nothing stands in it that does not follow from the data and the trackers.
    package func metainfo(
        _ kind: Metainfo.Kind,
        _ digests: DataDigests,
        trackers: [AnnounceURL] = []
    ) throws(TorrentError) -> [UInt8] {
        var members: [ByteName: Bencode] = ["info": .dictionary(BencodeDictionary(info(kind, digests)))]
        if kind != .v1 { members["piece layers"] = layers(digests) }
        members["announce"] = trackers.first.map { .text($0.text) }
        if trackers.count > 1 {
            members["announce-list"] = .list([.list(trackers.map { .text($0.text) })])
        }
        let bytes = Bencode.dictionary(BencodeDictionary(members)).encoded
        // What we write, we must be able to read.
        _ = try Metainfo(reading: bytes)
        return bytes
    }

    private func info(_ kind: Metainfo.Kind, _ digests: DataDigests) -> [ByteName: Bencode] {
        var info: [ByteName: Bencode] = [
            "name": .text(name), "piece length": .integer(pieceLength), "private": .integer(1),
        ]
        if kind != .v2 {
            info["files"] = .list(fileList(isPadded: kind == .hybrid))
            info["pieces"] = .bytes((kind == .hybrid ? digests.paddedPieces : digests.pieces)[...])
        }
        if kind != .v1 {
            info["file tree"] = tree(digests)
            info["meta version"] = .integer(2)
        }
        return info
    }

    private func fileList(isPadded: Bool) -> [Bencode] {
        files.indices.flatMap { index in
            let file = files[index]
            var entries = [entry(["length": .integer(file.length), "path": path(file.path)])]
            let zeros = isPadded ? padding(after: index) : 0
            if zeros > 0 {
                let path = path([".pad", "\(zeros)"])
                entries.append(entry(["attr": .text("p"), "length": .integer(zeros), "path": path]))
            }
            return entries
        }
    }

    private func path(_ names: [String]) -> Bencode { .list(names.map { .text($0) }) }

    private func entry(_ values: [ByteName: Bencode]) -> Bencode { .dictionary(BencodeDictionary(values)) }

    private func layers(_ digests: DataDigests) -> Bencode {
        var layers: [ArraySlice<UInt8>: Bencode] = [:]
        for file in digests.files where !file.layer.isEmpty {
            guard let root = file.root else { continue }
            layers[root.bytes[...]] = .bytes(file.layer.flatMap(\.bytes)[...])
        }
        return .dictionary(
            BencodeDictionary(
                ascending: layers.map { BencodeDictionary.Entry(key: $0.key, value: $0.value) }
                    .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            )
        )
    }

    private func tree(_ digests: DataDigests) -> Bencode {
        var root = TreeNode()
        for (file, digest) in zip(files, digests.files) {
            var values: [ByteName: Bencode] = ["length": .integer(file.length)]
            values["pieces root"] = digest.root.map { .bytes($0.bytes[...]) }
            root.put(entry(["": entry(values)]), at: file.path[...])
        }
        return root.value
    }
}

/// A folder of a file tree while it is made.
private struct TreeNode {
    private var files: [ByteName: Bencode] = [:]
    private var folders: [ByteName: TreeNode] = [:]

    mutating func put(_ file: Bencode, at path: ArraySlice<String>) {
        guard let first = path.first else { return }
        if path.count == 1 {
            files[ByteName(first)] = file
        } else {
            folders[ByteName(first), default: TreeNode()].put(file, at: path.dropFirst())
        }
    }

    var value: Bencode {
        .dictionary(BencodeDictionary(files.merging(folders.mapValues(\.value)) { file, _ in file }))
    }
}
