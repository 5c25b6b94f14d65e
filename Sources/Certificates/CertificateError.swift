package import Bytes

/// A certificate, revocation list or key that was refused while it was read.
package typealias CertificateError = Failure<CertificateErrorCode>

/// The codes of `CertificateError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum CertificateErrorCode: String, StableCode {
    case tooLarge = "certificate-too-large"
    case malformed = "certificate-malformed"
    case pem = "certificate-pem"
    case version = "certificate-version"
    case algorithm = "certificate-algorithm"
    case key = "certificate-key"
    case time = "certificate-time"
    case `extension` = "certificate-extension"
}
