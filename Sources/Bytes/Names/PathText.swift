/// Paths as text, whatever their bytes are: what is no UTF-8 in an argument becomes text here, and bytes again for C.
///
/// Each byte from 0x80 that is no part of valid UTF-8 stands in the text as one character for private use, U+10F780 to
/// U+10F7FF. One of those that an argument has itself is taken apart in the same way, so that no two paths are one text.
/// Outputs show each of them as its byte: `\xf6`. Text from anywhere but the command line names no file with them
/// (`ByteName.text`, `File.reading(_:beneath:)`).
package enum PathText {
    /// What tests switch off, to see that nothing else caught a twin.
    package static let rule = "path-text"
    private static let base: UInt32 = 0x10_f700

    /// The text of a path.
    package static func text(_ bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self), isPlain(text) { return text }
        var (text, rest) = (String.UnicodeScalarView(), Array(bytes)[...])
        while let first = rest.first {
            var (decoder, iterator) = (UTF8(), rest.makeIterator())
            if case .scalarValue(let scalar) = decoder.decode(&iterator), byte(scalar) == nil {
                text.append(scalar)
                rest = rest.dropFirst(UTF8.width(scalar))
            } else {
                text.append(Unicode.Scalar(base + UInt32(first)) ?? "\u{fffd}")
                rest = rest.dropFirst()
            }
        }
        return String(text)
    }

    /// The bytes of a path.
    package static func bytes(_ text: some StringProtocol) -> [UInt8] {
        guard !isPlain(text) else { return Array(text.utf8) }
        return text.unicodeScalars.flatMap { scalar in byte(scalar).map { [$0] } ?? UTF8.bytes(scalar) }
    }

    /// The byte that a character stands for; nil for one that stands for itself.
    static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
        (base + 0x80...base + 0xff).contains(scalar.value) ? UInt8(scalar.value - base) : nil
    }

    /// Whether every character stands for itself.
    package static func isPlain(_ text: some StringProtocol) -> Bool {
        !text.utf8.contains(0xf4) || text.unicodeScalars.allSatisfy { byte($0) == nil }
    }
}

extension String {
    /// The path as the functions of C take it; a zero within ends it there.
    package var cPath: [CChar] { PathText.bytes(self).map { CChar(bitPattern: $0) } + [0] }
}
