import Bytes
import Testing

@testable import Container

@Suite("xz blocks")
struct BlockTests {
    static func random(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
    }

    static func text(_ count: Int) -> [UInt8] {
        Array(String(repeating: "loss 0.25 accuracy 0.9375 ", count: count / 26 + 1).utf8.prefix(count))
    }

    static func decode(_ bytes: [UInt8]) throws -> [UInt8] {
        let header = try BlockHeader(reading: bytes, at: "test")
        return try bytes.dropFirst(header.bytes.count).withUnsafeBytes {
            try BlockCodec.decode($0, header: header, at: "test")
        }
    }

    @Test(
        "blocks read back, at the sizes where something changes",
        arguments: [
            1, 2, 511, 4_095, 4_096, 4_097, 65_535, 65_536, 65_537, 131_072, 300_000,
        ]
    )
    func roundTrip(_ count: Int) throws {
        for content in [Self.random(count), Self.text(count), [UInt8](repeating: 0, count: count)] {
            for effort in [Effort.fast, .default] {
                let block = try BlockCodec.encode(content, effort: effort, compression: .always)
                #expect(try Self.decode(block.bytes) == content)
                #expect(block.bytes.count == block.record.padded)
            }
        }
    }

    @Test("random bytes are stored, text is not, without being asked to try")
    func trial() throws {
        let stored = try BlockCodec.encode(Self.random(40_960), effort: .default, compression: .ifLikely)
        #expect(stored.bytes.count > 40_960)
        let text = try BlockCodec.encode(Self.text(40_960), effort: .default, compression: .ifLikely)
        #expect(text.bytes.count < 2_000)
    }

    // LZMA2 has bits that change nothing on decoding; the digest over bound blocks catches those.
    @Test(
        "every flipped bit of a block is refused, or in a compressed one decodes to the same",
        arguments: [true, false]
    )
    func flips(_ isStored: Bool) throws {
        let content = isStored ? Self.random(300) : Self.text(3_000)
        let bytes = try BlockCodec.encode(content, effort: .default, compression: .always).bytes
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << bit
                guard let header = try? BlockHeader(reading: flipped, at: "test") else { continue }
                let rest = flipped.dropFirst(header.bytes.count)
                guard rest.count == (header.compressed + 3) & ~3 + 4 else { continue }
                let decoded = rest.withUnsafeBytes { try? BlockCodec.decode($0, header: header, at: "test") }
                #expect(decoded == nil || (!isStored && decoded == content), "byte \(index) bit \(bit)")
            }
        }
    }

    @Test("numbers have one spelling")
    func numbers() {
        for value in [0, 1, 127, 128, 16_383, 16_384, 1 << 40, Int.max] {
            var bytes: [UInt8] = []
            XZNumber.append(value, to: &bytes)
            var index = 0
            #expect(bytes.withUnsafeBytes { XZNumber.read($0, at: &index) } == value)
            #expect(index == bytes.count && bytes.count == XZNumber.byteCount(value))
        }
        for bad: [UInt8] in [[], [0x80], [0x80, 0x00], [UInt8](repeating: 0xff, count: 9)] {
            var index = 0
            #expect(bad.withUnsafeBytes { XZNumber.read($0, at: &index) } == nil)
        }
    }

    @Test("boundaries follow from the members")
    func boundaries() {
        var planner = BlockPlanner()
        let begins = [
            planner.add(tarBytes: 1_024, kind: .ordinary),
            planner.add(tarBytes: 64_512, kind: .ordinary),
            planner.add(tarBytes: 512, kind: .ordinary),
            planner.add(tarBytes: 512, kind: .ordinary, startsPart: true),
            planner.add(tarBytes: 512, kind: .entryBundle),
            planner.add(tarBytes: 512, kind: .entryBundle),
            planner.add(tarBytes: 512, kind: .index),
            planner.add(tarBytes: 70_000, kind: .blob),
            planner.add(tarBytes: 512, kind: .blob),
        ]
        #expect(begins == [true, false, true, true, true, true, true, true, true])
        #expect(BlockPlanner.blocks(unitBytes: 131_072, cut: 65_536) == [65_536, 65_536])
        #expect(BlockPlanner.blocks(unitBytes: 65_537, cut: 65_536) == [65_536, 1])
    }
}
