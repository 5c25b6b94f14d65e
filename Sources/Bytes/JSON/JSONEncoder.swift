extension JSON {
    /// The one spelling of the value: RFC 8785, restricted as `Formats/canonical-json-v1.md` says.
    package var canonicalBytes: [UInt8] {
        var out: [UInt8] = []
        append(to: &out)
        return out
    }

    private func append(to out: inout [UInt8]) {
        switch self {
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            // Keys are ASCII, so that the order of scalars is RFC 8785's order of UTF-16 units.
            for (index, member) in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
                .enumerated()
            {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                JSON.append(string: member.key, to: &out)
                out.append(UInt8(ascii: ":"))
                member.value.append(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        case .array(let elements):
            out.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                element.append(to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .string(let text): JSON.append(string: text, to: &out)
        case .integer(let value): out.append(contentsOf: String(value).utf8)
        case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
        }
    }

    private static func append(string: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0x08: out.append(contentsOf: "\\b".utf8)
            case 0x09: out.append(contentsOf: "\\t".utf8)
            case 0x0a: out.append(contentsOf: "\\n".utf8)
            case 0x0c: out.append(contentsOf: "\\f".utf8)
            case 0x0d: out.append(contentsOf: "\\r".utf8)
            case 0..<0x20:
                out.append(contentsOf: "\\u00".utf8)
                Hex.append([byte], to: &out)
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}

extension JSON {
    /// The canonical spelling and a line feed: what files for people and editors hold.
    package var canonicalLine: [UInt8] { canonicalBytes + [0x0a] }

    /// Reads the canonical spelling followed by exactly one line feed; the limit does not count it.
    package init(canonicalLine bytes: [UInt8], limits: Limits) throws(FormatError) {
        guard bytes.last == 0x0a else {
            throw FormatError(.jsonNotCanonical, at: "byte \(bytes.count)", "want a line feed at the end")
        }
        try self.init(canonical: bytes.dropLast(), limits: limits)
    }
}
