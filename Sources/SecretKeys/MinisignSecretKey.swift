package import Bytes
package import Keys

/// A minisign secret key: two lines, the second the base64 of 158 bytes.
///
///     "Ed" | "Sc" or 00 00 | "B2" | salt[32] | operations u64 | memory u64, little-endian
///     | key number[8] | seed[32] ‖ Ed25519 key[32] | BLAKE2b-256("Ed" ‖ number ‖ seed ‖ key)
///
/// With "Sc" the last 104 bytes are masked by scrypt of the password. Plain keys may have 32 zero bytes as
/// check, which is what minisign writes.
package struct MinisignSecretKey: Sendable {
    package let number: [UInt8]
    package let key: SecretKey

    /// Takes a key and its number; without one the number follows from the public key.
    package init(_ key: SecretKey, number: [UInt8]? = nil) throws(SecretKeyError) {
        let made = try SecretKeyError.from(.malformed) { () throws(KeyError) in
            try MinisignPublicKey(key.publicKey)
        }
        self.number = number ?? made.number
        self.key = key
        guard self.number.count == 8 else {
            throw SecretKeyError(.malformed, at: "key number", "want 8 bytes")
        }
    }

    /// The `.pub` file's content.
    package func publicKey() throws(SecretKeyError) -> MinisignPublicKey {
        try SecretKeyError.from(.malformed) { () throws(KeyError) in
            try MinisignPublicKey(number: number, ed25519: key.publicKey.ed25519)
        }
    }

    /// Whether the file needs a password.
    package static func isEncrypted(file bytes: [UInt8]) throws(SecretKeyError) -> Bool {
        try raw(bytes)[2..<4].elementsEqual("Sc".utf8)
    }

    /// Reads and opens a file; the key gets the given name.
    package init(file bytes: [UInt8], name: String, password: Password?) throws(SecretKeyError) {
        var raw = try MinisignSecretKey.raw(bytes)
        let head = Array(raw[..<54])
        let secret = SecretBytes(wiping: &raw).part(54..<54 + MinisignMask.secretCount)
        guard head[2..<4].elementsEqual("Sc".utf8) else {
            try self.init(plain: secret, name: name, isMasked: false)
            return
        }
        guard let password else {
            throw SecretKeyError(.passwordNeeded, at: "minisign key", "the file is encrypted")
        }
        let mask = try MinisignMask(head[6..<54])
        try self.init(plain: mask.applied(to: secret, password), name: name, isMasked: true)
    }

    private init(plain: SecretBytes, name: String, isMasked: Bool) throws(SecretKeyError) {
        let (number, stated, check) = plain.read { (raw) throws(Never) in
            (Array(raw[..<8]), Array(raw[40..<72]), Array(raw[72...]))
        }
        let isUnchecked = !isMasked && check.allSatisfy { $0 == 0 }
        guard isUnchecked || check == MinisignMask.check(plain) else {
            throw isMasked
                ? SecretKeyError(
                    .cannotOpen,
                    at: "minisign key",
                    "the password is wrong or the file was changed"
                )
                : SecretKeyError(.damaged, at: "minisign key", "the checksum does not fit")
        }
        let key = try SecretKey(name: name, ed25519Seed: plain.part(8..<40))
        guard key.publicKey.primary.raw == stated else {
            throw SecretKeyError(.mismatch, at: "minisign key", "the seed belongs to another public key")
        }
        try self.init(key, number: number)
    }

    private static func raw(_ bytes: [UInt8]) throws(SecretKeyError) -> [UInt8] {
        let raw = try SecretKeyError.from(.malformed) { () throws(KeyError) in
            let lines = try MinisignLines(bytes, count: 2, document: "minisign secret key")
            _ = try lines.comment(0, MinisignLines.untrusted)
            return try lines.base64(1, count: 54 + MinisignMask.secretCount)
        }
        let isKnown = raw[2..<4].elementsEqual([0, 0]) || raw[2..<4].elementsEqual("Sc".utf8)
        guard raw.starts(with: "Ed".utf8), isKnown, raw[4..<6].elementsEqual("B2".utf8) else {
            throw SecretKeyError(.malformed, at: "minisign key", "want algorithms Ed, Sc or none, B2")
        }
        return raw
    }
}

extension MinisignSecretKey {
    /// The file's bytes; with a password masked by scrypt, with minisign's own work unless told otherwise.
    package func fileBytes(
        password: Password?,
        operations: UInt64 = 1 << 25,
        memory: UInt64 = 1 << 30
    ) throws(SecretKeyError) -> [UInt8] {
        var raw = Array("Ed".utf8) + (password == nil ? [0, 0] : Array("Sc".utf8)) + Array("B2".utf8)
        var body = plainSecret
        if let password {
            let mask = MinisignMask(
                salt: SecretBytes.publicRandom(count: 32),
                operations: operations,
                memory: memory
            )
            raw.append(contentsOf: mask.bytes)
            body = try mask.applied(to: body, password)
        } else {
            raw.append(contentsOf: [UInt8](repeating: 0, count: 48))
        }
        body.read { (bytes) throws(Never) in raw.append(contentsOf: bytes) }
        let kind = password == nil ? "unencrypted" : "encrypted"
        return Array("untrusted comment: minisign \(kind) secret key\n\(Base64.encode(raw))\n".utf8)
    }

    private var plainSecret: SecretBytes {
        let unchecked = SecretBytes(count: 72) { (out) throws(Never) in
            out.copyBytes(from: number)
            key.ed25519.read { (raw) throws(Never) in
                UnsafeMutableRawBufferPointer(rebasing: out[8...]).copyMemory(from: raw)
            }
        }
        let check = MinisignMask.check(unchecked)
        return SecretBytes(count: MinisignMask.secretCount) { (out) throws(Never) in
            unchecked.read { (raw) throws(Never) in out.copyMemory(from: raw) }
            UnsafeMutableRawBufferPointer(rebasing: out[72...]).copyBytes(from: check)
        }
    }

    /// Signs a file of any size, prehashed; the trusted comment is signed with it.
    package func sign(
        _ file: File,
        trustedComment: String,
        untrustedComment: String = "signature from a bulla key"
    ) throws(SecretKeyError) -> MinisignSignature {
        let digest = try SecretKeyError.from(.file) { () throws(FileError) in try BLAKE2b.hash(file) }
        let signature = key.signRaw(digest)
        let message = MinisignSignature.commentMessage(signature: signature, trustedComment: trustedComment)
        return try SecretKeyError.from(.malformed) { () throws(KeyError) in
            try MinisignSignature(
                number: number,
                signature: signature,
                untrustedComment: untrustedComment,
                trustedComment: trustedComment,
                commentSignature: key.signRaw(message)
            )
        }
    }
}
