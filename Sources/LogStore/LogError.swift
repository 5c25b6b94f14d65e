import Bytes
import MerkleLog

/// A log on disk that could not be opened, read or extended.
package struct LogError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        case locked = "log-locked"
        case notFound = "log-not-found"
        case exists = "log-exists"
        case damaged = "log-damaged"
        case needsRecovery = "log-needs-recovery"
        case readOnly = "log-read-only"
        case stopped = "log-stopped"
        case entryTooLarge = "log-entry-too-large"
        case outOfRange = "log-out-of-range"
        case badOrigin = "log-bad-origin"
        case file = "log-file"
    }

    package let code: Code
    /// A path, or an entry.
    package let location: String
    package let detail: String

    package init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    init(_ error: FileError) {
        self.init(.file, at: error.path, "\(error.code.rawValue): \(error.detail)")
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}

/// Runs file operations, their errors told as those of the log.
func onDisk<Result>(_ body: () throws(FileError) -> Result) throws(LogError) -> Result {
    do { return try body() } catch { throw LogError(error) }
}
