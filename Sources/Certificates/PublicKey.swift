import Bytes
import Crypto
import CryptoExtras
import SwiftASN1

/// A public key of a certificate or of evidence.
package enum PublicKey: Hashable, Sendable {
    /// P-256, as 0x04 ‖ x ‖ y.
    case p256([UInt8])
    /// P-384, as 0x04 ‖ x ‖ y.
    case p384([UInt8])
    /// RSA of 2048 to 8192 bits, as a SubjectPublicKeyInfo.
    case rsa([UInt8])

    /// Takes an uncompressed point of P-256 (65 bytes) or P-384 (97 bytes), which must be on the curve.
    package init(x963 point: [UInt8]) throws(CertificateError) {
        let isPoint: Bool
        switch point.count {
        case 65:
            self = .p256(point)
            isPoint = (try? P256.Signing.PublicKey(x963Representation: point)) != nil
        case 97:
            self = .p384(point)
            isPoint = (try? P384.Signing.PublicKey(x963Representation: point)) != nil
        default: throw CertificateError(.key, at: "point", "got \(point.count) bytes, want 65 or 97")
        }
        guard isPoint, point[0] == 4 else {
            throw CertificateError(.key, at: "point", "not an uncompressed point of the curve")
        }
    }

    /// Whether `signature` is good: r ‖ s for P-256 and P-384, RSA-PSS for RSA, its salt as long as a digest.
    package func verifies(signature: [UInt8], message: [UInt8], digest: MessageDigest) -> Bool {
        switch digest {
        case .sha256: verifies(raw: signature, Crypto.SHA256.hash(data: message))
        case .sha384: verifies(raw: signature, SHA384.hash(data: message))
        }
    }

    /// Whether `signature` is good: ECDSA-Sig-Value (RFC 3279 section 2.2.3), or RSA-PSS as above.
    package func verifies(derSignature signature: [UInt8], message: [UInt8], digest: MessageDigest) -> Bool {
        switch digest {
        case .sha256: verifies(der: signature, Crypto.SHA256.hash(data: message))
        case .sha384: verifies(der: signature, SHA384.hash(data: message))
        }
    }

    /// Whether `signature` is good under an algorithm that fits the kind of key.
    func verifies(_ signature: [UInt8], _ algorithm: SignatureAlgorithm, message: [UInt8]) -> Bool {
        switch (self, algorithm) {
        case (.p256, .ecdsa(let digest)), (.p384, .ecdsa(let digest)), (.rsa, .pss(let digest)):
            verifies(derSignature: signature, message: message, digest: digest)
        default: false
        }
    }

    private func verifies(raw signature: [UInt8], _ digest: some Crypto.Digest) -> Bool {
        switch self {
        case .p256(let point):
            guard let key = try? P256.Signing.PublicKey(x963Representation: point),
                let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: digest)
        case .p384(let point):
            guard let key = try? P384.Signing.PublicKey(x963Representation: point),
                let signature = try? P384.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: digest)
        case .rsa: return verifies(pss: signature, digest)
        }
    }

    private func verifies(der signature: [UInt8], _ digest: some Crypto.Digest) -> Bool {
        switch self {
        case .p256(let point):
            guard let key = try? P256.Signing.PublicKey(x963Representation: point),
                let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: digest)
        case .p384(let point):
            guard let key = try? P384.Signing.PublicKey(x963Representation: point),
                let signature = try? P384.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: digest)
        case .rsa: return verifies(pss: signature, digest)
        }
    }

    private func verifies(pss signature: [UInt8], _ digest: some Crypto.Digest) -> Bool {
        guard case .rsa(let info) = self, let key = try? _RSA.Signing.PublicKey(derRepresentation: info)
        else {
            return false
        }
        let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return key.isValidSignature(signature, for: digest, padding: .PSS)
    }
}
