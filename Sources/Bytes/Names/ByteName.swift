/// A name from outside: of a file, a path, an entry; it is its bytes, and nothing else is that name.
///
/// Swift holds strings for equal that are canonically equivalent in Unicode, so that in a set of strings `è` in one
/// scalar and `e` with a grave accent are one name, and KELVIN SIGN is the letter K. On the file systems of Linux they
/// are two files. Equality, hash and order of this type are those of the bytes.
package struct ByteName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// What tests switch off, to see that nothing else caught a twin.
    package static let rule = "names-are-bytes"

    package let bytes: [UInt8]

    package init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    package init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

    /// The name as text; nil where it is not UTF-8, or has a character that stands for a byte in paths of arguments: such
    /// a name is shown, and matches nothing.
    package var text: String? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        return PathText.isPlain(text) || KnockOut.isOff(PathText.rule) ? text : nil
    }

    /// The name on one line, with nothing hidden in it.
    package var description: String { Escape.line(bytes) }

    package static func == (a: ByteName, b: ByteName) -> Bool {
        a.bytes == b.bytes || KnockOut.isOff(rule) && a.equivalent == b.equivalent
    }

    package func hash(into hasher: inout Hasher) {
        if KnockOut.isOff(ByteName.rule) { equivalent.hash(into: &hasher) } else { bytes.hash(into: &hasher) }
    }

    package static func < (a: ByteName, b: ByteName) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }

    private var equivalent: String { String(decoding: bytes, as: UTF8.self) }
}

extension ByteName: ExpressibleByStringLiteral {
    package init(stringLiteral value: StaticString) {
        bytes = value.withUTF8Buffer { Array($0) }
    }
}

extension StringProtocol {
    /// Whether both are the same bytes; `==` holds for canonically equivalent texts too.
    package func isSame(as other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }

    /// Whether the text begins with these bytes; `hasPrefix` compares characters.
    package func begins(with other: some StringProtocol) -> Bool { utf8.starts(with: other.utf8) }

    /// Whether the text ends with these bytes; `hasSuffix` compares characters.
    package func ends(with other: some StringProtocol) -> Bool {
        let surplus = utf8.count - other.utf8.count
        return surplus >= 0 && utf8.dropFirst(surplus).elementsEqual(other.utf8)
    }

    /// Whether its bytes come before those of the other text.
    package func precedes(_ other: some StringProtocol) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }

    /// What stands between slashes; a mark behind a slash makes no other character of it.
    package var pathParts: [String] {
        utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}

extension Sequence<String> {
    /// In the order of their bytes.
    package func sortedByBytes() -> [String] { sorted { $0.precedes($1) } }
}

extension Sequence where Element: StringProtocol {
    /// Whether one of them is the same bytes.
    package func containsSame(as text: some StringProtocol) -> Bool { contains { $0.isSame(as: text) } }
}
