import Bytes

/// Text of others as a reader of a page may see it: escaped, bounded, and with nothing hidden in it.
///
/// What is hidden, and how it is written instead, is `Escape`'s to say; line feeds stay, which begin no line of ours
/// here. What is left are characters of XML 1.0.
package enum VisibleText {
    /// The most bytes of one text that are shown.
    package static let limit = 8_192

    /// Appends the text with the five characters of markup escaped.
    package static func append(_ text: String, to out: inout [UInt8]) {
        let end = shownEnd(text)
        Escape.append(text[..<end], to: &out, keeping: { $0 == "\n" }, writing: append)
        guard end < text.endIndex else { return }
        out.append(contentsOf: " … (\(text.utf8[end...].count) more bytes)".utf8)
    }

    /// Behind the scalar with which the limit is reached.
    private static func shownEnd(_ text: String) -> String.Index {
        guard text.utf8.count > limit else { return text.endIndex }
        var end = text.utf8.index(text.startIndex, offsetBy: limit)
        while end < text.endIndex, text.utf8[end] & 0xc0 == 0x80 { text.utf8.formIndex(after: &end) }
        return end
    }

    private static func append(_ scalar: Unicode.Scalar, to out: inout [UInt8]) {
        switch scalar {
        case "&": out.append(contentsOf: "&amp;".utf8)
        case "<": out.append(contentsOf: "&lt;".utf8)
        case ">": out.append(contentsOf: "&gt;".utf8)
        case "\"": out.append(contentsOf: "&quot;".utf8)
        case "'": out.append(contentsOf: "&#39;".utf8)
        default: out.append(contentsOf: UTF8.bytes(scalar))
        }
    }
}
