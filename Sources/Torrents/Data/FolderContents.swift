import Bytes
import Glibc

/// All that lies below a folder, no link followed.
struct FolderContents {
    enum Entry: Hashable {
        case file(size: Int)
        /// A link, a device, or a name that is not UTF-8, below which nothing is looked at.
        case other
    }

    private static let limit = 1 << 20

    private(set) var entries: [ByteName: Entry] = [:]
    /// What operating systems and stopped programs left and the torrent does not name: not looked into.
    private(set) var leftBehind: [ByteName] = []
    private let kept: Set<ByteName>

    /// - Parameter names: the files of the torrent.
    init(_ folder: String, of names: some Sequence<String>) throws(FileError) {
        kept = LeftBehind.kept(by: names)
        try walk(folder, prefix: "")
    }

    /// Paths in byte order.
    var paths: [ByteName] { entries.keys.sorted() }

    // Paths are bounded by what the kernel takes, and so is the depth.
    private mutating func walk(_ folder: String, prefix: String) throws(FileError) {
        for entry in try Folder.entries(in: folder) {
            guard entries.count + leftBehind.count < FolderContents.limit else {
                throw FileError(.tooLarge, at: folder, "more than \(FolderContents.limit) files below it")
            }
            let whole = ByteName(Array(prefix.utf8) + entry.bytes)
            if LeftBehind(entry) != nil, !kept.contains(whole) {
                leftBehind.append(whole)
                continue
            }
            guard let name = entry.text else {
                entries[whole] = .other
                continue
            }
            var status = stat()
            let path = "\(folder)/\(name)"
            let isKnown = lstat(path.cPath, &status) == 0
            guard isKnown || errno == ENOENT else { throw .last(.cannotRead, path) }
            switch isKnown ? status.st_mode & S_IFMT : 0 {
            case S_IFREG: entries[whole] = .file(size: Int(status.st_size))
            case S_IFDIR: try walk(path, prefix: "\(prefix)\(name)/")
            default: entries[whole] = .other
            }
        }
    }
}
