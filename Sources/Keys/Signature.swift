package import Bytes

/// One signature by one algorithm; a pair of keys makes two.
package struct Signature: Hashable, Sendable {
    /// SHA-256 of the raw key of the algorithm that signed; a hint, never proof.
    package let keyIdentifier: Digest
    package let bytes: [UInt8]

    package init(keyIdentifier: Digest, bytes: [UInt8]) {
        self.keyIdentifier = keyIdentifier
        self.bytes = bytes
    }
}

/// What a set of signatures says about one key.
package enum SignatureJudgement: String, Sendable, CaseIterable {
    /// Every signature under the key verifies, and a pair has both halves.
    case valid
    /// No signature names the key.
    case absent
    /// One half of the pair is missing, the other verifies.
    case incomplete
    /// A signature that names the key does not verify.
    case invalid
}

extension PublicKey {
    /// Judges this key alone; signatures that name other keys do not matter.
    package func judge(_ signatures: [Signature], over message: [UInt8]) -> SignatureJudgement {
        var halves = [
            half(signatures, identifier) {
                primary.verifies($0, over: message)
            }
        ]
        if let mldsa87, let mldsa87Identifier {
            halves.append(
                half(signatures, mldsa87Identifier) {
                    MLDSA87.verify(signature: $0, message: message, publicKey: mldsa87)
                }
            )
        }
        if halves.contains(.invalid) { return .invalid }
        if halves.allSatisfy({ $0 == .absent }) { return .absent }
        return halves.contains(.absent) ? .incomplete : .valid
    }

    /// Judges this key over an envelope's payload and its type.
    package func judge(_ envelope: Envelope) -> SignatureJudgement {
        judge(envelope.signatures, over: envelope.signedBytes)
    }

    /// Whether the signature names this key or its other half.
    package func isNamed(by signature: Signature) -> Bool {
        signature.keyIdentifier == identifier || signature.keyIdentifier == mldsa87Identifier
    }

    // One bad signature spoils the half, or a forger could hide behind a good one.
    private func half(
        _ signatures: [Signature],
        _ identifier: Digest,
        verifies: ([UInt8]) -> Bool
    ) -> SignatureJudgement {
        let own = signatures.filter { $0.keyIdentifier == identifier }
        guard !own.isEmpty else { return .absent }
        return own.allSatisfy { verifies($0.bytes) } ? .valid : .invalid
    }
}
