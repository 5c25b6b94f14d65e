/// Standard base64 with padding (RFC 4648 section 4), one spelling per value.
package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xff, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()

    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var iterator = bytes.makeIterator()
        while let first = iterator.next() {
            let second = iterator.next()
            let third = iterator.next()
            let group = UInt32(first) << 16 | UInt32(second ?? 0) << 8 | UInt32(third ?? 0)
            text.append(alphabet[Int(group >> 18)])
            text.append(alphabet[Int(group >> 12 & 63)])
            text.append(second == nil ? UInt8(ascii: "=") : alphabet[Int(group >> 6 & 63)])
            text.append(third == nil ? UInt8(ascii: "=") : alphabet[Int(group & 63)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads padded base64; refuses line breaks, other alphabets, and non-zero padding bits.
    package static func decode(_ text: String) throws(FormatError) -> [UInt8] {
        try decode(Array(text.utf8)[...])
    }

    /// Reads padded base64 from its ASCII bytes.
    package static func decode(_ text: ArraySlice<UInt8>) throws(FormatError) -> [UInt8] {
        guard let bytes = text.withUnsafeBytes({ decode($0) }) else { throw problem(in: text) }
        return bytes
    }

    /// Reads padded base64 in place; nil where it is not in its one spelling.
    package static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        let end = text.count - padding(of: text)
        let count = text.count / 4 * 3 - (text.count - end)
        // Values have six bits; what is beyond the content's last byte must be zero.
        var invalid: UInt8 = 0
        var spare: UInt8 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { out, initialized in
            values.withUnsafeBufferPointer { values in
                for group in 0..<text.count / 4 {
                    var word: UInt32 = 0
                    for index in 4 * group..<4 * group + 4 {
                        let value = index < end ? values[Int(text[index])] : 0
                        invalid |= value & 0xc0
                        word = word << 6 | UInt32(value & 63)
                    }
                    for index in 0..<3 {
                        let byte = UInt8(truncatingIfNeeded: word >> UInt32(16 - 8 * index))
                        if 3 * group + index < count { out[3 * group + index] = byte } else { spare |= byte }
                    }
                }
            }
            initialized = count
        }
        return invalid == 0 && spare == 0 ? bytes : nil
    }

    private static func padding(of text: some BidirectionalCollection<UInt8>) -> Int {
        text.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
    }

    private static func problem(in text: ArraySlice<UInt8>) -> FormatError {
        guard text.count.isMultiple(of: 4) else {
            return FormatError(.badBase64, at: "", "length \(text.count) is not a multiple of 4")
        }
        for (index, character) in text.dropLast(padding(of: text)).enumerated()
        where values[Int(character)] == 0xff {
            return FormatError(.badBase64, at: "character \(index)", "want the standard alphabet")
        }
        return FormatError(.badBase64, at: "last group", "padding bits are not zero")
    }
}
