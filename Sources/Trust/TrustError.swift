import Bytes
import Keys

/// A trust file that could not be read, or a change that would make it contradict itself.
package struct TrustError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        case malformed = "trust-malformed"
        case badKey = "trust-key"
        case badPerson = "trust-person"
        case duplicatePerson = "trust-person-duplicate"
        case unknownPerson = "trust-person-unknown"
        case duplicateKey = "trust-key-duplicate"
        case unknownKey = "trust-key-unknown"
        case badRoles = "trust-roles"
        case badPeriod = "trust-period"
        case badThreshold = "trust-threshold"
        case badPolicy = "trust-policy"
        case alreadyRetired = "trust-key-already-retired"
        case alreadyRevoked = "trust-key-already-revoked"
        case excludedRoles = "trust-roles-excluded"
        case chainMalformed = "trust-chain-malformed"
        case chainBroken = "trust-chain-broken"
        case chainSignature = "trust-chain-signature"
        case chainUnsigned = "trust-chain-unsigned"
        case rollback = "trust-rollback"
        case fork = "trust-fork"
        case tooMany = "trust-too-many"
    }

    package let code: Code
    /// The member of the file, or the argument.
    package let location: String
    package let detail: String

    init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    init(_ cause: FormatError) {
        self.init(
            .malformed,
            at: cause.location.isEmpty ? "trust" : cause.location,
            "\(cause.code.rawValue): \(cause.detail)"
        )
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}

/// Runs `body`; a format error comes out as an error of this target.
func translating<Value>(_ body: () throws(FormatError) -> Value) throws(TrustError) -> Value {
    do { return try body() } catch { throw TrustError(error) }
}
