package import Bytes
import SwiftASN1

/// An X.509 v3 certificate as vendors of TEEs issue them: RFC 5280, read strictly.
///
///     Certificate    ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signature BIT STRING }
///     TBSCertificate ::= SEQUENCE { [0] version, serialNumber, signature, issuer, validity, subject,
///                                   subjectPublicKeyInfo, [3] extensions }
///
/// Nothing here is judged: `isSigned(by:)`, `CertificatePath` and the caller do that.
package struct Certificate: Hashable, Sendable {
    package static let largest = 64 << 10

    /// The whole certificate.
    package let der: [UInt8]
    /// SHA-256 of the SubjectPublicKeyInfo.
    package let publicKeyDigest: Digest
    package let publicKey: PublicKey
    /// The content of the INTEGER.
    package let serial: [UInt8]
    package let notBefore: Timestamp
    package let notAfter: Timestamp
    package let extensions: [Extension]
    /// Whether it may sign certificates.
    package let isAuthority: Bool
    /// How many authorities may stand between it and the leaf.
    package let pathLength: Int?
    /// Nil where the certificate does not say, and so allows every use.
    package let keyUsage: KeyUsage?
    private let issuerName: Name
    private let subjectName: Name
    private let signed: SignedPart

    package init(der: [UInt8]) throws(CertificateError) {
        guard der.count <= Certificate.largest else {
            throw CertificateError(
                .tooLarge,
                at: "certificate",
                "\(der.count) bytes, at most \(Certificate.largest)"
            )
        }
        let (signed, content) = try SignedPart.read(der, name: "certificate")
        var fields = try Fields(content, name: "certificate")
        try Certificate.checkVersion(fields.explicit(0))
        serial = try Certificate.serial(fields.next(.integer))
        try signed.checkInner(fields.next(.sequence))
        issuerName = try Name(fields.next(.sequence), "issuer")
        var validity = try fields.sequence("validity")
        notBefore = try validity.any().time("not before")
        notAfter = try validity.any().time("not after")
        try validity.end()
        subjectName = try Name(fields.next(.sequence), "subject")
        let key = try fields.next(.sequence)
        publicKey = try PublicKeyInfo.read(key)
        publicKeyDigest = SHA256.hash(key.encodedBytes)
        extensions =
            try fields.explicit(3).map { node throws(CertificateError) in try Extension.list(node) } ?? []
        try fields.end()
        let constraints = try extensions.first { $0.oid == Extension.basicConstraints }.map {
            found throws(CertificateError) in try BasicConstraints(found)
        }
        isAuthority = constraints?.isAuthority ?? false
        pathLength = constraints?.pathLength
        keyUsage = try extensions.first { $0.oid == Extension.keyUsage }.map {
            found throws(CertificateError) in try KeyUsage(found)
        }
        self.der = der
        self.signed = signed
    }

    /// DER of the issuer's name.
    package var issuer: [UInt8] { issuerName.der }
    /// DER of the subject's name.
    package var subject: [UInt8] { subjectName.der }
    /// The issuer as people write it.
    package var issuerText: String { issuerName.text }
    /// The subject as people write it.
    package var subjectText: String { subjectName.text }
    /// The issuer's one common name.
    package var issuerCommonName: String? { issuerName.commonName }
    /// The subject's one common name.
    package var subjectCommonName: String? { subjectName.commonName }

    /// Whether issuer and subject fit and the issuer's key made the signature; nothing else is looked at.
    package func isSigned(by issuer: Certificate) -> Bool {
        self.issuer == issuer.subject && hasSignature(of: issuer)
    }

    func hasSignature(of issuer: Certificate) -> Bool { signed.isSigned(by: issuer.publicKey) }

    /// What the OCTET STRING of this extension holds.
    package func extensionValue(_ oid: String) -> [UInt8]? {
        extensions.first { $0.oid == oid }?.value
    }

    // All else follows from the bytes.
    package static func == (a: Certificate, b: Certificate) -> Bool { a.der == b.der }

    package func hash(into hasher: inout Hasher) { hasher.combine(der) }

    // v3 is 2; extensions are what makes certificates usable here.
    private static func checkVersion(_ node: ASN1Node?) throws(CertificateError) {
        let version = try node?.number("version") ?? 0
        guard version == 2 else {
            throw CertificateError(.version, at: "version", "got v\(version + 1), want v3")
        }
    }

    // AMD's are 0, and Intel's have 20 bytes behind the sign: both outside RFC 5280 section 4.1.2.2.
    static func serial(_ node: ASN1Node) throws(CertificateError) -> [UInt8] {
        let bytes = try node.natural("serial number")
        guard bytes.count <= 21 else {
            throw CertificateError(.malformed, at: "serial number", "\(bytes.count) bytes, at most 21")
        }
        return bytes
    }
}
