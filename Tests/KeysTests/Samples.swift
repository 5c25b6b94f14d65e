import Bytes
import Keys
import SecretKeys

/// Keys that are the same in every run.
enum Samples {
    static func key(_ number: UInt8, name: String = "A. Exporter", pair: Bool = false) throws -> SecretKey {
        var first = [UInt8](repeating: number, count: 32)
        var second = [UInt8](repeating: number ^ 0x80, count: 32)
        return try SecretKey(
            name: name,
            ed25519Seed: SecretBytes(wiping: &first),
            mldsa87Seed: pair ? SecretBytes(wiping: &second) : nil
        )
    }

    static func password(_ text: String) throws -> Password {
        var bytes = Array(text.utf8)
        return try Password(wiping: &bytes)
    }

    /// The least work that a reader accepts.
    static var cheap: KeyDerivation { .fresh(memory: 1 << 20, operations: 1) }
}

/// The code of the error that `body` throws, nil when it throws none.
func secretCode(_ body: () throws -> Void) -> SecretKeyError.Code? {
    do {
        try body()
        return nil
    } catch { return (error as? SecretKeyError)?.code }
}

/// SHA-256 in hexadecimal.
func digest(_ bytes: [UInt8]) -> String { SHA256.hash(bytes).hex }
