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
        guard text.count.isMultiple(of: 4) else {
            throw FormatError(.badBase64, at: "", "length \(text.count) is no multiple of 4")
        }
        let padding = text.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var group: UInt32 = 0
        for (index, character) in text.dropLast(padding).enumerated() {
            let value = values[Int(character)]
            guard value != 0xff else {
                throw FormatError(.badBase64, at: "character \(index)", "want the standard alphabet")
            }
            group = group << 6 | UInt32(value)
            guard index % 4 == 3 else { continue }
            bytes.append(contentsOf: [UInt8(group >> 16 & 255), UInt8(group >> 8 & 255), UInt8(group & 255)])
            group = 0
        }
        try appendTail(group, padding: padding, to: &bytes)
        return bytes
    }

    private static func appendTail(
        _ group: UInt32,
        padding: Int,
        to bytes: inout [UInt8]
    ) throws(FormatError) {
        let spare: UInt32 = padding == 1 ? group & 3 : padding == 2 ? group & 15 : 0
        guard spare == 0 else { throw FormatError(.badBase64, at: "last group", "padding bits are not zero") }
        if padding == 1 {
            bytes.append(contentsOf: [UInt8(group >> 10 & 255), UInt8(group >> 2 & 255)])
        } else if padding == 2 {
            bytes.append(UInt8(group >> 4 & 255))
        }
    }
}
