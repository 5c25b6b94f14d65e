import Bytes

/// The headers of one HTTP response, raw as captured: Intel sends the issuers of signed collateral in them.
struct ResponseHeaders: Sendable {
    private let fields: [(name: String, value: [UInt8])]
    private let file: String

    init(_ bytes: [UInt8], file: String) {
        self.file = file
        fields = bytes.split(separator: 0x0a).compactMap { line in
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            let name = Escape.line(line[..<colon].map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 })
            let value = line[line.index(after: colon)...].drop { $0 == 0x20 || $0 == 0x09 }
            return (name, Array(value.last == 0x0d ? value.dropLast() : value))
        }
    }

    /// The percent-decoded value (RFC 3986 section 2.1) of the one field that has one of these names.
    func decoded(_ names: [String]) throws(FormatError) -> [UInt8]? {
        let found = fields.filter { names.map { $0.lowercased() }.contains($0.name) }
        guard let first = found.first else { return nil }
        guard found.allSatisfy({ $0.value == first.value }) else {
            throw FormatError(.badValue, at: file, "several values of \(first.name)")
        }
        return try ResponseHeaders.percentDecoded(first.value, at: "\(file), \(first.name)")
    }

    static func percentDecoded(_ text: [UInt8], at location: String) throws(FormatError) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "%") else {
                bytes.append(text[index])
                index += 1
                continue
            }
            guard index + 2 < text.count, let high = Hex.value(lower(text[index + 1])),
                let low = Hex.value(lower(text[index + 2]))
            else { throw FormatError(.badValue, at: location, "want two hexadecimal digits after %") }
            bytes.append(high << 4 | low)
            index += 3
        }
        return bytes
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x46).contains(byte) ? byte | 0x20 : byte }
}
