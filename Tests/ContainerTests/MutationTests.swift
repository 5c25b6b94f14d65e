import Bytes
import TestSupport
import Testing

@testable import Container

/// Bytes that were nearly right, read ten thousand times: no trap, and what is taken has one spelling.
@Suite("Mutated framing")
struct MutationTests {
    static let rounds = 10_000

    static func mutate(_ bytes: [UInt8], _ choices: inout Choices) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &choices) {
            let index = Int.random(in: 0...bytes.count, using: &choices)
            let byte = [0, 0x7f, 0x80, 0xff, UInt8.random(in: 0...255, using: &choices)].randomElement(
                using: &choices
            )
            switch Int.random(in: 0..<5, using: &choices) {
            case 0: bytes.insert(byte ?? 0, at: index)
            case 1 where index < bytes.count: bytes.remove(at: index)
            case 2: bytes.removeSubrange(index...)
            default: if index < bytes.count { bytes[index] = byte ?? 0 }
            }
        }
        return bytes
    }

    /// Puts the CRC32 right, so that what stands before it is looked at.
    static func seal(_ bytes: [UInt8], _ choices: inout Choices) -> [UInt8] {
        guard bytes.count > 4, Bool.random(using: &choices) else { return bytes }
        var sealed = Array(bytes.dropLast(4))
        sealed.append(littleEndian: XZProfile.crc32(sealed))
        return sealed
    }

    @Test("numbers")
    func numbers() {
        var choices = Choices(seed: 1)
        for _ in 0..<Self.rounds {
            var bytes: [UInt8] = []
            XZNumber.append(Int(choices.next() >> UInt64.random(in: 1...63, using: &choices)), to: &bytes)
            bytes = Self.mutate(bytes, &choices)
            var index = 0
            guard let value = bytes.withUnsafeBytes({ XZNumber.read($0, at: &index) }) else { continue }
            var again: [UInt8] = []
            XZNumber.append(value, to: &again)
            #expect(again.elementsEqual(bytes[..<index]))
        }
    }

    @Test("block headers")
    func headers() {
        var choices = Choices(seed: 2)
        for _ in 0..<Self.rounds {
            let uncompressed = Int.random(in: 1...XZProfile.largestBlock, using: &choices)
            let compressed = Int.random(in: 1...XZProfile.storedSize(uncompressed), using: &choices)
            let header = BlockHeader(compressed: compressed, uncompressed: uncompressed).bytes
            let bytes = Self.seal(Self.mutate(header, &choices), &choices)
            guard let read = try? BlockHeader(reading: bytes, at: "test") else { continue }
            #expect(bytes.starts(with: read.bytes))
        }
    }

    @Test("the Index")
    func index() {
        var choices = Choices(seed: 3)
        for _ in 0..<Self.rounds {
            let records = (0..<Int.random(in: 0...6, using: &choices)).map { _ in
                XZIndex.Record(
                    unpadded: Int.random(in: 1...XZProfile.largestBlock, using: &choices),
                    uncompressed: Int.random(in: 1...XZProfile.largestBlock, using: &choices)
                )
            }
            let bytes = Self.seal(Self.mutate(XZIndex.encode(records), &choices), &choices)
            let end = XZProfile.streamHeaderSize + records.reduce(0) { $0 + $1.padded }
            for expected in [records.count, 0, 7, 1 << 40] {
                guard let table = try? XZIndex.read(bytes, expected: expected, indexOffset: end) else {
                    continue
                }
                #expect(table.count == expected && table.fileOffsets.last == end)
            }
        }
    }

    @Test("whole blocks")
    func blocks() throws {
        var choices = Choices(seed: 4)
        let content = BlockTests.text(3_000) + BlockTests.random(300)
        let good = try [BlockCodec.Compression.never, .always].map {
            try BlockCodec.encode(content, effort: .fast, compression: $0).bytes
        }
        for round in 0..<Self.rounds {
            let bytes = Self.mutate(good[round % 2], &choices)
            guard let header = try? BlockHeader(reading: bytes, at: "test") else { continue }
            let rest = bytes.dropFirst(header.bytes.count)
            guard rest.count == (header.compressed + 3) & ~3 + XZProfile.checkSize else { continue }
            let read = rest.withUnsafeBytes { try? BlockCodec.decode($0, header: header, at: "test") }
            #expect(read == nil || read == content)
        }
    }
}
