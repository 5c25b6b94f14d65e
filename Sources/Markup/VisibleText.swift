/// Text of others as a reader may see it: escaped, bounded, and with nothing hidden in it.
///
/// Whatever steers a display instead of being displayed is written as its code point, such as ‹U+202E›: control
/// characters, marks that turn the direction of writing, characters without width, and those that are not assigned.
/// What is left are characters of XML 1.0.
package enum VisibleText {
    /// The most bytes of one text that are shown.
    package static let limit = 8_192
    /// The most marks that may be stacked on one character.
    private static let markLimit = 3

    /// Appends the text with the five characters of markup escaped.
    package static func append(_ text: String, to out: inout [UInt8]) {
        var (written, marks) = (0, 0)
        for scalar in text.unicodeScalars {
            guard written < limit else {
                let rest = text.utf8.count - written
                out.append(contentsOf: " … (\(rest) more bytes)".utf8)
                return
            }
            written += UTF8.width(scalar)
            marks = isStacked(scalar) ? marks + 1 : 0
            if isHidden(scalar) || marks > markLimit {
                out.append(contentsOf: "‹U+\(hexadecimal(scalar.value))›".utf8)
            } else {
                append(scalar, to: &out)
            }
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to out: inout [UInt8]) {
        switch scalar {
        case "&": out.append(contentsOf: "&amp;".utf8)
        case "<": out.append(contentsOf: "&lt;".utf8)
        case ">": out.append(contentsOf: "&gt;".utf8)
        case "\"": out.append(contentsOf: "&quot;".utf8)
        case "'": out.append(contentsOf: "&#39;".utf8)
        default: out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7f { return scalar.value < 0x20 && scalar != "\n" }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
            return true
        default: return scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    private static func isStacked(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return true
        default: return false
        }
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
