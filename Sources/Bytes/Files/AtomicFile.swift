package import Glibc

/// A file that appears whole or not at all: temporary name, fsync, rename, fsync of the folder.
///
/// The temporary name ends in `.partial`. If `finish()` is not reached the temporary file is removed.
package final class AtomicFile {
    package let path: String
    package let file: File
    private var isFinished = false

    package var temporaryPath: String { file.path }

    /// Creates the temporary file beside `path`, with the given mode.
    package init(_ path: String, mode: mode_t = 0o644) throws(FileError) {
        self.path = path
        let temporary = "\(path).\(getpid()).partial"
        unlink(temporary)
        file = try File.opening(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode: mode)
    }

    deinit {
        if !isFinished { unlink(file.path) }
    }

    package func write(_ bytes: some Collection<UInt8>) throws(FileError) {
        try file.write(bytes)
    }

    /// Makes the bytes durable under the final name; with `replacing` false an existing file is kept.
    ///
    /// - Parameter isDurable: false for a file that nobody needs after a crash.
    package func finish(replacing: Bool = true, isDurable: Bool = true) throws(FileError) {
        if isDurable { try file.synchronize() }
        if replacing {
            guard rename(file.path, path) == 0 else { throw .last(.cannotWrite, path) }
        } else {
            guard link(file.path, path) == 0 else {
                throw errno == EEXIST
                    ? FileError(.exists, at: path, "already exists") : .last(.cannotWrite, path)
            }
            unlink(file.path)
        }
        isFinished = true
        if isDurable { try Folder.synchronize(Folder.parent(of: path)) }
    }

    /// Writes a whole file durably.
    package static func write(
        _ bytes: some Collection<UInt8>,
        to path: String,
        mode: mode_t = 0o644,
        replacing: Bool = true
    ) throws(FileError) {
        let file = try AtomicFile(path, mode: mode)
        try file.write(bytes)
        try file.finish(replacing: replacing)
    }
}
