import CSHA256

/// SHA-256 of two streams at once, for bytes that have to be hashed in two ways.
///
/// SHA instructions wait for each other within a message; with two in flight they wait half as long.
package struct TwinSHA256: ~Copyable {
    /// One of the two streams.
    package enum Lane: Sendable {
        case first, second
    }

    private var first = bulla_sha256_stream()
    private var second = bulla_sha256_stream()
    // Where the processor has no such instructions swift-crypto's code is the quicker one.
    private var plainFirst = SHA256()
    private var plainSecond = SHA256()
    private let isAccelerated = TreeHash.isAccelerated

    package init() {
        bulla_sha256_begin(&first)
        bulla_sha256_begin(&second)
    }

    /// Adds bytes to either stream.
    package mutating func update(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) {
        guard isAccelerated else {
            plainFirst.update(a)
            plainSecond.update(b)
            return
        }
        bulla_sha256_update_two(&first, a.start, a.count, &second, b.start, b.count)
    }

    /// The digest of one stream so far; what follows there is a new message.
    package mutating func finishAndRestart(_ lane: Lane) -> Digest {
        switch lane {
        case .first: isAccelerated ? TwinSHA256.finish(&first) : plainFirst.finishAndRestart()
        case .second: isAccelerated ? TwinSHA256.finish(&second) : plainSecond.finishAndRestart()
        }
    }

    private static func finish(_ stream: inout bulla_sha256_stream) -> Digest {
        defer { bulla_sha256_begin(&stream) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Digest.byteCount) { out in
            bulla_sha256_finish(&stream, out.baseAddress)
            return Digest(UnsafeRawBufferPointer(out))
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate var start: UnsafePointer<UInt8>? { bindMemory(to: UInt8.self).baseAddress }
}
