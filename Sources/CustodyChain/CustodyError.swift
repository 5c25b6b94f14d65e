package import Bytes

/// An event of custody that could not be read, or a signature that nobody may add.
package typealias CustodyError = Failure<CustodyErrorCode>

/// The codes of `CustodyError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum CustodyErrorCode: String, StableCode {
    case malformed = "custody-malformed"
    case notExtending = "custody-not-extending"
}
