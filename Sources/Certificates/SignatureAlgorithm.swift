import Bytes
import SwiftASN1

/// The hash functions that signatures of TEEs use.
package enum MessageDigest: Hashable, Sendable {
    case sha256
    case sha384

    var byteCount: Int { self == .sha256 ? 32 : 48 }
}

/// How a certificate or revocation list is signed.
///
///     AlgorithmIdentifier ::= SEQUENCE { algorithm, parameters OPTIONAL }
///     RSASSA-PSS-params   ::= SEQUENCE { [0] hash, [1] mask, [2] salt length, [3] trailer DEFAULT 1 }
///
/// RFC 5280 section 4.1.1.2 and RFC 4055 section 3.1.
enum SignatureAlgorithm: Hashable, Sendable {
    case ecdsa(MessageDigest)
    /// The mask is MGF1 with the same hash, the salt as long as a digest.
    case pss(MessageDigest)

    private static let name = "signature algorithm"

    init(_ node: ASN1Node) throws(CertificateError) {
        var fields = try Fields(node, name: SignatureAlgorithm.name)
        let identifier = try fields.next(.objectIdentifier).identifierText(SignatureAlgorithm.name)
        switch identifier {
        case "1.2.840.10045.4.3.2": self = .ecdsa(.sha256)
        case "1.2.840.10045.4.3.3": self = .ecdsa(.sha384)
        case "1.2.840.113549.1.1.10": self = .pss(try SignatureAlgorithm.parameters(of: &fields))
        default:
            throw CertificateError(
                .algorithm,
                at: SignatureAlgorithm.name,
                "got \(identifier), want ECDSA or RSA-PSS with SHA-256 or SHA-384"
            )
        }
        // ECDSA has no parameters, not even NULL: RFC 5758 section 3.2.
        try fields.end()
    }

    private static func parameters(of fields: inout Fields) throws(CertificateError) -> MessageDigest {
        var parameters = try fields.sequence("RSA-PSS parameters")
        guard let hash = try parameters.explicit(0), let mask = try parameters.explicit(1),
            let salt = try parameters.explicit(2)
        else { throw CertificateError(.algorithm, at: name, "RSA-PSS with SHA-1 by default") }
        let digest = try self.digest(hash)
        var maskFields = try Fields(mask, name: "mask")
        let maskName = try maskFields.next(.objectIdentifier).identifierText("mask")
        let maskDigest = try self.digest(maskFields.any())
        try maskFields.end()
        guard maskName == "1.2.840.113549.1.1.8", maskDigest == digest else {
            throw CertificateError(.algorithm, at: "mask", "want MGF1 with the same hash")
        }
        try checkNumbers(salt: salt, of: &parameters, digest)
        return digest
    }

    // AMD's older certificates spell out the trailer's default value: not DER, but signed so.
    private static func checkNumbers(
        salt: ASN1Node,
        of parameters: inout Fields,
        _ digest: MessageDigest
    ) throws(CertificateError) {
        let length = try salt.number("salt length")
        guard length == digest.byteCount else {
            throw CertificateError(.algorithm, at: "salt length", "got \(length), want \(digest.byteCount)")
        }
        if let trailer = try parameters.explicit(3), try trailer.number("trailer") != 1 {
            throw CertificateError(.algorithm, at: "trailer", "want 1")
        }
        try parameters.end()
    }

    private static func digest(_ node: ASN1Node) throws(CertificateError) -> MessageDigest {
        var fields = try Fields(node, name: "hash")
        let identifier = try fields.next(.objectIdentifier).identifierText("hash")
        // Absent or NULL: RFC 4055 section 2.1 wants both accepted.
        if let null = fields.optional(.null), try !null.content(.null, "hash").isEmpty {
            throw CertificateError(.malformed, at: "hash", "NULL with content")
        }
        try fields.end()
        switch identifier {
        case "2.16.840.1.101.3.4.2.1": return .sha256
        case "2.16.840.1.101.3.4.2.2": return .sha384
        default: throw CertificateError(.algorithm, at: "hash", "got \(identifier), want SHA-256 or SHA-384")
        }
    }
}
