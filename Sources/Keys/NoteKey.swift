import Bytes

/// The Ed25519 key of a note's signer, type 01 of C2SP signed-note.
package struct NoteKey: Hashable, Sendable {
    package static let algorithm: UInt8 = 1

    package let name: String
    /// The first four bytes of SHA-256(name ‖ LF ‖ 01 ‖ key), big-endian.
    package let keyHash: UInt32
    package let ed25519: [UInt8]

    package init(name: String, ed25519: [UInt8]) throws(KeyError) {
        guard NoteSignature.isName(name) else {
            throw KeyError(.noteKeyMalformed, at: "name", "want no white space, \"+\" or control character")
        }
        guard Ed25519.isUsable(publicKey: ed25519) else {
            throw KeyError(
                .weakKey,
                at: "note key \(name)",
                "want 32 bytes, a canonical point of large order"
            )
        }
        self.name = name
        self.ed25519 = ed25519
        let digest = SHA256.hash(Array(name.utf8) + [0x0a, NoteKey.algorithm] + ed25519)
        keyHash = UInt32(truncatingIfNeeded: digest.words.0 >> 32)
    }

    /// Reads a verifier key `name+hex8+base64(01 ‖ key)`; its stated identifier must recompute.
    package init(verifierKey text: String) throws(KeyError) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].utf8.count == 8 else {
            throw KeyError(.noteKeyMalformed, at: "verifier key", "want name+hash+key")
        }
        let raw = try translating(.noteKeyMalformed, in: "verifier key") { () throws(FormatError) in
            try (Hex.decode(String(parts[1])), Base64.decode(String(parts[2])))
        }
        guard raw.1.count == 33, raw.1.first == NoteKey.algorithm else {
            throw KeyError(.noteKeyMalformed, at: "verifier key", "want type 01 and 32 bytes of key")
        }
        try self.init(name: String(parts[0]), ed25519: Array(raw.1.dropFirst()))
        let stated = raw.0.reduce(0) { $0 << 8 | UInt32($1) }
        guard stated == keyHash else {
            throw KeyError(
                .noteKeyIdentifier,
                at: "verifier key",
                "got \(parts[1]), want \(keyHashHex)"
            )
        }
    }

    /// `name+hex8+base64(01 ‖ key)`.
    package var verifierKey: String {
        "\(name)+\(keyHashHex)+\(Base64.encode([NoteKey.algorithm] + ed25519))"
    }

    private var keyHashHex: String {
        var raw: [UInt8] = []
        raw.append(bigEndian: keyHash)
        return Hex.encode(raw)
    }
}

extension SignedNote {
    /// The lines that name the key.
    package func lines(of key: NoteKey) -> [NoteSignature] {
        signatures.filter { $0.keyHash == key.keyHash && $0.name.utf8.elementsEqual(key.name.utf8) }
    }

    /// Judges one key; lines of other keys are ignored, one failing line of this key spoils the note.
    package func verify(_ key: NoteKey) -> SignatureJudgement {
        let own = lines(of: key)
        guard !own.isEmpty else { return .absent }
        let message = textBytes
        let good = own.allSatisfy {
            Ed25519.verify(signature: $0.bytes, message: message, publicKey: key.ed25519)
        }
        return good ? .valid : .invalid
    }
}
