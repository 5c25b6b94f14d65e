package import Bytes

/// A log on disk that could not be opened, read or extended.
package typealias LogError = Failure<LogErrorCode>

/// The codes of `LogError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum LogErrorCode: String, StableCode {
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
