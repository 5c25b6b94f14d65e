import Bytes
import Keys

/// A secret key that could not be read, written, made or used.
package struct SecretKeyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
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

    package let code: Code
    /// What was read or done: a file, a member of it, or an operation.
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
            at: cause.location.isEmpty ? "secret key" : cause.location,
            "\(cause.code.rawValue): \(cause.detail)"
        )
    }

    init(_ cause: KeyError) {
        self.init(.malformed, at: cause.location, "\(cause.code.rawValue): \(cause.detail)")
    }

    init(_ cause: FileError) {
        self.init(.file, at: cause.path, "\(cause.code.rawValue): \(cause.detail)")
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}

/// Runs `body`; a format error comes out as an error of this target.
func translating<Value>(_ body: () throws(FormatError) -> Value) throws(SecretKeyError) -> Value {
    do { return try body() } catch { throw SecretKeyError(error) }
}

/// Runs `body`; an error about a public part comes out as an error of this target.
func translatingKeys<Value>(_ body: () throws(KeyError) -> Value) throws(SecretKeyError) -> Value {
    do { return try body() } catch { throw SecretKeyError(error) }
}

/// Runs `body`; an error of a file comes out as an error of this target.
func translatingFiles<Value>(_ body: () throws(FileError) -> Value) throws(SecretKeyError) -> Value {
    do { return try body() } catch { throw SecretKeyError(error) }
}
