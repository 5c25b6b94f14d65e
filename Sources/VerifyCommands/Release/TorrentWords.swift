import Bytes
package import Torrents

extension Metainfo {
    /// Reads a torrent; wrong bytes end the command with status 1, an unreadable medium with 2.
    package static func opened(_ path: String) throws -> Metainfo {
        let bytes = try Bytes.File.contents(of: path, limit: Metainfo.byteLimit)
        do { return try Metainfo(reading: bytes) } catch {
            Console.rejected(path, error)
            throw ExitStatus.rejected
        }
    }

    /// What `torrent show` prints.
    var lines: [String] {
        let hashes = [
            infohashV1.map { "infohash   \(Hex.encode($0)) (v1)" },
            infohashV2.map { "infohash   \($0) (v2)" },
        ]
        return ["not verified: these are claims of the torrent", "", "kind       \(kind.rawValue)"]
            + ["name       \(name)"] + hashes.compactMap { $0 } + [
                "private    \(isPrivate ? "yes" : "no: engines may look for peers anywhere")",
                "size       \(totalLength) bytes in \(files.count) files, pieces of \(pieceLength)",
            ] + trackers.map { "tracker    \($0)" } + extras.map { "also has   \($0)" } + ["", "files"]
            + files.map { "  \($0.name) (\($0.length))" }
    }

    /// What `torrent show --json` prints.
    var json: JSON {
        var members: [String: JSON] = [
            "bytes": .number(totalLength), "extras": .array(extras.map { .string($0) }),
            "files": .array(files.map(\.json)), "folder": .bool(isFolder), "kind": .string(kind.rawValue),
            "name": .string(name), "piece_length": .number(pieceLength), "private": .bool(isPrivate),
            "trackers": .array(trackers.map { .string($0) }),
        ]
        members["infohash_v1"] = infohashV1.map { .string(Hex.encode($0)) }
        members["infohash_v2"] = infohashV2.map { .digest($0) }
        return .object(members)
    }
}

extension Metainfo.File {
    fileprivate var json: JSON {
        var members: [String: JSON] = ["bytes": .number(length), "path": .string(name)]
        members["root"] = root.map { .digest($0) }
        return .object(members)
    }
}
