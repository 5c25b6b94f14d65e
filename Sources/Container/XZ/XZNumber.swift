/// The multibyte integers of the .xz format (its section 1.2), in their shortest form only.
enum XZNumber {
    static let longest = 9

    static func append(_ value: Int, to out: inout [UInt8]) {
        precondition(value >= 0)
        var rest = value
        while rest >= 0x80 {
            out.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        out.append(UInt8(rest))
    }

    static func byteCount(_ value: Int) -> Int {
        var count = 1
        var rest = value >> 7
        while rest > 0 {
            count += 1
            rest >>= 7
        }
        return count
    }

    /// Reads one number at `index` and moves past it; nil when it is cut off, too long, or not the shortest.
    static func read(_ bytes: UnsafeRawBufferPointer, at index: inout Int) -> Int? {
        var value = 0
        for shift in 0..<longest {
            guard index < bytes.count else { return nil }
            let byte = bytes[index]
            index += 1
            value |= Int(byte & 0x7f) << (7 * shift)
            guard byte & 0x80 == 0 else { continue }
            return byte == 0 && shift > 0 ? nil : value
        }
        return nil
    }
}
