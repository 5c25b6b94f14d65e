import Bytes

/// Names from metainfo that become names of files: what is allowed, and which may not stand beside each other.
package enum TorrentPath {
    /// Bytes of one name; what file systems take.
    static let nameLimit = 255
    /// Bytes of a whole path.
    static let pathLimit = 1024

    /// The name that the bytes spell; anything that leads elsewhere, or that cannot be seen, is refused.
    static func name(_ bytes: ArraySlice<UInt8>, at place: String) throws(TorrentError) -> String {
        guard let name = String(validating: bytes, as: UTF8.self) else {
            throw TorrentError(.name, at: place, "not UTF-8")
        }
        guard (1...nameLimit).contains(bytes.count) else {
            throw TorrentError(.name, at: place, "\(bytes.count) bytes, want 1 to \(nameLimit)")
        }
        guard name != ".", name != ".." else { throw TorrentError(.name, at: place, "\"\(name)\"") }
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value) && scalar != "/" && scalar != "\\"
        }
        guard isPlain else { throw TorrentError(.name, at: place, "a slash or a control character") }
        return name
    }

    /// Refuses a path that is too long as a whole.
    static func check(_ path: [String], at place: String) throws(TorrentError) {
        let count = path.reduce(path.count - 1) { $0 + $1.utf8.count }
        guard count <= pathLimit else {
            throw TorrentError(.name, at: place, "a path of \(count) bytes, want at most \(pathLimit)")
        }
    }

    /// Refuses paths that are one file, or file and folder, where case or Unicode's composition does not count:
    /// canonical caseless matching, `Formats/torrent-v1.md` section 3.
    static func checkApart(_ paths: [[String]], at place: String) throws(TorrentError) {
        var tree = NameTree()
        for path in paths {
            guard let previous = tree.add(path) else { continue }
            guard KnockOut.isOff(TorrentError.Code.collision.rawValue) else {
                let exact = path.prefix(previous.count).joined(separator: "/")
                throw TorrentError(
                    .collision,
                    at: place,
                    "\"\(previous.joined(separator: "/"))\" and \"\(exact)\""
                )
            }
        }
    }

    /// Whether a path comes before another: name by name, as bytes, as the keys of a file tree do.
    package static func precedes(_ a: [String], _ b: [String]) -> Bool {
        a.lexicographicallyPrecedes(b) { $0.precedes($1) }
    }
}

/// Names below names, each folded once where it stands: paths may share a long way.
private struct NameTree {
    private struct Place: Hashable {
        let folder: Int
        /// Strings are equal in Swift where they are canonically equivalent, which is what is wanted here.
        let folded: String
    }

    private struct Entry {
        let exact: String
        let isFile: Bool
        /// What entries below it name as their folder.
        let number: Int
    }

    private var entries: [Place: Entry] = [:]
    /// The folders of the path that was added last, which the next often shares.
    private var last: [(name: String, number: Int)] = []

    /// Adds a path; the one that it cannot stand beside, as far as that goes, is returned.
    mutating func add(_ path: [String]) -> [String]? {
        var folder = 0
        let shared = zip(last, path.dropLast()).prefix { $0.0.name.isSame(as: $0.1) }.count
        last.removeSubrange(shared...)
        if let known = last.last { folder = known.number }
        for index in shared..<max(shared, path.count) {
            let (name, isFile) = (path[index], index == path.count - 1)
            let place = Place(folder: folder, folded: CaseFolding.fold(name))
            if let known = entries[place] {
                guard !known.isFile && !isFile && known.exact.isSame(as: name) else {
                    return Array(path[..<index]) + [known.exact]
                }
                folder = known.number
            } else {
                folder = entries.count + 1
                entries[place] = Entry(exact: name, isFile: isFile, number: folder)
            }
            if !isFile { last.append((name, folder)) }
        }
        return nil
    }
}
