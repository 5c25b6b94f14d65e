package import Bytes

/// An X.509 v3 certificate as vendors of TEEs issue them: RFC 5280, read strictly.
package struct Certificate: Hashable, Sendable {
    /// The whole certificate.
    package let der: [UInt8]
    /// SHA-256 of the SubjectPublicKeyInfo.
    package let publicKeyDigest: Digest
    /// The subject as people write it.
    package let subjectText: String
}
