import Bytes
package import Keys

/// A statement of provenance with its signatures: a DSSE envelope as other programs read it, one file.
///
/// Its ECDSA signatures are DER, as Sigstore's and in-toto's libraries want them; everywhere else ours are r ‖ s.
package struct SignedProvenance: Hashable, Sendable {
    package static let fileLimit = 1 << 20

    package let provenance: TrainingProvenance
    /// With signatures as our keys verify them.
    package private(set) var envelope: Envelope

    /// A statement that nobody has signed yet.
    package init(_ provenance: TrainingProvenance) {
        self.provenance = provenance
        envelope = Envelope(
            payloadType: TrainingProvenance.payloadType,
            payload: provenance.canonicalBytes
        )
    }

    /// Reads a file; any spelling but the canonical one is refused, and no signature is verified.
    package init(canonical bytes: [UInt8]) throws(ProvenanceError) {
        do {
            envelope = try Envelope(
                canonical: bytes,
                expecting: TrainingProvenance.payloadType,
                limits: JSON.Limits(bytes: SignedProvenance.fileLimit, depth: 4)
            )
        } catch {
            throw ProvenanceError(.statement, error)
        }
        provenance = try TrainingProvenance(canonical: envelope.payload)
        for (index, signature) in envelope.signatures.enumerated() {
            guard let bytes = SignedProvenance.inner(signature.bytes) else {
                throw ProvenanceError(
                    .statement,
                    at: "signatures[\(index)].sig",
                    "want ECDSA signatures in DER"
                )
            }
            envelope.signatures[index] = Signature(keyIdentifier: signature.keyIdentifier, bytes: bytes)
        }
    }

    /// The file's bytes: canonical JSON, no line feed.
    package var canonicalBytes: [UInt8] {
        var outer = envelope
        outer.signatures = envelope.signatures.map {
            Signature(keyIdentifier: $0.keyIdentifier, bytes: SignedProvenance.outer($0.bytes))
        }
        return outer.canonicalBytes
    }

    /// What is signed.
    package var signedBytes: [UInt8] { envelope.signedBytes }

    /// Adds the signatures of one more key; one that has signed cannot sign again.
    package mutating func add(_ signatures: [Signature]) throws(KeyError) {
        try envelope.add(signatures, at: "provenance")
    }

    // The length tells: Ed25519 has 64 bytes, ML-DSA-87 4,627, and r ‖ s of P-384 has 96.
    private static func outer(_ bytes: [UInt8]) -> [UInt8] {
        bytes.count == ECDSAP384.signatureCount ? ECDSAP384.der(raw: bytes) ?? bytes : bytes
    }

    private static func inner(_ bytes: [UInt8]) -> [UInt8]? {
        if [Ed25519.signatureCount, MLDSA87.signatureCount].contains(bytes.count) { return bytes }
        guard let raw = ECDSAP384.raw(der: bytes), ECDSAP384.der(raw: raw) == bytes else { return nil }
        return raw
    }
}
