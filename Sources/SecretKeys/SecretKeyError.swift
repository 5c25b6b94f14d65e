package import Bytes

/// A secret key that could not be read, written, made or used.
package typealias SecretKeyError = Failure<SecretKeyErrorCode>

/// The codes of `SecretKeyError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum SecretKeyErrorCode: String, StableCode {
    /// The file breaks its format.
    case malformed = "secret-key-malformed"
    /// The file asks for more or less work than is allowed.
    case derivation = "secret-key-derivation"
    /// The file is encrypted and no password was given.
    case passwordNeeded = "secret-key-password-needed"
    /// The password is wrong or the file was changed; encryption cannot tell the two apart.
    case cannotOpen = "secret-key-cannot-open"
    /// The checksum of an unencrypted file does not fit.
    case damaged = "secret-key-damaged"
    /// The secret does not belong to the public key beside it.
    case mismatch = "secret-key-mismatch"
    case badPassword = "password-invalid"
    case passwordsDiffer = "passwords-differ"
    case noTerminal = "password-no-terminal"
    case cancelled = "password-cancelled"
    /// There was not enough memory for the password's key derivation.
    case memory = "secret-key-memory"
    /// ML-DSA-87 did not sign.
    case signing = "signing-failed"
    case file = "secret-key-file"
}
