/// A certificate, revocation list or key that was refused while it was read.
package struct CertificateError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        case tooLarge = "certificate-too-large"
        case malformed = "certificate-malformed"
        case pem = "certificate-pem"
        case version = "certificate-version"
        case algorithm = "certificate-algorithm"
        case key = "certificate-key"
        case time = "certificate-time"
        case `extension` = "certificate-extension"
    }

    package let code: Code
    /// The field that was read.
    package let location: String
    package let detail: String

    init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}
