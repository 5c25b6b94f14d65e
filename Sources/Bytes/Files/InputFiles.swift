import Glibc
import Synchronization

/// The files that this program has read: no output takes the place of one, nor of a key.
package enum InputFiles {
    private struct Identity: Hashable {
        let device: dev_t
        let number: ino_t

        init(_ status: stat) { (device, number) = (status.st_dev, status.st_ino) }
    }

    /// nil until a program asks: tests read and write the same files in one process.
    private static let known = Mutex<[Identity: String]?>(nil)

    /// From here on every regular file that is opened for reading is an input.
    package static func begin() { known.withLock { $0 = $0 ?? [:] } }

    static func note(_ status: stat, _ path: String) {
        known.withLock { $0?[Identity(status)] = path }
    }

    /// Refuses to replace what stands at `path` if it is an input.
    static func refuseInput(_ path: String) throws(FileError) {
        var there = stat()
        guard lstat(path.cPath, &there) == 0, there.st_mode & S_IFMT == S_IFREG else { return }
        let input = known.withLock { $0?[Identity(there)] }
        if let input, !KnockOut.isOff("file-is-input") {
            throw FileError(.isInput, at: path, "is \(input), which this command reads; choose another name")
        }
    }

    /// Refuses to replace a key.
    static func refuseKey(_ path: String) throws(FileError) {
        guard isKey(path), !KnockOut.isOff("file-is-key") else { return }
        throw FileError(.isKey, at: path, "is a key, and is never overwritten; choose another name")
    }

    private static let beginnings = ["-----BEGIN ", "untrusted comment:"]
    private static let types = ["\"bulla-secret-key/", "\"bulla-public-key/"]

    /// Whether a file begins as keys do: ours, minisign's, and those in PEM.
    private static func isKey(_ path: String) -> Bool {
        guard let file = try? File.opening(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC),
            let size = try? file.size(), let bytes = try? file.read(min(size, 1 << 14), at: 0)
        else { return false }
        return beginnings.contains { bytes.starts(with: $0.utf8) }
            || types.contains { !bytes.ranges(of: Array($0.utf8)).isEmpty }
    }
}
