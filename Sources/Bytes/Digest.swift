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
        var invalid: UInt8 = 0
        func word(_ index: Int) -> UInt64 {
            var word: UInt64 = 0
            for position in offset + 16 * index..<offset + 16 * index + 16 {
                let value = Digest.digitValues[Int(text[position])]
                invalid |= value & 0xf0
                word = word << 4 | UInt64(value & 15)
            }
            return word
        }
        words = (word(0), word(1), word(2), word(3))
        guard invalid == 0 else { return nil }
    }

    private static let digitValues: [UInt8] = (0...255).map { Hex.value($0) ?? 0xff }

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
