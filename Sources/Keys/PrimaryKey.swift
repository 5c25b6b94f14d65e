package import Bytes

/// The key that a signer is known by: of one of two algorithms, with everything that differs between them.
package enum PrimaryKey: Hashable, Sendable {
    /// 32 bytes.
    case ed25519([UInt8])
    /// An uncompressed point of 97 bytes.
    case p384([UInt8])

    /// Refuses wrong lengths, points that are not on their curve, and keys under which anybody could sign.
    package func check() throws(KeyError) {
        guard raw.count == algorithm.publicKeyCount else {
            throw KeyError(
                .badKey,
                at: algorithm.member,
                "got \(raw.count) bytes, want \(algorithm.publicKeyCount)"
            )
        }
        switch self {
        case .ed25519(let raw):
            guard Ed25519.isUsable(publicKey: raw) else {
                throw KeyError(.weakKey, at: algorithm.member, "want a canonical point of large order")
            }
        case .p384(let raw):
            guard ECDSAP384.isUsable(publicKey: raw) else {
                throw KeyError(.badKey, at: algorithm.member, "want 04 and a point on the curve")
            }
        }
    }

    package var raw: [UInt8] {
        switch self {
        case .ed25519(let raw), .p384(let raw): raw
        }
    }

    /// The raw key where it is of that algorithm.
    func raw(of algorithm: KeyAlgorithm) -> [UInt8]? { self.algorithm == algorithm ? raw : nil }

    package var algorithm: KeyAlgorithm {
        switch self {
        case .ed25519: .ed25519
        case .p384: .p384
        }
    }

    /// SHA-256 of the raw key.
    package var identifier: Digest { SHA256.hash(raw) }

    package func verifies(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        algorithm.verify(signature: signature, message: message, publicKey: raw)
    }
}
