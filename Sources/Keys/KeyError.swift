package import Bytes

/// A key, signature, envelope or note that could not be read; a signature that fails is a judgement instead.
package typealias KeyError = Failure<KeyErrorCode>

/// The codes of `KeyError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum KeyErrorCode: String, StableCode {
    case malformed = "key-malformed"
    case badName = "key-name"
    case badKey = "key-bytes"
    case weakKey = "key-weak"
    case notEd25519 = "key-not-ed25519"
    case publicKeyInfo = "key-info"
    case envelopeMalformed = "envelope-malformed"
    case payloadType = "envelope-payload-type"
    case signatureCount = "envelope-signature-count"
    case duplicateSignature = "envelope-signature-duplicate"
    case noteMalformed = "note-malformed"
    case noteTooLarge = "note-too-large"
    case noteKeyMalformed = "note-key-malformed"
    case noteKeyIdentifier = "note-key-identifier"
    case minisignMalformed = "minisign-malformed"
    case minisignTooLarge = "minisign-too-large"
}

extension KeyError {
    /// Says that `document` breaks its format, and how.
    package init(_ code: Code, in document: String, _ cause: FormatError) {
        self.init(
            code,
            at: cause.location.isEmpty ? document : "\(document): \(cause.location)",
            "\(cause.code.rawValue): \(cause.detail)"
        )
    }
}

/// Runs `body`; a format error comes out as a key error of this code and document.
func translating<Value>(
    _ code: KeyError.Code,
    in document: String,
    _ body: () throws(FormatError) -> Value
) throws(KeyError) -> Value {
    do { return try body() } catch { throw KeyError(code, in: document, error) }
}
