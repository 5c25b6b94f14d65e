/// A command that was to sign and did not.
package struct SigningCommandError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        /// No process could be made for it.
        case start = "sign-command-start"
        /// It ended with a status other than 0, or was killed.
        case failed = "sign-command-failed"
        /// It did not end in time.
        case timeout = "sign-command-timeout"
        /// It wrote more than any signature needs.
        case tooLong = "sign-command-too-long"
        /// What it wrote is in no form of a signature.
        case output = "sign-command-output"
        /// What it wrote is no signature of these bytes by the key that was to sign.
        case wrongKey = "sign-command-wrong-key"
    }

    package let code: Code
    /// Whose signature was wanted, and of which algorithm.
    package let location: String
    package let detail: String

    package init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}
