import Bytes
import Glibc

/// The right to write a log, kept while the value lives.
final class WriterLock {
    private let file: File

    init(_ folder: String) throws(LogError) {
        do {
            let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
            file = try File.opening(LogFiles.path(folder, "lock"), flags)
            try file.lock()
        } catch {
            guard error.code != .locked else {
                throw LogError(.locked, at: folder, "another process is writing this log")
            }
            throw LogError(.file, error)
        }
    }

    // Closing would not do: a child between fork and exec still has the descriptor, and the lock with it.
    deinit { file.unlock() }
}
