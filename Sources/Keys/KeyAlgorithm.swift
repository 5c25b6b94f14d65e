/// The algorithms that people's keys are of, by the names that commands of others are told.
package enum KeyAlgorithm: String, Sendable, CaseIterable {
    case ed25519
    case p384 = "ecdsa-p384-sha384"
    case mldsa87 = "ml-dsa-87"

    /// The member of public key files and trust files that holds such a key.
    package var member: String {
        switch self {
        case .ed25519: "ed25519"
        case .p384: "p384"
        case .mldsa87: "mldsa87"
        }
    }

    /// As people write it.
    package var title: String {
        switch self {
        case .ed25519: "Ed25519"
        case .p384: "ECDSA P-384"
        case .mldsa87: "ML-DSA-87"
        }
    }

    package var publicKeyCount: Int {
        switch self {
        case .ed25519: Ed25519.publicKeyCount
        case .p384: ECDSAP384.publicKeyCount
        case .mldsa87: MLDSA87.publicKeyCount
        }
    }

    package var signatureCount: Int {
        switch self {
        case .ed25519: Ed25519.signatureCount
        case .p384: ECDSAP384.signatureCount
        case .mldsa87: MLDSA87.signatureCount
        }
    }

    package func verify(signature: [UInt8], message: [UInt8], publicKey: [UInt8]) -> Bool {
        switch self {
        case .ed25519: Ed25519.verify(signature: signature, message: message, publicKey: publicKey)
        case .p384: ECDSAP384.verify(signature: signature, message: message, publicKey: publicKey)
        case .mldsa87: MLDSA87.verify(signature: signature, message: message, publicKey: publicKey)
        }
    }
}
