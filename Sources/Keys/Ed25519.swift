import CSodium

/// Ed25519 (RFC 8032) as libsodium verifies it, strictly.
///
/// Refused besides wrong signatures: S not below the group order, small-order or non-canonical public keys,
/// small-order R, and any R that is not the canonical encoding of SB − kA (the equation without the cofactor).
package enum Ed25519 {
    package static let publicKeyCount = 32
    package static let signatureCount = 64

    /// Whether `signature` is good; wrong lengths are not.
    package static func verify(signature: [UInt8], message: [UInt8], publicKey: [UInt8]) -> Bool {
        guard signature.count == signatureCount, publicKey.count == publicKeyCount else { return false }
        Sodium.start
        return crypto_sign_verify_detached(signature, message, UInt64(message.count), publicKey) == 0
    }

    /// Whether the bytes are a point that can be a key: canonical, on the curve, not of small order.
    package static func isUsable(publicKey: [UInt8]) -> Bool {
        guard publicKey.count == publicKeyCount else { return false }
        Sodium.start
        return crypto_core_ed25519_is_valid_point(publicKey) == 1
    }
}
