/// Input that could not be read as its format demands; input read and found wrong is a finding instead.
package struct FormatError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        case truncated
        case trailingBytes = "trailing-bytes"
        case tooLarge = "too-large"
        case badHex = "bad-hex"
        case badBase64 = "bad-base64"
        case badTime = "bad-time"
        case badText = "bad-text"
        case jsonSyntax = "json-syntax"
        case jsonNotCanonical = "json-not-canonical"
        case jsonDuplicateKey = "json-duplicate-key"
        case jsonUnknownKey = "json-unknown-key"
        case jsonMissingKey = "json-missing-key"
        case jsonWrongType = "json-wrong-type"
        case jsonFloat = "json-float"
        case jsonTooDeep = "json-too-deep"
        case badValue = "bad-value"
        case unknownVersion = "unknown-version"
    }

    package let code: Code
    /// What was read: a member, a JSON path, or a byte offset.
    package let location: String
    package let detail: String

    package init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    /// The same error with the name of the enclosing thing put before its location.
    package func within(_ outer: String) -> FormatError {
        FormatError(code, at: location.isEmpty ? outer : "\(outer): \(location)", detail)
    }

    package var description: String {
        location.isEmpty ? "\(code.rawValue): \(detail)" : "\(code.rawValue) at \(location): \(detail)"
    }
}
