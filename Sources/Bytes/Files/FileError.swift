import Glibc

/// A system call on a file that failed: what was tried, on which path, and why it failed.
package struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        case cannotOpen = "file-open"
        case cannotRead = "file-read"
        case cannotWrite = "file-write"
        case notRegular = "file-not-regular"
        case exists = "file-exists"
        case tooLarge = "file-too-large"
        case locked = "file-locked"
        case name = "file-name"
    }

    package let code: Code
    package let path: String
    package let detail: String

    package init(_ code: Code, _ path: String, _ detail: String) {
        self.code = code
        self.path = path
        self.detail = detail
    }

    /// Reads errno; call it before anything else can change that.
    package static func last(_ code: Code, _ path: String) -> FileError {
        FileError(code, path, String(cString: strerror(errno)))
    }

    package var description: String { "\(code.rawValue): \(path): \(detail)" }
}
