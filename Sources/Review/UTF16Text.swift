/// Turns UTF-16 into UTF-8 piece by piece; a unit that is half of nothing becomes U+FFFD.
struct UTF16Text {
    private let isBig: Bool
    private var rest: [UInt8] = []
    private var high: UInt32?

    init(isBig: Bool) { self.isBig = isBig }

    mutating func utf8(_ piece: UnsafeRawBufferPointer) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(piece.count)
        for byte in piece {
            guard let first = rest.first else {
                rest = [byte]
                continue
            }
            rest = []
            let unit = isBig ? UInt32(first) << 8 | UInt32(byte) : UInt32(byte) << 8 | UInt32(first)
            take(unit, &out)
        }
        return out
    }

    private mutating func take(_ unit: UInt32, _ out: inout [UInt8]) {
        let before = high
        high = nil
        if (0xdc00...0xdfff).contains(unit), let before {
            return append(0x10000 + ((before - 0xd800) << 10) + (unit - 0xdc00), &out)
        }
        if before != nil { append(0xfffd, &out) }
        if (0xd800...0xdbff).contains(unit) { high = unit } else { append(unit, &out) }
    }

    private func append(_ code: UInt32, _ out: inout [UInt8]) {
        let scalar = Unicode.Scalar(code) ?? "\u{fffd}"
        out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
