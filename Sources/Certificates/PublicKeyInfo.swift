import Bytes
import SwiftASN1

/// SubjectPublicKeyInfo, RFC 5280 section 4.1.2.7, of the three kinds of key that are understood.
///
///     SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
enum PublicKeyInfo {
    private static let name = "public key"

    static func read(_ node: ASN1Node) throws(CertificateError) -> PublicKey {
        var fields = try Fields(node, name: name)
        var algorithm = try fields.sequence(name)
        let bits = try fields.next(.bitString).wholeBits(name)
        try fields.end()
        let identifier = try algorithm.next(.objectIdentifier).identifierText(name)
        switch identifier {
        case "1.2.840.10045.2.1":
            let key = try point(bits, curve: algorithm.next(.objectIdentifier).identifierText(name))
            try algorithm.end()
            return key
        case "1.2.840.113549.1.1.1":
            guard try algorithm.next(.null).content(.null, name).isEmpty else {
                throw CertificateError(.malformed, at: name, "NULL with content")
            }
            try algorithm.end()
            try checkRSA(bits)
            return .rsa(Array(node.encodedBytes))
        default:
            throw CertificateError(.key, at: name, "got algorithm \(identifier), want P-256, P-384 or RSA")
        }
    }

    private static func point(_ bits: [UInt8], curve: String) throws(CertificateError) -> PublicKey {
        switch (curve, bits.count) {
        case ("1.2.840.10045.3.1.7", 65), ("1.3.132.0.34", 97): return try PublicKey(x963: bits)
        default:
            throw CertificateError(
                .key,
                at: name,
                "got curve \(curve) and \(bits.count) bytes, want P-256 and 65, or P-384 and 97"
            )
        }
    }

    /// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }, RFC 8017 appendix A.1.1.
    private static func checkRSA(_ bits: [UInt8]) throws(CertificateError) {
        var fields = try Fields(Fields.parse(bits, name: name), name: name)
        let modulus = try fields.next(.integer).natural(name).drop { $0 == 0 }
        let exponent = try fields.next(.integer).number(name)
        try fields.end()
        let size = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        guard (2_048...8_192).contains(size), modulus.last.map({ $0 & 1 }) == 1 else {
            throw CertificateError(.key, at: name, "got RSA of \(size) bits, want 2048 to 8192")
        }
        guard exponent >= 3, exponent & 1 == 1 else {
            throw CertificateError(.key, at: name, "got exponent \(exponent), want an odd one from 3")
        }
    }
}
