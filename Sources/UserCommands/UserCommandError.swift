/// A command of the user's that was to do something, and did not.
package struct UserCommandError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
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

    package let code: Code
    /// What was wanted: whose signature, of which algorithm; or a page.
    package let location: String
    package let detail: String

    package init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}
