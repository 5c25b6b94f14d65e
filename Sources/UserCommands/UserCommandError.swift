package import Bytes

/// A command of the user's that was to do something, and did not.
package typealias UserCommandError = Failure<UserCommandErrorCode>

/// The codes of `UserCommandError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum UserCommandErrorCode: String, StableCode {
    /// No process could be made for it.
    case start = "command-start"
    /// It ended with a status other than 0, or was killed.
    case failed = "command-failed"
    /// It did not end in time.
    case timeout = "command-timeout"
    /// It wrote more than it could need.
    case tooLong = "command-too-long"
    /// What it wrote is not what was wanted.
    case output = "command-output"
    /// What it wrote is no signature of these bytes by the key that was to sign.
    case wrongKey = "command-wrong-key"
}
