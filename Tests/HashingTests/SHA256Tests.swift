import Bytes
import CSHA256
import Testing

import struct Crypto.SHA256

@Suite("SHA-256")
struct SHA256Tests {
    static func message(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ count) }
    }

    static func reference(_ bytes: [UInt8]) -> [UInt8] { Array(Crypto.SHA256.hash(data: bytes)) }

    @Test("agrees with swift-crypto at every length up to 600, with and without prefix, on both code paths")
    func everyLength() {
        for count in 0...600 {
            let message = Self.message(count)
            #expect(Bytes.SHA256.hash(message).bytes == Self.reference(message))
            #expect(TreeHash.leaf(message).bytes == Self.reference([0] + message))
            let other = Self.message(600 - count)
            let (a, b) = message.withUnsafeBytes { a in other.withUnsafeBytes { TreeHash.leaves(a, $0) } }
            #expect(a.bytes == Self.reference([0] + message) && b.bytes == Self.reference([0] + other))
            var out = [UInt8](repeating: 0, count: 32)
            var prefix: UInt8 = 7
            bulla_sha256_portable(&out, &prefix, 1, message, count)
            #expect(out == Self.reference([7] + message))
        }
    }

    @Test("nodes agree with swift-crypto for odd and even counts, in place and apart, on both code paths")
    func nodes() {
        for count in 0...9 {
            let pairs = Self.message(count * 64)
            let expected = (0..<count).flatMap { Self.reference([1] + pairs[$0 * 64..<$0 * 64 + 64]) }
            var inPlace = pairs
            inPlace.withUnsafeMutableBytes { TreeHash.reducePairs($0) }
            #expect(Array(inPlace.prefix(count * 32)) == expected)
            var portable = [UInt8](repeating: 0, count: count * 32)
            bulla_sha256_nodes_portable(&portable, pairs, count)
            #expect(portable == expected)
        }
    }

    @Test("streams of any cut give the digest of the whole")
    func streams() {
        let message = Self.message(10_000)
        for cut in [0, 1, 63, 64, 65, 4_095, 4_096, 9_999] {
            var stream = Bytes.SHA256()
            stream.update(message[..<cut])
            let fork = stream.fork()
            stream.update(message[cut...])
            #expect(stream.finish().bytes == Self.reference(message))
            #expect(fork.finish().bytes == Self.reference(Array(message[..<cut])))
        }
        #expect(TreeHash.empty.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test("two streams at once, of any cuts, each give the digest of the whole")
    func twins() {
        let first = Self.message(3_000)
        let second = Self.message(1_777)
        for step in [1, 63, 64, 65, 200, 3_000] {
            var twin = TwinSHA256()
            for start in stride(from: 0, to: 3_000, by: step) {
                let a = first[start..<min(start + step, 3_000)]
                let b = second[min(start, 1_777)..<min(start + step, 1_777)]
                a.withUnsafeBytes { a in b.withUnsafeBytes { b in twin.update(a, b) } }
            }
            #expect(twin.finishAndRestart(.first).bytes == Self.reference(first))
            #expect(twin.finishAndRestart(.second).bytes == Self.reference(second))
            second.withUnsafeBytes { twin.update(UnsafeRawBufferPointer(start: nil, count: 0), $0) }
            #expect(twin.finishAndRestart(.first).bytes == Self.reference([]))
            #expect(twin.finishAndRestart(.second).bytes == Self.reference(second))
        }
    }
}

@Suite("SHA-512")
struct SHA512Tests {
    @Test("gives the digests of FIPS 180-4's examples")
    func examples() {
        #expect(
            Hex.encode(SHA512.hash(Array("abc".utf8)))
                == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        )
        #expect(
            Hex.encode(SHA512.hash([]))
                == "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
                + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
        )
    }
}
