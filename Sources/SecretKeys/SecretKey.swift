import Bytes
import CSodium
import Crypto
package import Keys

/// A signer's secret: an Ed25519 key, alone or paired with an ML-DSA-87 key, in guarded memory.
package final class SecretKey: Signer {
    package static let seedCount = 32

    package let publicKey: PublicKey
    /// Seed ‖ public key, as libsodium signs with.
    let ed25519: SecretBytes
    let mldsa87Seed: SecretBytes?

    /// Derives the key from its seeds, 32 bytes each.
    package init(
        name: String,
        ed25519Seed: SecretBytes,
        mldsa87Seed: SecretBytes? = nil
    ) throws(SecretKeyError) {
        guard ed25519Seed.count == SecretKey.seedCount, (mldsa87Seed?.count ?? 32) == SecretKey.seedCount
        else {
            throw SecretKeyError(.malformed, at: "seed", "want 32 bytes")
        }
        var raw = [UInt8](repeating: 0, count: Ed25519.publicKeyCount)
        ed25519 = SecretBytes(count: 64) { (out) throws(Never) in
            ed25519Seed.read { (seed) throws(Never) in
                _ = crypto_sign_seed_keypair(&raw, out.bytePointer, seed.bytePointer)
            }
        }
        self.mldsa87Seed = mldsa87Seed
        var second: [UInt8]?
        if let mldsa87Seed {
            second = try SecretKey.mldsa87(mldsa87Seed) { Array($0.publicKey.rawRepresentation) }
        }
        do { publicKey = try PublicKey(name: name, ed25519: raw, mldsa87: second) } catch {
            throw SecretKeyError(.malformed, error)
        }
    }

    /// Makes a new key from the operating system's randomness.
    package static func generate(name: String, withMLDSA: Bool) throws(SecretKeyError) -> SecretKey {
        try SecretKey(
            name: name,
            ed25519Seed: .random(count: seedCount),
            mldsa87Seed: withMLDSA ? .random(count: seedCount) : nil
        )
    }

    /// A key for one session that is never written anywhere.
    package static func ephemeral(name: String = "ephemeral") throws(SecretKeyError) -> SecretKey {
        try generate(name: name, withMLDSA: false)
    }

    /// Signs with Ed25519 (RFC 8032 section 5.1.6, pure) and gives the 64 bytes.
    package func signRaw(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: Ed25519.signatureCount)
        ed25519.read { (secret) throws(Never) in
            _ = crypto_sign_detached(&signature, nil, message, UInt64(message.count), secret.bytePointer)
        }
        return signature
    }

    /// Signs with every algorithm of the key: one signature, or two of a pair.
    package func sign(_ message: [UInt8]) throws(SecretKeyError) -> [Signature] {
        var signatures = [Signature(keyIdentifier: publicKey.identifier, bytes: signRaw(message))]
        if let mldsa87Seed, let identifier = publicKey.mldsa87Identifier {
            let bytes = try SecretKey.mldsa87(mldsa87Seed) { Array(try $0.signature(for: message)) }
            signatures.append(Signature(keyIdentifier: identifier, bytes: bytes))
        }
        return signatures
    }

    /// Adds this key's signatures to an envelope.
    package func sign(_ envelope: inout Envelope) throws(SecretKeyError) {
        envelope.signatures.append(contentsOf: try sign(envelope.signedBytes))
    }

    /// Signs a note's text under a note key's name; Ed25519 only, as C2SP has no ML-DSA-87 type.
    package func signNote(text: String, name: String) throws(SecretKeyError) -> NoteSignature {
        let (key, note) = try SecretKeyError.from(.malformed) { () throws(KeyError) in
            (try NoteKey(name: name, ed25519: publicKey.ed25519), try SignedNote(text: text))
        }
        return NoteSignature(name: name, keyHash: key.keyHash, bytes: signRaw(note.textBytes))
    }

    // swift-crypto keeps its own copy of the expanded key, for the time of the call only.
    private static func mldsa87<Result>(
        _ seed: SecretBytes,
        _ body: (Crypto.MLDSA87.PrivateKey) throws -> Result
    ) throws(SecretKeyError) -> Result {
        try seed.read { (bytes) throws(SecretKeyError) in
            do {
                return try body(Crypto.MLDSA87.PrivateKey(seedRepresentation: bytes, publicKey: nil))
            } catch {
                throw SecretKeyError(.signing, at: "ML-DSA-87", "\(error)")
            }
        }
    }
}
