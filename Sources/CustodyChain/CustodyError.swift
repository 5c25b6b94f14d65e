import Bytes
import Keys

/// An event of custody that could not be read, or a signature that nobody may add.
package struct CustodyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        case malformed = "custody-malformed"
        case notExtending = "custody-not-extending"
        case older = "custody-older"
    }

    package let code: Code
    /// The document, or the member of it.
    package let location: String
    package let detail: String

    package init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    init(_ cause: FormatError) {
        self.init(
            .malformed,
            at: cause.location.isEmpty ? "event" : cause.location,
            "\(cause.code.rawValue): \(cause.detail)"
        )
    }

    init(_ cause: KeyError) {
        self.init(.malformed, at: cause.location, "\(cause.code.rawValue): \(cause.detail)")
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}
