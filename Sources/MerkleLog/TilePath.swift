import Bytes

extension TileIndex {
    /// The path below the log's root folder.
    package var path: String {
        let kind =
            switch content {
            case .hashes(let level): "\(level)"
            case .entries: "entries"
            }
        return "tile/\(kind)/\(TileIndex.groups(of: number))\(isPartial ? ".p/\(width)" : "")"
    }

    private static func groups(of number: Int) -> String {
        let last = String(number % 1000 + 1000).dropFirst()
        guard number >= 1000 else { return String(last) }
        return groups(of: number / 1000, before: String(last))
    }

    private static func groups(of number: Int, before rest: String) -> String {
        let text = "x\(String(number % 1000 + 1000).dropFirst())/\(rest)"
        return number < 1000 ? text : groups(of: number / 1000, before: text)
    }

    /// Reads the one spelling that `path` writes.
    package init(path: String) throws(MerkleError) {
        guard path.utf8.count <= 64, let tile = TileIndex(parsing: path), tile.path == path else {
            throw MerkleError(
                .tilePath,
                at: String(path.prefix(64)),
                "want tile/<level>/<number> or tile/entries/<number>, with .p/<width> if partial"
            )
        }
        self = tile
    }

    // Lenient in spelling: the caller encodes again and compares.
    private init?(parsing path: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0] == "tile" else { return nil }
        let kind = parts[1]
        parts.removeFirst(2)
        var width = 256
        if parts.count >= 2, parts[parts.count - 2].hasSuffix(".p") {
            guard let value = decimal(parts.removeLast()), value < 256 else { return nil }
            width = value
            parts.append(parts.removeLast().dropLast(2))
        }
        var number = 0
        for group in parts {
            guard let value = decimal(group.hasPrefix("x") ? group.dropFirst() : group),
                value < 1000, number <= MerkleTree.sizeLimit
            else { return nil }
            number = number * 1000 + value
        }
        let level = kind == "entries" ? 0 : decimal(kind)
        guard let level else { return nil }
        self.init(checking: kind == "entries" ? .entries : .hashes(level: level), number, width)
    }
}
