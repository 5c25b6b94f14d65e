import CSHA256

import struct Crypto.SHA256

/// SHA-256 (FIPS 180-4) of whole messages and of streams.
package struct SHA256: ~Copyable {
    private var state = Crypto.SHA256()

    package init() {}

    /// Adds bytes to the message.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        state.update(bufferPointer: bytes)
    }

    /// Adds bytes to the message.
    package mutating func update(_ bytes: some Collection<UInt8>) {
        let done: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        if done == nil { Array(bytes).withUnsafeBytes { update($0) } }
    }

    /// The digest of all bytes so far.
    package consuming func finish() -> Digest {
        state.finalize().withUnsafeBytes { Digest($0) }
    }

    /// The digest of all bytes so far; what follows is a new message.
    package mutating func finishAndRestart() -> Digest {
        defer { state = Crypto.SHA256() }
        return state.finalize().withUnsafeBytes { Digest($0) }
    }

    /// A second stream that goes on from here.
    package func fork() -> SHA256 {
        var other = SHA256()
        other.state = state
        return other
    }

    /// The digest of one message.
    package static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest {
        if bytes.count < 4096 { return prefixed(nil, bytes) }
        return Crypto.SHA256.hash(data: bytes).withUnsafeBytes { Digest($0) }
    }

    /// The digest of one message.
    package static func hash(_ bytes: some Collection<UInt8>) -> Digest {
        bytes.withContiguousStorageIfAvailable { hash(UnsafeRawBufferPointer($0)) }
            ?? Array(bytes).withUnsafeBytes { hash($0) }
    }

    /// The digest of `prefix ‖ bytes`.
    static func prefixed(_ prefix: UInt8?, _ bytes: UnsafeRawBufferPointer) -> Digest {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { out in
            var first = prefix ?? 0
            bulla_sha256(
                out.baseAddress,
                &first,
                prefix == nil ? 0 : 1,
                bytes.baseAddress,
                bytes.count
            )
            return Digest(UnsafeRawBufferPointer(out))
        }
    }
}
