import CFiles
package import Glibc
import Synchronization

/// A file that appears whole or not at all, with one writer at a time.
///
/// The bytes go to `NAME.partial` beside the file, and the writer holds that with flock(2): it is the lock as well.
/// `finish()` makes the bytes durable, gives them the final name, and makes the folder durable. Without it the partial
/// file is removed. One that a killed writer left is held by nobody; the next writer removes it and goes on.
///
/// A device or a FIFO is written to as it is, and never replaced. A link is refused.
package final class AtomicFile {
    package let path: String
    /// Where bytes are written; its errors name `path`.
    package let file: File
    /// Where the bytes are until `finish()`.
    package let temporaryPath: String
    var standing: Standing
    private let isDevice: Bool
    private var hasTakenOver = false
    private var isFinished = false
    private var place: CInt = -1

    /// How long to wait for another writer of the same file.
    private static let patience = Duration.seconds(5)

    /// Becomes the one writer of `path`.
    ///
    /// - Parameter mode: what the new file's mode is.
    /// - Parameter standing: what may stand there, now and at the end.
    /// - Parameter lock: the name of the partial file, where writers of several files keep each other out.
    /// - Throws: `file-locked` if another program is writing it.
    package init(
        _ path: String,
        mode: mode_t = 0o644,
        over standing: Standing = .anything,
        lock: String? = nil
    ) throws(FileError) {
        self.path = path
        self.standing = standing
        temporaryPath = lock ?? "\(path).partial"
        if let device = try AtomicFile.device(path) {
            (file, isDevice) = (device, true)
            return
        }
        let claimed = try Claim(of: path, by: temporaryPath, mode: mode, within: Self.patience)
        (file, isDevice, hasTakenOver) = (claimed.file, false, claimed.hasTakenOver)
        place = bulla_unfinished_add(temporaryPath.cPath)
        try checkStanding()
    }

    deinit {
        bulla_unfinished_drop(place)
        if !isFinished && !isDevice { unlink(temporaryPath.cPath) }
    }

    package func write(_ bytes: some Collection<UInt8>) throws(FileError) {
        try file.write(bytes)
    }

    /// Makes the bytes durable under the final name.
    ///
    /// - Parameter isDurable: false for a file that nobody needs after a crash.
    package func finish(isDurable: Bool = true) throws(FileError) {
        guard !isDevice else { return }
        if isDurable { try file.synchronize() }
        try checkStanding()
        // First: a signal that came late would else remove the partial file of the next writer.
        bulla_unfinished_drop(place)
        place = -1
        try giveName()
        isFinished = true
        guard isDurable else { return }
        do { try Folder.synchronize(Folder.parent(of: path)) } catch {
            // It was not there before: so it will not be, and the next try finishes.
            if case .nothing = standing { unlink(path.cPath) }
            throw FileError(error.code, at: path, error.detail)
        }
    }

    /// Writes a whole file durably.
    package static func write(
        _ bytes: some Collection<UInt8>,
        to path: String,
        mode: mode_t = 0o644,
        replacing: Bool = true
    ) throws(FileError) {
        try write(bytes, to: path, mode: mode, over: replacing ? .anything : .nothing)
    }

    package static func write(
        _ bytes: some Collection<UInt8>,
        to path: String,
        mode: mode_t = 0o644,
        over standing: Standing
    ) throws(FileError) {
        let file = try AtomicFile(path, mode: mode, over: standing)
        try file.write(bytes)
        try file.finish()
    }

    /// The open device or FIFO that stands there; nil for a file, or where nothing stands.
    private static func device(_ path: String) throws(FileError) -> File? {
        var there = stat()
        guard lstat(path.cPath, &there) == 0 else { return nil }
        let isLink = there.st_mode & S_IFMT == S_IFLNK
        if isLink && stat(path.cPath, &there) != 0 { there.st_mode = S_IFREG }
        switch there.st_mode & S_IFMT {
        case S_IFCHR, S_IFBLK, S_IFIFO: return try File.opening(path, O_WRONLY | O_NOCTTY | O_CLOEXEC)
        case S_IFDIR: throw FileError(.notRegular, at: path, "is a folder, want a file")
        case S_IFREG where !isLink: return nil
        default: throw FileError(.notRegular, at: path, "is a link or a socket; give the name of a file")
        }
    }
}

// MARK: What stands under the name

extension AtomicFile {
    /// What may stand under the name that the new bytes get.
    package enum Standing: Sendable {
        /// Anything but an input of this program or a key.
        case anything
        /// What this program wrote there before, and may have read.
        case own
        case nothing
        /// These bytes, which the new ones were made from.
        case these([UInt8])
    }

    private func checkStanding() throws(FileError) {
        guard !isDevice else { return }
        switch standing {
        case .own: break
        case .anything:
            try InputFiles.refuseInput(path)
            try InputFiles.refuseKey(path)
        case .nothing:
            guard Folder.hasEntry(path), !isCutOff else { return }
            throw FileError(.exists, at: path, "already exists")
        case .these(let bytes):
            try InputFiles.refuseKey(path)
            let now = try? File.contents(of: path, limit: bytes.count, noFollow: true)
            guard now == bytes else {
                throw FileError(
                    .changed,
                    at: path,
                    "another program changed it after it was read; run the command again"
                )
            }
        }
    }

    /// Whether the name was claimed by the writer whose partial file was taken over: `giveName` says when.
    private var isCutOff: Bool {
        var there = stat()
        return hasTakenOver && lstat(path.cPath, &there) == 0 && there.st_mode & S_IFMT == S_IFREG
            && there.st_size == 0
    }

    private func giveName() throws(FileError) {
        guard case .nothing = standing, !isCutOff else {
            guard rename(temporaryPath.cPath, path.cPath) == 0 else { throw .last(.cannotWrite, path) }
            return
        }
        let code = bulla_rename_new(temporaryPath.cPath, path.cPath)
        if code == 0 { return }
        guard [EINVAL, ENOSYS, EOPNOTSUPP].contains(code) else { throw refusal(code) }
        // Where the file system cannot do it in one step, but has links.
        if link(temporaryPath.cPath, path.cPath) == 0 {
            unlink(temporaryPath.cPath)
            return
        }
        guard [EPERM, ENOSYS, EOPNOTSUPP, EMLINK].contains(errno) else { throw refusal(errno) }
        // exFAT has no links either: an empty file claims the name.
        _ = try File.opening(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW)
        guard rename(temporaryPath.cPath, path.cPath) == 0 else {
            let error = FileError.last(.cannotWrite, path)
            unlink(path.cPath)
            throw error
        }
    }

    private func refusal(_ code: CInt) -> FileError {
        code == EEXIST
            ? FileError(.exists, at: path, "already exists")
            : FileError(.cannotWrite, at: path, FileError.reason(code))
    }
}
