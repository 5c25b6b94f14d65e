/// Files that nobody put into a folder on purpose: they are named, never opened, and change no verdict.
package enum LeftBehind: Hashable, Sendable {
    /// What operating systems and file managers write onto media.
    case system
    /// What a program that was stopped had begun to write: `*.partial`.
    case interrupted

    /// What the last part of a path is, if it is one of these.
    package init?(_ name: ByteName) {
        let lower = name.bytes.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
        if lower.count > LeftBehind.partial.count,
            lower.suffix(LeftBehind.partial.count) == LeftBehind.partial
        {
            self = .interrupted
        } else if LeftBehind.names.contains(ByteName(lower))
            || LeftBehind.prefixes.contains(where: { lower.count > $0.count && lower.starts(with: $0) })
        {
            self = .system
        } else {
            return nil
        }
    }

    package init?(_ name: some StringProtocol) { self.init(ByteName(name)) }

    /// Where it comes from.
    package var words: String {
        switch self {
        case .system: "left by an operating system"
        case .interrupted: "left by a program that was stopped, or is still writing"
        }
    }

    private static let partial = ArraySlice(".partial".utf8)

    /// In small letters.
    private static let names: Set<ByteName> = [
        ".ds_store", "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", ".spotlight-v100",
        ".trashes", ".fseventsd", ".temporaryitems", ".documentrevisions-v100", ".apdisk", "$recycle.bin",
        "system volume information", "lost+found",
    ]
    private static let prefixes = ["._", ".trash-"].map { Array($0.utf8) }

    /// Paths that end in such a name and that one of `paths` has or leads through: these were put there on purpose.
    package static func kept(by paths: some Sequence<String>) -> Set<ByteName> {
        var kept: Set<ByteName> = []
        for path in paths {
            var end = 0
            for part in path.pathParts {
                end += part.utf8.count
                if LeftBehind(part) != nil { kept.insert(ByteName(path.utf8.prefix(end))) }
                end += 1
            }
        }
        return kept
    }

    /// The first of many names, and how many more there are.
    package static func list(_ names: [ByteName]) -> String {
        let shown = names.prefix(8).map { Escape.line($0.bytes.prefix(100)) }.joined(separator: ", ")
        return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    }
}
