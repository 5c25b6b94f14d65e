import Glibc

/// A system call on a file that failed: what was tried, on which path, and why it failed.
package typealias FileError = Failure<FileErrorCode>

/// The codes of `FileError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum FileErrorCode: String, StableCode {
    case cannotOpen = "file-open"
    case cannotRead = "file-read"
    case cannotWrite = "file-write"
    case notRegular = "file-not-regular"
    case exists = "file-exists"
    case tooLarge = "file-too-large"
    case locked = "file-locked"
    case name = "file-name"
    case changed = "file-changed"
    case isInput = "file-is-input"
    case isKey = "file-is-key"
}

extension FileError {
    /// Reads errno; call it before anything else can change that.
    package static func last(_ code: Code, _ path: String) -> FileError {
        FileError(code, at: path, reason(errno))
    }

    /// What an errno means.
    package static func reason(_ number: CInt) -> String { String(cString: strerror(number)) }
}
