import Crypto

/// ML-DSA-87 (FIPS 204), pure, with the empty context.
package enum MLDSA87 {
    package static let publicKeyCount = 2592
    package static let signatureCount = 4627

    /// Whether `signature` is good; wrong lengths are not.
    package static func verify(signature: [UInt8], message: [UInt8], publicKey: [UInt8]) -> Bool {
        guard signature.count == signatureCount, publicKey.count == publicKeyCount else { return false }
        guard let key = try? Crypto.MLDSA87.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: message)
    }
}
