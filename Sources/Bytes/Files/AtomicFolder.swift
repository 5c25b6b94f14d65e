import CFiles
import Glibc

/// A folder that appears whole or not at all, with one writer at a time.
///
/// It is filled as `NAME.partial/`, which the writer holds with flock(2). Without `finish()` it is removed, and so is one
/// that a killed writer left, by the next.
package final class AtomicFolder {
    package let path: String
    /// Where it is filled.
    package let temporaryPath: String
    private let held: File
    private var isFinished = false

    /// - Throws: `file-exists` if something stands there, `file-locked` if another program is filling it.
    package init(_ given: String) throws(FileError) {
        let path = AtomicFolder.named(given)
        guard !Folder.hasEntry(path) else { throw FileError(.exists, at: path, "already exists") }
        try Folder.create(Folder.parent(of: path))
        self.path = path
        temporaryPath = "\(path).partial"
        held = try AtomicFolder.claim(temporaryPath, for: path)
    }

    deinit { if !isFinished { try? Folder.remove(temporaryPath) } }

    /// Gives it its name, durably; what is in it has been made durable by whoever wrote it.
    package func finish() throws(FileError) {
        try Folder.synchronize(temporaryPath)
        let code = bulla_rename_new(temporaryPath.cPath, path.cPath)
        if [EINVAL, ENOSYS, EOPNOTSUPP].contains(code) {
            // An empty folder claims the name, and a folder may take an empty one's place.
            guard mkdir(path.cPath, 0o755) == 0 else { throw refusal(errno) }
            guard rename(temporaryPath.cPath, path.cPath) == 0 else {
                let error = FileError.last(.cannotWrite, path)
                rmdir(path.cPath)
                throw error
            }
        } else if code != 0 {
            throw refusal(code)
        }
        isFinished = true
        try Folder.synchronize(Folder.parent(of: path))
    }

    /// The path without the slashes that may follow a folder's name.
    private static func named(_ path: String) -> String {
        let isSlash = { (byte: UInt8) in byte == UInt8(ascii: "/") }
        guard let last = path.utf8.lastIndex(where: { !isSlash($0) }) else { return path }
        return String(path[...last])
    }

    private func refusal(_ code: CInt) -> FileError {
        code == EEXIST
            ? FileError(.exists, at: path, "already exists")
            : FileError(.cannotWrite, at: path, FileError.reason(code))
    }

    private static func claim(_ temporary: String, for path: String) throws(FileError) -> File {
        while true {
            let isNew = mkdir(temporary.cPath, 0o755) == 0
            guard isNew || errno == EEXIST else { throw .last(.cannotWrite, path) }
            let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
            let descriptor = open(temporary.cPath, flags)
            guard descriptor >= 0 else {
                if errno == ENOENT { continue }
                throw FileError(.notRegular, at: temporary, "is in the way: want a folder there; remove it")
            }
            let folder = File(descriptor: descriptor, path: temporary)
            let isLocked =
                flock(descriptor, LOCK_EX | LOCK_NB) == 0
                || [ENOLCK, EOPNOTSUPP, ENOSYS, EBADF].contains(errno)
            guard isLocked else {
                if isNew { continue }
                throw FileError(.locked, at: path, "another program is writing it; try again when it is done")
            }
            guard Claim.hasName(folder, temporary) else { continue }
            if isNew { return folder }
            try Folder.remove(temporary)
            Leftovers.note(temporary)
        }
    }
}
