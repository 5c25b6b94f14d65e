package import Bytes
import CSodium

/// How a password becomes the key that encrypts a secret key file.
package struct KeyDerivation: Hashable, Sendable {
    package static let saltCount = 16
    // What a hostile file may ask for: a few seconds of one core, and memory that any host has.
    static let memoryRange: ClosedRange<Int> = 1 << 20...512 << 20
    static let operationsRange = 1...10

    /// Bytes.
    package let memory: Int
    package let operations: Int
    package let salt: [UInt8]

    private init(memory: Int, operations: Int, salt: [UInt8]) {
        self.memory = memory
        self.operations = operations
        self.salt = salt
    }

    /// Argon2id with 64 MiB and 3 passes: RFC 9106 section 4, the choice for hosts short of memory.
    package static func standard() -> KeyDerivation {
        fresh(memory: 64 << 20, operations: 3)
    }

    /// The given work and a fresh salt.
    ///
    /// - Precondition: within what a reader allows.
    package static func fresh(memory: Int, operations: Int) -> KeyDerivation {
        precondition(memoryRange.contains(memory) && operationsRange.contains(operations))
        return KeyDerivation(
            memory: memory,
            operations: operations,
            salt: SecretBytes.publicRandom(count: saltCount)
        )
    }

    /// Refuses work beyond the bounds, before any is done.
    func check() throws(SecretKeyError) {
        guard KeyDerivation.memoryRange.contains(memory), KeyDerivation.operationsRange.contains(operations)
        else {
            throw SecretKeyError(
                .derivation,
                at: "kdf",
                "got \(memory) bytes and \(operations) operations, want 1 to 512 MiB and 1 to 10"
            )
        }
    }

    /// The 32-byte key of a password.
    func key(_ password: Password) throws(SecretKeyError) -> SecretBytes {
        try SecretBytes(count: 32) { (out) throws(SecretKeyError) in
            let status = password.bytes.read { (text) throws(Never) in
                crypto_pwhash(
                    out.bytePointer,
                    32,
                    text.charPointer,
                    UInt64(text.count),
                    salt,
                    UInt64(operations),
                    memory,
                    CInt(crypto_pwhash_ALG_ARGON2ID13)
                )
            }
            guard status == 0 else {
                throw SecretKeyError(.memory, at: "argon2id", "want \(memory) bytes of memory")
            }
        }
    }
}

/// `kdf` of an encrypted file.
extension KeyDerivation: FieldCoded {
    package init(_ fields: inout Fields<KeyDerivation>) throws(FormatError) {
        try fields.constant("algorithm", "argon2id13")
        memory = try fields("memory", \.memory, .integer)
        operations = try fields("operations", \.operations, .integer)
        salt = try fields("salt", \.salt, .base64(count: KeyDerivation.saltCount))
    }
}
