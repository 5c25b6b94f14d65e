import Bytes

/// The spellings that documents about plug-ins share; `Formats/plugin-v1.md` section 1.
package enum PluginWords {
    package static let `protocol` = "bulla-plugin/1"
    /// The second and last argument of every plug-in.
    package static let argument = "--bulla-plugin=verify-v1"
    /// A kind of proof has at most 32 bytes, and seven go before a format's name.
    static let formatLimit = 25
    static let kindPrefix = "plugin-"

    /// The kind of proof that carries artifacts of a format: `plugin-` and its name.
    package static func kind(ofFormat format: String) -> String { kindPrefix + format }

    /// Whether it is `[a-z0-9-]+/[a-z0-9.]+` of at most 25 bytes.
    package static func isFormat(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard text.utf8.count <= formatLimit, parts.count == 2 else { return false }
        return parts.allSatisfy { !$0.isEmpty }
            && parts[0].allSatisfy { isWordByte($0) || $0 == UInt8(ascii: "-") }
            && parts[1].allSatisfy { isWordByte($0) || $0 == UInt8(ascii: ".") }
    }

    /// Whether it is `[a-z0-9-]+` of at most 64 bytes: names, roles and codes.
    static func isWord(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: "-") }
    }

    /// Whether it is 1 to 256 visible characters of ASCII: public inputs.
    static func isVisible(_ text: String) -> Bool {
        (1...256).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }

    /// Whether it is a relative path of up to eight parts `[A-Za-z0-9._-]+` that do not begin with a dot.
    static func isFileName(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard text.utf8.count <= 200, parts.count <= 8 else { return false }
        return parts.allSatisfy { part in
            guard let first = part.first, first != UInt8(ascii: ".") else { return false }
            return part.allSatisfy { isNameByte($0) }
        }
    }

    /// Refuses a list that is not strictly ascending in the order of bytes.
    static func checkAscending(_ texts: [String], at location: String) throws(FormatError) {
        for (first, second) in zip(texts, texts.dropFirst())
        where !first.utf8.lexicographicallyPrecedes(second.utf8) {
            throw FormatError(.badValue, at: location, "\"\(second)\" stands after \"\(first)\"")
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isWordByte(byte) || (0x41...0x5a).contains(byte) || [0x2d, 0x2e, 0x5f].contains(byte)
    }
}

extension Form<String> {
    /// The role of an artifact.
    static var role: Form { string.that(is: "[a-z0-9-]+", PluginWords.isWord) }

    /// The format of an artifact.
    static var format: Form { string.that(is: "[a-z0-9-]+/[a-z0-9.]+", PluginWords.isFormat) }
}

extension Form {
    /// Elements that ascend by the bytes of their names, each once.
    func inOrder<Element>(of name: @escaping (Element) -> String) -> Form where Value == [Element] {
        checked { (elements, place) throws(FormatError) in
            try PluginWords.checkAscending(elements.map(name), at: place)
        }
    }
}
