import Bytes
import CSodium
import Keys
import Synchronization

/// Bytes in libsodium's guarded memory: locked, unreadable between uses, wiped when the value goes.
///
/// There is no description, no comparison and no copy.
package final class SecretBytes: @unchecked Sendable {
    package let count: Int
    private let base: UnsafeMutableRawPointer
    // How many calls are reading now; the pages close again with the last of them.
    private let readers = Mutex(0)

    /// Allocates `count` bytes and lets `fill` write them.
    package init<Failure: Error>(
        count: Int,
        fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        Sodium.start
        // Guarded memory is asked for in a few pages; a host without them cannot work at all.
        guard let base = sodium_malloc(count) else { preconditionFailure("no guarded memory left") }
        self.base = base
        self.count = count
        // A throw from here on runs deinit, which wipes and frees.
        try fill(UnsafeMutableRawBufferPointer(start: base, count: count))
        sodium_mprotect_noaccess(base)
    }

    /// Fresh random bytes of the operating system.
    package static func random(count: Int) -> SecretBytes {
        SecretBytes(count: count) { (buffer) throws(Never) in
            if let start = buffer.baseAddress { randombytes_buf(start, buffer.count) }
        }
    }

    /// Moves bytes in and wipes the array that held them.
    package convenience init(wiping bytes: inout [UInt8]) {
        self.init(count: bytes.count) { (buffer) throws(Never) in
            bytes.withUnsafeMutableBytes { source in
                buffer.copyMemory(from: UnsafeRawBufferPointer(source))
                if let start = source.baseAddress { sodium_memzero(start, source.count) }
            }
        }
        bytes.removeAll()
    }

    deinit {
        sodium_free(base)
    }

    /// Calls `body` with the bytes readable.
    package func read<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        readers.withLock { readers in
            if readers == 0 { sodium_mprotect_readonly(base) }
            readers += 1
        }
        defer {
            readers.withLock { readers in
                readers -= 1
                if readers == 0 { sodium_mprotect_noaccess(base) }
            }
        }
        return try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// A new secret made of a part of this one.
    ///
    /// - Precondition: the range lies within the bytes.
    func part(_ range: Range<Int>) -> SecretBytes {
        read { (source) throws(Never) in
            SecretBytes(count: range.count) { (buffer) throws(Never) in
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[range]))
            }
        }
    }

    /// Random bytes that are no secret: salts and nonces.
    static func publicRandom(count: Int) -> [UInt8] {
        random(count: count).read { (raw) throws(Never) in Array(raw) }
    }
}

extension UnsafeRawBufferPointer {
    /// The same bytes as C's `unsigned char *`; guarded memory always has an address.
    var bytePointer: UnsafePointer<UInt8> { pointer(UInt8.self) }

    /// The same bytes as C's `char *`.
    var charPointer: UnsafePointer<CChar> { pointer(CChar.self) }

    private func pointer<Element>(_ type: Element.Type) -> UnsafePointer<Element> {
        guard let base = assumingMemoryBound(to: type).baseAddress else {
            preconditionFailure("empty buffer")
        }
        return base
    }
}

extension UnsafeMutableRawBufferPointer {
    /// The same bytes as C's `unsigned char *`; guarded memory always has an address.
    var bytePointer: UnsafeMutablePointer<UInt8> {
        guard let base = assumingMemoryBound(to: UInt8.self).baseAddress else {
            preconditionFailure("empty buffer")
        }
        return base
    }
}
