import Bytes
import CSodium

/// XChaCha20-Poly1305 (IETF construction, 24-byte nonce) over seeds.
enum SeedCipher {
    static let nonceCount = 24
    static let tagCount = 16

    /// Ciphertext and tag; `data` is authenticated with them.
    static func encrypt(_ seeds: SecretBytes, key: SecretBytes, nonce: [UInt8], data: [UInt8]) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: seeds.count + tagCount)
        seeds.read { (seeds) throws(Never) in
            key.read { (key) throws(Never) in
                _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
                    &out,
                    nil,
                    seeds.bytePointer,
                    UInt64(seeds.count),
                    data,
                    UInt64(data.count),
                    nil,
                    nonce,
                    key.bytePointer
                )
            }
        }
        return out
    }

    /// The seeds, or an error when key, nonce, ciphertext or data are not those of the encryption.
    ///
    /// - Precondition: the ciphertext holds at least the tag.
    static func decrypt(
        _ ciphertext: [UInt8],
        key: SecretBytes,
        nonce: [UInt8],
        data: [UInt8]
    ) throws(SecretKeyError) -> SecretBytes {
        try SecretBytes(count: ciphertext.count - tagCount) { (out) throws(SecretKeyError) in
            let status = key.read { (key) throws(Never) in
                crypto_aead_xchacha20poly1305_ietf_decrypt(
                    out.bytePointer,
                    nil,
                    nil,
                    ciphertext,
                    UInt64(ciphertext.count),
                    data,
                    UInt64(data.count),
                    nonce,
                    key.bytePointer
                )
            }
            guard status == 0 else {
                throw SecretKeyError(
                    .cannotOpen,
                    at: "ciphertext",
                    "the password is wrong or the file was changed"
                )
            }
        }
    }
}
