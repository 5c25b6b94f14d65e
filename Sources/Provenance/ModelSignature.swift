import Bytes
import Hashing
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
    /// Hexadecimal SHA-256 of the signer's key in PEM.
    package let keyHint: String

    /// What is signed: the pre-authentication encoding of the statement.
    package static func signedBytes(_ payload: [UInt8]) -> [UInt8] {
        Envelope.preAuthenticationEncoding(type: ModelManifest.payloadType, payload: payload)
    }

    /// Has the one signer sign.
    package init(_ manifest: ModelManifest, signer: any Signer) throws {
        let key = signer.publicKey
        keyHint = try ModelSignature.keyHint(key)
        self.manifest = manifest
        payload = manifest.statement
        let raw = try signer.signRaw(ModelSignature.signedBytes(payload))
        guard let der = ECDSAP384.der(raw: raw) else {
            throw ProvenanceError(.modelKey, at: "signature of \(key.name)", "want an ECDSA P-384 signature")
        }
        signature = der
    }

    /// Hexadecimal SHA-256 of the key in PEM, which the format knows keys by.
    package static func keyHint(_ key: PublicKey) throws(ProvenanceError) -> String {
        guard case .p384(let raw) = key.primary else {
            throw ProvenanceError(
                .modelKey,
                at: "key of \(key.name)",
                "got \(key.primary.algorithm.title), want ECDSA P-384: OpenSSF Model Signing has no Ed25519"
            )
        }
        return SHA256.hash(SubjectPublicKeyInfo.pem(raw, .p384)).hex
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
        let document: JSON = [
            "dsseEnvelope": [
                "payload": .string(Base64.encode(payload)), "payloadType": .string(ModelManifest.payloadType),
                "signatures": [["keyid": "", "sig": .string(Base64.encode(signature))]],
            ],
            "mediaType": .string(ModelSignature.mediaType),
            "verificationMaterial": ["publicKey": ["hint": .string(keyHint)], "tlogEntries": []],
        ]
        return document.canonicalBytes
    }

    /// Reads a file of any program, in any spelling; verifies nothing.
    package init(file bytes: [UInt8]) throws(ProvenanceError) {
        let (payload, signature, hint) = try translating(.modelSignature) {
            () throws(FormatError) -> ([UInt8], [UInt8], String) in
            try ModelSignature.parts(
                JSON(parsing: bytes, limits: JSON.Limits(bytes: ModelSignature.fileLimit, depth: 8))
            )
        }
        manifest = try ModelManifest(statement: payload)
        (self.payload, self.signature, keyHint) = (payload, signature, hint)
    }

    private static func parts(_ value: JSON) throws(FormatError) -> ([UInt8], [UInt8], String) {
        var bundle = try JSONObject(value, path: "")
        try bundle.expect("mediaType", mediaType)
        var material = try bundle.object("verificationMaterial")
        var envelope = try bundle.object("dsseEnvelope")
        try bundle.end()
        let hint = try hint(&material)
        try envelope.expect("payloadType", ModelManifest.payloadType)
        let payload = try envelope.base64("payload")
        var signatures = try envelope.objects("signatures")
        try envelope.end()
        guard signatures.count == 1 else {
            throw FormatError(.badValue, at: "dsseEnvelope.signatures", "got \(signatures.count), want 1")
        }
        // The keyid is nobody's word: what the bundle proto wants there and what is written differ.
        _ = try signatures[0].optional("keyid") { o, k throws(FormatError) in try o.expect(k, "") }
        let signature = try signatures[0].base64("sig")
        try signatures[0].end()
        return (payload, signature, hint)
    }

    private static func hint(_ material: inout JSONObject) throws(FormatError) -> String {
        var key = try material.object("publicKey")
        let hint = try key.digest("hint").hex
        try key.end()
        let entries = try material.optional("tlogEntries") { o, k throws(FormatError) in try o.array(k) }
        guard entries?.isEmpty ?? true else {
            throw FormatError(.badValue, at: material.location("tlogEntries"), "want none beside a key")
        }
        try material.end()
        return hint
    }
}
