/// The blocks of version 8-Q: four of 18 data codewords and two of 19, each with 22 of Reed and Solomon's.
enum QRBlocks {
    private static let sizes = [18, 18, 18, 18, 19, 19]
    private static let checkCount = 22

    /// Data and check codewords as they are placed: the first of each block, the second of each, and so on.
    static func interleaved(_ data: [UInt8]) -> [UInt8] {
        var blocks: [ArraySlice<UInt8>] = []
        var rest = data[...]
        for size in sizes {
            blocks.append(rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        return columns(blocks) + columns(blocks.map { check($0)[...] })
    }

    private static func columns(_ blocks: [ArraySlice<UInt8>]) -> [UInt8] {
        let longest = blocks.map(\.count).max() ?? 0
        return (0..<longest).flatMap { index in blocks.compactMap { $0.dropFirst(index).first } }
    }

    /// The remainder of the block times x^22 by the generator polynomial.
    static func check(_ block: some Collection<UInt8>) -> [UInt8] {
        var remainder = [UInt8](repeating: 0, count: checkCount)
        for byte in block {
            let factor = byte ^ remainder.removeFirst()
            remainder.append(0)
            for index in 0..<checkCount { remainder[index] ^= product(generator[index], factor) }
        }
        return remainder
    }

    /// (x - 1)(x - 2)(x - 4)…, the leading 1 left out.
    private static let generator: [UInt8] = {
        var polynomial = [UInt8](repeating: 0, count: checkCount - 1) + [1]
        var root: UInt8 = 1
        for _ in 0..<checkCount {
            for index in 0..<checkCount {
                polynomial[index] = product(polynomial[index], root)
                if index + 1 < checkCount { polynomial[index] ^= polynomial[index + 1] }
            }
            root = product(root, 2)
        }
        return polynomial
    }()

    /// In GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1.
    static func product(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var (sum, factor, rest) = (0, Int(a), Int(b))
        while rest > 0 {
            if rest & 1 == 1 { sum ^= factor }
            factor <<= 1
            if factor & 0x100 != 0 { factor ^= 0x11d }
            rest >>= 1
        }
        return UInt8(truncatingIfNeeded: sum)
    }
}
