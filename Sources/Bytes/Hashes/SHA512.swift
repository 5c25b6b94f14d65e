import struct Crypto.SHA512

/// SHA-512 (FIPS 180-4) of whole messages.
package enum SHA512 {
    package static let byteCount = 64

    /// The digest of one message, 64 bytes.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        Array(Crypto.SHA512.hash(data: bytes))
    }
}
