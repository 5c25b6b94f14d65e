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
        var known: [String: (exact: String, isFile: Bool)] = [:]
        for path in paths {
            for count in 1...max(1, path.count) {
                let exact = path.prefix(count).joined(separator: "/")
                // Strings are equal in Swift where they are canonically equivalent, which is what is wanted here.
                let previous = known.updateValue(
                    (exact, count == path.count),
                    forKey: CaseFolding.fold(exact)
                )
                guard let previous else { continue }
                let isSameFolder =
                    !previous.isFile && count < path.count && exact.isSame(as: previous.exact)
                guard isSameFolder || KnockOut.isOff(TorrentError.Code.collision.rawValue) else {
                    throw TorrentError(.collision, at: place, "\"\(previous.exact)\" and \"\(exact)\"")
                }
            }
        }
    }

    /// Whether a path comes before another: name by name, as bytes, as the keys of a file tree do.
    package static func precedes(_ a: [String], _ b: [String]) -> Bool {
        a.lexicographicallyPrecedes(b) { $0.precedes($1) }
    }
}
