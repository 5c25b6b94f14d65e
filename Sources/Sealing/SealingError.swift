package import Bytes

/// A segment that could not be sealed.
package typealias SealingError = Failure<SealingErrorCode>

/// The codes of `SealingError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum SealingErrorCode: String, StableCode {
    case badSegment = "seal-segment"
    case badOption = "seal-option"
    case outputExists = "seal-output-exists"
    case disclosure = "seal-disclosure"
    case commitment = "seal-commitment"
    case notPrepared = "seal-not-prepared"
    case ownOutput = "seal-own-output"
    case noSignature = "seal-no-signature"
    case review = "seal-review"
}
