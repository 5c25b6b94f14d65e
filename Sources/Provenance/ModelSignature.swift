package import Bytes
package import Keys

/// A signature of a model folder: OpenSSF Model Signing 1.0, signing method `key`, in a Sigstore bundle 0.3.
///
/// The one kind of key is ECDSA P-384: the format has no Ed25519.
package struct ModelSignature: Hashable, Sendable {
    package static let mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"
    /// A statement of 32 MiB in base64, and room.
    package static let fileLimit = 48 << 20

    package let manifest: ModelManifest
    /// The statement's bytes, which are signed.
    package let payload: [UInt8]
    /// DER.
    package let signature: [UInt8]
    /// SHA-256 of the signer's key in PEM.
    package let keyHint: Digest

    /// What is signed: the pre-authentication encoding of the statement.
    package static func signedBytes(_ payload: [UInt8]) -> [UInt8] {
        Envelope.preAuthenticationEncoding(type: ModelManifest.payloadType, payload: payload)
    }

    /// Has the one signer sign.
    package init(_ manifest: ModelManifest, signer: any Signer) throws {
        let key = signer.publicKey
        keyHint = try ModelSignature.keyHint(key)
        self.manifest = manifest
        payload = manifest.canonicalBytes
        let raw = try signer.signRaw(ModelSignature.signedBytes(payload))
        guard let der = ECDSAP384.der(raw: raw) else {
            throw ProvenanceError(.modelKey, at: "signature of \(key.name)", "want an ECDSA P-384 signature")
        }
        signature = der
    }

    /// SHA-256 of the key in PEM, which the format knows keys by.
    package static func keyHint(_ key: PublicKey) throws(ProvenanceError) -> Digest {
        guard case .p384(let raw) = key.primary else {
            throw ProvenanceError(
                .modelKey,
                at: "key of \(key.name)",
                "got \(key.primary.algorithm.title), want ECDSA P-384: OpenSSF Model Signing has no Ed25519"
            )
        }
        return SHA256.hash(SubjectPublicKeyInfo.pem(raw, .p384))
    }

    /// Whether this key signed; both values of s are taken, since other programs do not choose.
    package func verifies(under key: PublicKey) -> Bool {
        guard case .p384(let point) = key.primary, let raw = ECDSAP384.raw(der: signature),
            ECDSAP384.der(raw: raw) == signature, let lowered = ECDSAP384.lowered(raw)
        else { return false }
        return ECDSAP384.verify(
            signature: lowered,
            message: ModelSignature.signedBytes(payload),
            publicKey: point
        )
    }
}

extension ModelSignature {
    /// The file's bytes: JSON without spaces, keys in byte order.
    package var fileBytes: [UInt8] {
        SigstoreBundle(payload: payload, signature: signature, keyHint: keyHint).canonicalBytes
    }

    /// Reads a file of any program, in any spelling; verifies nothing.
    package init(file bytes: [UInt8]) throws(ProvenanceError) {
        let bundle = try ProvenanceError.from(.modelSignature) { () throws(FormatError) in
            let limits = JSON.Limits(bytes: ModelSignature.fileLimit, depth: 8)
            return try SigstoreBundle(JSON(parsing: bytes, limits: limits), path: "")
        }
        manifest = try ModelManifest(statement: bundle.payload)
        (payload, signature, keyHint) = (bundle.payload, bundle.signature, bundle.keyHint)
    }
}

/// What stands around the statement.
private struct SigstoreBundle {
    let payload: [UInt8]
    let signature: [UInt8]
    let keyHint: Digest

    struct Signed {
        let der: [UInt8]
    }
}

extension SigstoreBundle: FieldCoded {
    fileprivate init(_ fields: inout Fields<SigstoreBundle>) throws(FormatError) {
        try fields.constant("mediaType", ModelSignature.mediaType)
        (payload, signature) = try fields.nested("dsseEnvelope") { (envelope) throws(FormatError) in
            try envelope.constant("payloadType", ModelManifest.payloadType)
            let payload = try envelope("payload", \.payload, .base64())
            let signatures = try envelope("signatures", { [Signed(der: $0.signature)] }, .objects(1...1))
            return (payload, signatures[0].der)
        }
        keyHint = try fields.nested("verificationMaterial") { (material) throws(FormatError) in
            let entries = Form<[JSON]>.list(of: .any).that(is: "none beside a key") { $0.isEmpty }
            _ = try material("tlogEntries", { _ in Optional([]) }, entries)
            return try material.nested("publicKey") { (key) throws(FormatError) in
                try key("hint", \.keyHint, .digest)
            }
        }
    }
}

extension SigstoreBundle.Signed: FieldCoded {
    fileprivate init(_ fields: inout Fields<SigstoreBundle.Signed>) throws(FormatError) {
        // The keyid is nobody's word: what the bundle proto wants there and what is written differ.
        _ = try fields("keyid", { _ in Optional("") }, .string.that(is: "\"\"") { $0.isEmpty })
        der = try fields("sig", \.der, .base64())
    }
}
