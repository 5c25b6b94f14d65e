import Bytes
import CSodium
import Keys

/// What hides a minisign secret: scrypt of the password, as long as the secret, combined by exclusive or.
struct MinisignMask {
    static let secretCount = 104
    // minisign's own setting is 1 GiB and 2^25 operations.
    private static let memoryRange: ClosedRange<UInt64> = 1 << 20...1 << 30
    private static let operationsRange: ClosedRange<UInt64> = 1 << 15...1 << 26

    let salt: [UInt8]
    let operations: UInt64
    let memory: UInt64

    init(salt: [UInt8], operations: UInt64, memory: UInt64) {
        precondition(salt.count == 32)
        self.salt = salt
        self.operations = operations
        self.memory = memory
    }

    /// Reads salt[32] | operations u64 | memory u64, little-endian; bounds come before any work.
    init(_ bytes: ArraySlice<UInt8>) throws(SecretKeyError) {
        let values = try SecretKeyError.from(.malformed, in: "secret key") { () throws(FormatError) in
            var cursor = ByteCursor(bytes, name: "minisign key")
            return (
                Array(try cursor.take(32)), try cursor.littleEndian(UInt64.self),
                try cursor.littleEndian(UInt64.self)
            )
        }
        self.init(salt: values.0, operations: values.1, memory: values.2)
        guard Self.operationsRange.contains(operations), Self.memoryRange.contains(memory) else {
            throw SecretKeyError(
                .derivation,
                at: "minisign key",
                "got \(operations) operations and \(memory) bytes, want at most 2^26 and 1 GiB"
            )
        }
    }

    var bytes: [UInt8] {
        var out = salt
        out.append(littleEndian: operations)
        out.append(littleEndian: memory)
        return out
    }

    /// The other of plain and masked secret.
    func applied(to secret: SecretBytes, _ password: Password) throws(SecretKeyError) -> SecretBytes {
        let mask = try stream(password)
        return SecretBytes(count: Self.secretCount) { (out) throws(Never) in
            secret.read { (secret) throws(Never) in
                mask.read { (mask) throws(Never) in
                    for index in out.indices { out[index] = secret[index] ^ mask[index] }
                }
            }
        }
    }

    private func stream(_ password: Password) throws(SecretKeyError) -> SecretBytes {
        try SecretBytes(count: Self.secretCount) { (out) throws(SecretKeyError) in
            let status = password.bytes.read { (text) throws(Never) in
                crypto_pwhash_scryptsalsa208sha256(
                    out.bytePointer,
                    UInt64(out.count),
                    text.charPointer,
                    UInt64(text.count),
                    salt,
                    operations,
                    Int(memory)
                )
            }
            guard status == 0 else {
                throw SecretKeyError(.memory, at: "scrypt", "want \(memory) bytes of memory")
            }
        }
    }

    /// The checksum of the first 72 bytes of a plain secret.
    static func check(_ secret: SecretBytes) -> [UInt8] {
        var message = secret.read { (raw) throws(Never) in Array("Ed".utf8) + raw[..<72] }
        defer { _ = SecretBytes(wiping: &message) }
        return BLAKE2b.hash(message, count: 32)
    }
}
