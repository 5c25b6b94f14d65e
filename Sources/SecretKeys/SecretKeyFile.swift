import Bytes
package import Keys

/// A secret key at rest: `bulla-secret-key/1`, canonical JSON and a line feed.
///
/// Encrypted: `ciphertext` is XChaCha20-Poly1305 over the seeds (Ed25519, then ML-DSA-87 if any, 32 bytes
/// each); associated data is the canonical object of `type`, `public` and `kdf`. Unencrypted: `kdf` says
/// `none`, `secret` holds the seeds and `check` the SHA-256 of the canonical object without `check`.
package struct SecretKeyFile: Sendable {
    package static let type = "bulla-secret-key/1"
    package static let byteLimit = 16_384

    package let publicKey: PublicKey
    private let content: Content

    private enum Content: Sendable {
        case encrypted(KeyDerivation, nonce: [UInt8], ciphertext: [UInt8])
        case plain(SecretBytes)
    }

    /// Whether a password is needed; a caller warns when it is not.
    package var isEncrypted: Bool {
        if case .encrypted = content { true } else { false }
    }

    /// Reads the file at `path`; nothing is decrypted yet.
    package init(path: String) throws(SecretKeyError) {
        try self.init(
            file: try SecretKeyError.from(.file) { () throws(FileError) in
                try File.contents(of: path, limit: Self.byteLimit + 1)
            }
        )
    }

    /// Reads the file's bytes; nothing is decrypted yet.
    package init(file bytes: [UInt8]) throws(SecretKeyError) {
        let value = try SecretKeyError.from(.malformed, in: "secret key") { () throws(FormatError) in
            try JSON(canonicalLine: bytes, limits: JSON.Limits(bytes: Self.byteLimit, depth: 3))
        }
        let (rest, key, kdf, algorithm) = try SecretKeyError.from(.malformed, in: "secret key") {
            () throws(FormatError) in
            var object = try JSONObject(value, path: "")
            try object.expect("type", Self.type)
            let key = try object.value("public")
            let kdf = try object.object("kdf")
            var peek = kdf
            return (object, key, kdf, try peek.string("algorithm"))
        }
        publicKey = try SecretKeyError.from(.malformed) { () throws(KeyError) in
            try PublicKey(key, path: "public")
        }
        content =
            algorithm == "none"
            ? try Self.plain(rest, kdf, publicKey) : try Self.encrypted(rest, kdf, publicKey)
    }

    private static func encrypted(
        _ object: JSONObject,
        _ kdf: JSONObject,
        _ publicKey: PublicKey
    ) throws(SecretKeyError) -> Content {
        let derivation = try SecretKeyError.from(.malformed, in: "secret key") { () throws(FormatError) in
            try KeyDerivation(kdf)
        }
        try derivation.check()
        return try SecretKeyError.from(.malformed, in: "secret key") { () throws(FormatError) in
            var rest = object
            let nonce = try rest.base64("nonce", count: SeedCipher.nonceCount)
            let ciphertext = try rest.base64(
                "ciphertext",
                count: publicKey.seedCount + SeedCipher.tagCount
            )
            try rest.end()
            return .encrypted(derivation, nonce: nonce, ciphertext: ciphertext)
        }
    }

    private static func plain(
        _ object: JSONObject,
        _ kdf: JSONObject,
        _ publicKey: PublicKey
    ) throws(SecretKeyError) -> Content {
        var (seeds, check) = try SecretKeyError.from(.malformed, in: "secret key") { () throws(FormatError) in
            var (rest, kdf) = (object, kdf)
            try kdf.expect("algorithm", "none")
            try kdf.end()
            let seeds = try rest.base64("secret", count: publicKey.seedCount)
            let check = try rest.digest("check")
            try rest.end()
            return (seeds, check)
        }
        let secret = SecretBytes(wiping: &seeds)
        guard SHA256.hash(plainDocument(publicKey, secret).canonicalBytes) == check else {
            throw SecretKeyError(.damaged, at: "check", "the file was changed or damaged")
        }
        return .plain(secret)
    }

    /// The key itself; needs the password exactly when the file is encrypted.
    package func open(password: Password?) throws(SecretKeyError) -> SecretKey {
        let seeds = try seeds(password)
        let key = try SecretKey(
            name: publicKey.name,
            ed25519Seed: seeds.part(0..<32),
            mldsa87Seed: seeds.count == 64 ? seeds.part(32..<64) : nil
        )
        guard key.publicKey == publicKey else {
            throw SecretKeyError(.mismatch, at: "public", "the secret belongs to another public key")
        }
        return key
    }

    private func seeds(_ password: Password?) throws(SecretKeyError) -> SecretBytes {
        switch content {
        case .plain(let seeds): return seeds
        case .encrypted(let derivation, let nonce, let ciphertext):
            guard let password else {
                throw SecretKeyError(.passwordNeeded, at: "secret key", "the file is encrypted")
            }
            return try SeedCipher.decrypt(
                ciphertext,
                key: derivation.key(password),
                nonce: nonce,
                data: JSON.object(Self.header(publicKey, derivation.json)).canonicalBytes
            )
        }
    }
}

extension SecretKeyFile {
    /// The file's bytes for a key; without a password the seeds stand there in the clear.
    package static func bytes(
        for key: SecretKey,
        password: Password?,
        derivation: KeyDerivation = .standard()
    ) throws(SecretKeyError) -> [UInt8] {
        guard let password else { return plainBytes(key) }
        var members = header(key.publicKey, derivation.json)
        let nonce = SecretBytes.publicRandom(count: SeedCipher.nonceCount)
        let ciphertext = SeedCipher.encrypt(
            key.seeds,
            key: try derivation.key(password),
            nonce: nonce,
            data: JSON.object(members).canonicalBytes
        )
        members["nonce"] = .string(Base64.encode(nonce))
        members["ciphertext"] = .string(Base64.encode(ciphertext))
        return JSON.object(members).canonicalLine
    }

    /// Writes a new file with mode 0600; an existing one is kept.
    package static func write(
        _ key: SecretKey,
        to path: String,
        password: Password?,
        derivation: KeyDerivation = .standard()
    ) throws(SecretKeyError) {
        let bytes = try bytes(for: key, password: password, derivation: derivation)
        try SecretKeyError.from(.file) { () throws(FileError) in
            try AtomicFile.write(bytes, to: path, mode: 0o600, replacing: false)
        }
    }

    private static func plainBytes(_ key: SecretKey) -> [UInt8] {
        var members = plainMembers(key.publicKey, key.seeds)
        members["check"] = .string(SHA256.hash(JSON.object(members).canonicalBytes).hex)
        return JSON.object(members).canonicalLine
    }

    private static func plainDocument(_ publicKey: PublicKey, _ seeds: SecretBytes) -> JSON {
        .object(plainMembers(publicKey, seeds))
    }

    private static func plainMembers(_ publicKey: PublicKey, _ seeds: SecretBytes) -> [String: JSON] {
        var members = header(publicKey, ["algorithm": "none"])
        members["secret"] = .string(seeds.read { (raw) throws(Never) in Base64.encode(raw) })
        return members
    }

    private static func header(_ publicKey: PublicKey, _ kdf: JSON) -> [String: JSON] {
        ["type": .string(type), "public": publicKey.json, "kdf": kdf]
    }
}

extension PublicKey {
    /// How many bytes of seed stand behind the key.
    fileprivate var seedCount: Int { mldsa87 == nil ? 32 : 64 }
}

extension SecretKey {
    /// The Ed25519 seed and, of a pair, the ML-DSA-87 seed behind it.
    fileprivate var seeds: SecretBytes {
        SecretBytes(count: mldsa87Seed == nil ? 32 : 64) { (out) throws(Never) in
            ed25519.read { (raw) throws(Never) in
                out.copyMemory(from: UnsafeRawBufferPointer(rebasing: raw[..<32]))
            }
            mldsa87Seed?.read { (raw) throws(Never) in
                UnsafeMutableRawBufferPointer(rebasing: out[32...]).copyMemory(from: raw)
            }
        }
    }
}
