package import Bytes
import CSodium

/// 32 random bytes that a producer commits to in the log, and reveals for a two-way audit.
///
/// The log holds their SHA-256; `Formats/log-v1.md` section 2.
package struct CommitmentSecret: Sendable {
    package static let byteCount = 32

    private let secret: SecretBytes

    /// Draws a secret from the operating system's randomness.
    package init() {
        secret = .random(count: Self.byteCount)
    }

    /// What the commitment leaf says.
    package var digest: Digest { secret.read { (raw) throws(Never) in SHA256.hash(raw) } }

    /// Writes 64 hexadecimal digits and a line feed, readable by the owner alone; an existing file is kept.
    ///
    /// On return they are on the medium.
    package func write(to path: String) throws(SecretKeyError) {
        var text: [UInt8] = []
        text.reserveCapacity(2 * Self.byteCount + 1)
        secret.read { (raw) throws(Never) in Hex.append(raw, to: &text) }
        text.append(UInt8(ascii: "\n"))
        defer { sodium_memzero(&text, text.count) }
        try SecretKeyError.from(.file) { () throws(FileError) in
            try AtomicFile.write(text, to: path, mode: 0o600, replacing: false)
        }
    }
}
