/// Text of others as every output shows it: on one line, and with nothing hidden in it.
///
/// `Docs/output.md` has the notation. What steers a display instead of being displayed is written as an escape:
/// controls, marks that turn the direction of writing, characters without width, separators of lines and paragraphs,
/// characters for private use or not assigned, and bytes that are no UTF-8. A backslash stays as it is, so that
/// escaping what is escaped changes nothing: messages can be escaped where they are made and again where they leave.
package enum Escape {
    /// The most marks that may be stacked on one character.
    private static let markLimit = 3

    /// The text on one line.
    package static func line(_ text: some StringProtocol) -> String {
        if isPlain(text.utf8) { return String(text) }
        var out: [UInt8] = []
        append(text, to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// Bytes that may be no text on one line: what is no UTF-8 is shown byte by byte.
    package static func line(_ bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return line(text) }
        var out: [UInt8] = []
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = validCount(rest)
            append(String(decoding: rest.prefix(count), as: UTF8.self), to: &out)
            rest = rest.dropFirst(count)
            guard let byte = rest.popFirst() else { break }
            out.append(contentsOf: "\\x".utf8)
            Hex.append([byte], to: &out)
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Appends the text; `keeping` says which characters stand as they are all the same, such as line feeds in HTML.
    package static func append(
        _ text: some StringProtocol,
        to out: inout [UInt8],
        keeping: (Unicode.Scalar) -> Bool = { _ in false },
        writing: (Unicode.Scalar, inout [UInt8]) -> Void = { out, bytes in
            bytes.append(contentsOf: UTF8.bytes(out))
        }
    ) {
        var marks = 0
        for scalar in text.unicodeScalars {
            marks = isStacked(scalar) ? marks + 1 : 0
            if (isHidden(scalar) || marks > markLimit) && !keeping(scalar) {
                append(escaped: scalar, to: &out)
            } else {
                writing(scalar, &out)
            }
        }
    }

    /// Whether the character steers a display, or has no look of its own.
    package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7f { return scalar.value < 0x20 }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
            return true
        default: return scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    /// Whether nothing in the text would be escaped.
    package static func isVisible(_ text: some StringProtocol) -> Bool {
        isPlain(text.utf8) || line(text).isSame(as: text)
    }

    private static func append(escaped scalar: Unicode.Scalar, to out: inout [UInt8]) {
        switch scalar {
        case "\t": out.append(contentsOf: "\\t".utf8)
        case "\n": out.append(contentsOf: "\\n".utf8)
        case "\r": out.append(contentsOf: "\\r".utf8)
        case _ where scalar.value < 0x80:
            out.append(contentsOf: "\\x".utf8)
            Hex.append([UInt8(scalar.value)], to: &out)
        case _ where PathText.byte(scalar) != nil:
            out.append(contentsOf: "\\x".utf8)
            Hex.append([PathText.byte(scalar) ?? 0], to: &out)
        default: out.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".utf8)
        }
    }

    private static func isPlain(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.allSatisfy { (0x20...0x7e).contains($0) }
    }

    private static func isStacked(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return true
        default: return false
        }
    }

    /// How many bytes at the beginning are UTF-8.
    private static func validCount(_ bytes: ArraySlice<UInt8>) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var count = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { count += UTF8.width(scalar) }
        return count
    }
}

extension UTF8 {
    /// The bytes of a scalar.
    package static func bytes(_ scalar: Unicode.Scalar) -> [UInt8] { Array(String(scalar).utf8) }
}

extension StringProtocol {
    /// The text as outputs show it: on one line, with nothing hidden in it.
    package var escaped: String { Escape.line(self) }
}

extension JSON {
    /// The same document with every text in it as outputs show it; keys are ASCII, and stay.
    package var escaped: JSON {
        switch self {
        case .object(let members): .object(members.mapValues(\.escaped))
        case .array(let elements): .array(elements.map(\.escaped))
        case .string(let text): .string(text.escaped)
        case .integer, .bool: self
        }
    }
}
