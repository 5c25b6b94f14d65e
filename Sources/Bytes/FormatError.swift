/// Input that could not be read as its format demands; input read and found wrong is a finding instead.
package typealias FormatError = Failure<FormatErrorCode>

/// The codes of `FormatError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum FormatErrorCode: String, StableCode {
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
