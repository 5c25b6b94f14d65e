import Glibc

/// Folders: make, list, and make durable.
package enum Folder {
    /// Creates the folder and those above it that are missing.
    package static func create(_ path: String) throws(FileError) {
        if mkdir(path.cPath, 0o755) == 0 { return }
        switch errno {
        case EEXIST:
            guard exists(path) else { throw FileError(.exists, at: path, "is a file, want a folder") }
        case ENOENT where path != parent(of: path):
            try create(parent(of: path))
            guard mkdir(path.cPath, 0o755) == 0 || errno == EEXIST else { throw .last(.cannotWrite, path) }
        default: throw .last(.cannotWrite, path)
        }
    }

    /// Whether a folder stands there.
    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path.cPath, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether anything stands there, a dangling link included.
    package static func hasEntry(_ path: String) -> Bool {
        var status = stat()
        return lstat(path.cPath, &status) == 0
    }

    /// The names in a folder as they stand there, sorted, without `.` and `..`.
    package static func entries(in path: String) throws(FileError) -> [ByteName] {
        try entries(in: ByteName(PathText.bytes(path)))
    }

    private static func entries(in path: ByteName) throws(FileError) -> [ByteName] {
        guard let handle = path.withPath({ opendir($0) }) else { throw .last(.cannotOpen, "\(path)") }
        defer { closedir(handle) }
        var names: [ByteName] = []
        errno = 0
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in ByteName(raw.prefix { $0 != 0 }) }
            if name != "." && name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw .last(.cannotRead, "\(path)") }
        return names.sorted()
    }

    /// The names in a folder, sorted as bytes; one that is not UTF-8 is refused, and so never taken for another.
    package static func names(in path: String) throws(FileError) -> [String] {
        var names: [String] = []
        for entry in try entries(in: path) {
            guard let name = entry.text else {
                throw FileError(.name, at: "\(path)/\(entry)", "want a name in UTF-8")
            }
            names.append(name)
        }
        return names
    }

    /// Paths of all regular files below `path`, relative to it, sorted as bytes; anything else is refused.
    ///
    /// - Parameter isSkipped: which names are passed over, files and folders alike.
    package static func files(
        below path: String,
        skipping isSkipped: (ByteName) -> Bool = { _ in false }
    ) throws(FileError) -> [String] {
        var found: [String] = []
        for entry in try entries(in: path) where !isSkipped(entry) {
            guard let name = entry.text else {
                throw FileError(.name, at: "\(path)/\(entry)", "want a name in UTF-8")
            }
            var status = stat()
            let full = "\(path)/\(name)"
            guard lstat(full.cPath, &status) == 0 else { throw .last(.cannotRead, full) }
            switch status.st_mode & S_IFMT {
            case S_IFREG: found.append(name)
            case S_IFDIR:
                found.append(contentsOf: try files(below: full, skipping: isSkipped).map { "\(name)/\($0)" })
            default: throw FileError(.notRegular, at: full, "want regular files and folders only")
            }
        }
        return found.sortedByBytes()
    }

    /// Makes the folder's entries durable, where the file system has a call for it.
    package static func synchronize(_ path: String) throws(FileError) {
        let folder = try File.opening(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard fsync(folder.descriptor) == 0 || errno == EINVAL else { throw .last(.cannotWrite, path) }
    }

    /// The folder that holds `path`.
    package static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
    }

    /// The last component of `path`.
    package static func name(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// Gives a folder its final name, durably; anything that stands there is kept, and the call fails.
    package static func rename(_ path: String, to final: String) throws(FileError) {
        guard !hasEntry(final) else { throw FileError(.exists, at: final, "already exists") }
        guard Glibc.rename(path.cPath, final.cPath) == 0 else { throw .last(.cannotWrite, final) }
        try synchronize(parent(of: final))
    }

    /// Removes a folder and everything in it; nothing there is no error.
    package static func remove(_ path: String) throws(FileError) {
        try remove(ByteName(PathText.bytes(path)))
    }

    private static func remove(_ path: ByteName) throws(FileError) {
        var status = stat()
        guard path.withPath({ lstat($0, &status) }) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            for name in try entries(in: path) {
                try remove(ByteName(path.bytes + [UInt8(ascii: "/")] + name.bytes))
            }
            guard path.withPath({ rmdir($0) }) == 0 else { throw .last(.cannotWrite, "\(path)") }
        } else {
            guard path.withPath({ unlink($0) }) == 0 else { throw .last(.cannotWrite, "\(path)") }
        }
    }
}

extension ByteName {
    /// Calls `body` with the bytes as C has paths; a zero within ends them there.
    fileprivate func withPath<Value>(_ body: (UnsafePointer<CChar>) -> Value) -> Value {
        body(bytes.map { CChar(bitPattern: $0) } + [0])
    }
}
