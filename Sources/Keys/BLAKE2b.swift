package import Bytes
import CSodium

/// BLAKE2b without a key (RFC 7693), as minisign uses it.
package enum BLAKE2b {
    /// The digest of a message, `count` bytes long (16 to 64).
    package static func hash(_ message: [UInt8], count: Int) -> [UInt8] {
        precondition((16...64).contains(count))
        Sodium.start
        var out = [UInt8](repeating: 0, count: count)
        crypto_generichash(&out, count, message, UInt64(message.count), nil, 0)
        return out
    }

    /// The 64-byte digest of a whole file, read in pieces.
    package static func hash(_ file: File) throws(FileError) -> [UInt8] {
        Sodium.start
        let state = UnsafeMutableRawPointer.allocate(
            byteCount: crypto_generichash_statebytes(),
            alignment: 64
        )
        defer { state.deallocate() }
        let pointer = OpaquePointer(state)
        crypto_generichash_init(pointer, nil, 0, 64)
        let size = try file.size()
        var offset = 0
        while offset < size {
            let piece = try file.read(min(1 << 20, size - offset), at: offset)
            crypto_generichash_update(pointer, piece, UInt64(piece.count))
            offset += piece.count
        }
        var out = [UInt8](repeating: 0, count: 64)
        crypto_generichash_final(pointer, &out, 64)
        return out
    }
}
