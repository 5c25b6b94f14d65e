package import Bytes

extension Console {
    /// Says which files were passed over because nobody put them there on purpose.
    package static func note(leftBehind names: [ByteName], in folder: String) {
        for kind in [LeftBehind.system, .interrupted] {
            let found = names.filter { LeftBehind(name(of: $0)) == kind }
            guard !found.isEmpty else { continue }
            note("note: \(folder): not read: \(LeftBehind.list(found)) (\(kind.words))")
        }
    }

    /// The files below a folder without those; they are named.
    package static func files(below folder: String) throws(FileError) -> [String] {
        var left: [ByteName] = []
        let files = try Folder.files(below: folder) { name in
            guard LeftBehind(name) != nil else { return false }
            left.append(name)
            return true
        }
        note(leftBehind: left, in: folder)
        return files
    }

    private static func name(of path: ByteName) -> ByteName {
        ByteName(path.bytes.reversed().prefix { $0 != UInt8(ascii: "/") }.reversed())
    }
}
