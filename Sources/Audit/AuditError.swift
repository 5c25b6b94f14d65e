import Bytes
import Keys

/// A document of an audit that could not be read, or a change that nobody may make to one.
package struct AuditError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        case malformed = "audit-malformed"
        case badValue = "audit-value"
        case notExtending = "audit-not-extending"
        case olderReceipt = "receipt-older"
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

    init(in document: String, _ cause: FormatError) {
        self.init(
            .malformed,
            at: cause.location.isEmpty ? document : cause.location,
            "\(cause.code.rawValue): \(cause.detail)"
        )
    }

    init(_ cause: KeyError) {
        self.init(.malformed, at: cause.location, "\(cause.code.rawValue): \(cause.detail)")
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}

/// Runs `body`; a format error comes out as an error of this target.
func reading<Value>(
    _ document: String,
    _ body: () throws(FormatError) -> Value
) throws(AuditError) -> Value {
    do { return try body() } catch { throw AuditError(in: document, error) }
}
