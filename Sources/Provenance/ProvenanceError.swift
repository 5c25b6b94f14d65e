import Bytes
import Keys

/// A statement, signature or model that cannot be read or made; one that was read and does not hold is a fault instead.
package struct ProvenanceError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        case modelSignature = "model-signature-syntax"
        case modelName = "model-file-name"
        case modelLink = "model-link"
        case modelFiles = "model-files"
        case modelKey = "model-key"
        case statement = "provenance-syntax"
    }

    package let code: Code
    /// What was read: a document, a member of it, or a file.
    package let location: String
    package let detail: String

    package init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    init(_ code: Code, _ cause: FormatError) {
        self.init(code, at: cause.location, "\(cause.code.rawValue): \(cause.detail)")
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}

/// Runs `body`; a format error comes out under this code.
func translating<Value>(
    _ code: ProvenanceError.Code,
    _ body: () throws(FormatError) -> Value
) throws(ProvenanceError) -> Value {
    do { return try body() } catch { throw ProvenanceError(code, error) }
}
