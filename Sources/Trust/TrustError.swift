package import Bytes

/// A trust file that could not be read, or a change that would make it contradict itself.
package typealias TrustError = Failure<TrustErrorCode>

/// The codes of `TrustError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum TrustErrorCode: String, StableCode {
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
