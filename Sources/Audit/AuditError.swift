package import Bytes

/// A document of an audit that could not be read, or a change that nobody may make to one.
package typealias AuditError = Failure<AuditErrorCode>

/// The codes of `AuditError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum AuditErrorCode: String, StableCode {
    case malformed = "audit-malformed"
    case badValue = "audit-value"
    case notExtending = "audit-not-extending"
    case olderReceipt = "receipt-older"
}
