import Bytes
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

    /// Reads `kdf`; bounds are checked before any work is done.
    init(_ object: JSONObject) throws(SecretKeyError) {
        let values = try translating { () throws(FormatError) -> (Int, Int, [UInt8]) in
            var object = object
            try object.expect("algorithm", "argon2id13")
            let memory = try object.integer("memory")
            let operations = try object.integer("operations")
            let salt = try object.base64("salt", count: KeyDerivation.saltCount)
            try object.end()
            return (memory, operations, salt)
        }
        guard KeyDerivation.memoryRange.contains(values.0),
            KeyDerivation.operationsRange.contains(values.1)
        else {
            throw SecretKeyError(
                .derivation,
                at: "kdf",
                "got \(values.0) bytes and \(values.1) operations, want 1 to 512 MiB and 1 to 10"
            )
        }
        self.init(memory: values.0, operations: values.1, salt: values.2)
    }

    var json: JSON {
        [
            "algorithm": "argon2id13", "memory": .number(memory), "operations": .number(operations),
            "salt": .string(Base64.encode(salt)),
        ]
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
