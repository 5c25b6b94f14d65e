/// A SHA-256 digest: 32 bytes, compared and ordered as bytes.
package struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
    // Four big-endian words: no allocation, cheap to compare and to keep by the million.
    package let words: (UInt64, UInt64, UInt64, UInt64)

    package static let byteCount = 32
    package static let zero = Digest(words: (0, 0, 0, 0))

    package init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    /// Reads the first 32 bytes of `raw`.
    ///
    /// - Precondition: `raw` holds at least 32 bytes.
    package init(_ raw: UnsafeRawBufferPointer) {
        precondition(raw.count >= Digest.byteCount)
        func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        }
        words = (word(0), word(1), word(2), word(3))
    }

    /// Takes exactly 32 bytes; nil for any other length.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Digest.byteCount else { return nil }
        self = Array(bytes).withUnsafeBytes { Digest($0) }
    }

    /// Takes exactly 64 lower-case hexadecimal digits.
    package init?(hex: some StringProtocol) {
        guard let bytes = try? Hex.decode(String(hex)) else { return nil }
        self.init(bytes: bytes)
    }

    /// Reads 64 lower-case hexadecimal digits in place; nil where there is any other character.
    ///
    /// - Precondition: 64 bytes stand at `offset`.
    package init?(hexDigits text: UnsafeRawBufferPointer, at offset: Int) {
        precondition(offset >= 0 && text.count - offset >= 64)
        var invalid: UInt64 = 0
        func half(_ index: Int) -> UInt64 {
            let digits = text.loadUnaligned(fromByteOffset: offset + 8 * index, as: UInt64.self)
            return Digest.value(ofDigits: UInt64(littleEndian: digits), &invalid)
        }
        func word(_ index: Int) -> UInt64 { half(2 * index) << 32 | half(2 * index + 1) }
        words = (word(0), word(1), word(2), word(3))
        guard invalid == 0 else { return nil }
    }

    // Eight digits at once, the first in the lowest byte. Letters have bit 6, and are those with a value from 10 to 15.
    private static func value(ofDigits digits: UInt64, _ invalid: inout UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let isLetter = digits >> 6 & ones
        let values = digits & (ones * 15) + isLetter * 9
        invalid |= digits ^ (values + ones * 0x30 + isLetter * 0x27)
        invalid |= values & (ones * 0xf0)
        invalid |= (values + ones * 6) >> 4 & ones ^ isLetter
        var packed = values.byteSwapped
        packed = (packed | packed >> 4) & 0x00ff_00ff_00ff_00ff
        packed = (packed | packed >> 8) & 0x0000_ffff_0000_ffff
        return (packed | packed >> 16) & 0xffff_ffff
    }

    package var bytes: [UInt8] {
        withBytes { Array($0) }
    }

    package var hex: String { Hex.encode(bytes) }

    package var description: String { hex }

    /// Calls `body` with the 32 bytes.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        let raw = (
            words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
        )
        return try withUnsafeBytes(of: raw, body)
    }

    package static func == (a: Digest, b: Digest) -> Bool {
        a.words == b.words
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.3)
    }

    package static func < (a: Digest, b: Digest) -> Bool {
        a.words < b.words
    }
}
