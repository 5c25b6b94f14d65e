extension JSON {
    /// Reads restricted JSON in any spelling: what a trainer writes, before it is made canonical.
    package init(parsing bytes: some Collection<UInt8>, limits: Limits) throws(FormatError) {
        guard bytes.count <= limits.bytes else {
            throw FormatError(.tooLarge, at: "", "\(bytes.count) bytes, at most \(limits.bytes) allowed")
        }
        var parser = JSONParser(bytes: Array(bytes), depth: limits.depth)
        do { self = try parser.document() } catch {
            // Only a mark stops a value: line ends may stand between its tokens.
            guard let mark = WindowsText.fault(in: bytes.prefix(3)) else { throw error }
            throw FormatError(.jsonSyntax, at: "byte 0", "\(mark), want a value in UTF-8 without it")
        }
    }

    /// Reads the canonical spelling only: decode, encode, compare.
    package init(canonical bytes: some Collection<UInt8>, limits: Limits) throws(FormatError) {
        try self.init(parsing: bytes, limits: limits)
        let again = canonicalBytes
        guard again.elementsEqual(bytes) else {
            let same = zip(again, bytes).prefix { $0 == $1 }.count
            throw FormatError(
                .jsonNotCanonical,
                at: "byte \(same)",
                WindowsText.detail("want canonical JSON (RFC 8785)", in: bytes)
            )
        }
    }
}

/// One pass over the bytes, recursion bounded by `depth`.
private struct JSONParser {
    let bytes: [UInt8]
    let depth: Int
    var index = 0

    mutating func document() throws(FormatError) -> JSON {
        let value = try value(level: 1)
        skipSpace()
        guard index == bytes.count else { throw error(.trailingBytes, "want nothing after the value") }
        return value
    }

    private mutating func value(level: Int) throws(FormatError) -> JSON {
        guard level <= depth else { throw error(.jsonTooDeep, "at most \(depth) levels") }
        skipSpace()
        switch peek() {
        case UInt8(ascii: "{"): return try object(level: level)
        case UInt8(ascii: "["): return try array(level: level)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"):
            try literal("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try literal("false")
            return .bool(false)
        case UInt8(ascii: "-"), .some(0x30...0x39): return .integer(try integer())
        case UInt8(ascii: "n"): throw error(.jsonSyntax, "null is not allowed; omit the key")
        case .none: throw error(.truncated, "want a value")
        default: throw error(.jsonSyntax, "want a value")
        }
    }

    private mutating func object(level: Int) throws(FormatError) -> JSON {
        index += 1
        var members: [String: JSON] = [:]
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            let start = index
            guard peek() == UInt8(ascii: "\"") else { throw error(.jsonSyntax, "want a key") }
            let key = try string()
            guard JSONParser.isKey(key) else {
                throw FormatError(.jsonSyntax, at: "byte \(start)", "key must match [A-Za-z_][A-Za-z0-9_]*")
            }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw error(.jsonSyntax, "want \":\"") }
            let value = try value(level: level + 1)
            guard members.updateValue(value, forKey: key) == nil else {
                throw FormatError(.jsonDuplicateKey, at: "byte \(start)", "duplicate key \"\(key)\"")
            }
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw error(.jsonSyntax, "want \",\" or \"}\"") }
        }
    }

    private mutating func array(level: Int) throws(FormatError) -> JSON {
        index += 1
        var elements: [JSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value(level: level + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw error(.jsonSyntax, "want \",\" or \"]\"") }
        }
    }

    private mutating func integer() throws(FormatError) -> Int64 {
        let start = index
        let negative = take(UInt8(ascii: "-"))
        let digits = index
        var value: Int64 = 0
        while let digit = peek(), (0x30...0x39).contains(digit) {
            value = value * 10 + Int64(digit - 0x30)
            guard value <= JSON.largestInteger else {
                throw FormatError(.badValue, at: "byte \(start)", "integer beyond ±(2^53−1)")
            }
            index += 1
        }
        guard index > digits, bytes[digits] != 0x30 || index == digits + 1, !negative || value != 0 else {
            throw FormatError(.jsonSyntax, at: "byte \(start)", "want an integer without leading zeros")
        }
        if let next = peek(), [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(next) {
            throw FormatError(
                .jsonFloat,
                at: "byte \(start)",
                "floats are not allowed; hint: send a decimal string"
            )
        }
        return negative ? -value : value
    }

    private mutating func string() throws(FormatError) -> String {
        index += 1
        var text: [UInt8] = []
        while let byte = peek() {
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let decoded = String(validating: text, as: UTF8.self) else {
                    throw error(.badText, "string is not UTF-8")
                }
                return decoded
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw error(.jsonSyntax, "control character in a string")
            default: text.append(byte)
            }
        }
        throw error(.truncated, "unterminated string")
    }

    private mutating func escape(into text: inout [UInt8]) throws(FormatError) {
        guard let byte = peek() else { throw error(.truncated, "unterminated escape") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "u"): text.append(contentsOf: try unicodeEscape())
        default: throw error(.jsonSyntax, "unknown escape")
        }
    }

    private mutating func unicodeEscape() throws(FormatError) -> [UInt8] {
        var unit = try fourDigits()
        if (0xd800..<0xdc00).contains(unit) {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw error(.badText, "lone surrogate")
            }
            let low = try fourDigits()
            guard (0xdc00..<0xe000).contains(low) else { throw error(.badText, "lone surrogate") }
            unit = 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
        }
        guard let scalar = Unicode.Scalar(unit) else { throw error(.badText, "lone surrogate") }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func fourDigits() throws(FormatError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Hex.value(byte | (byte >= 0x41 ? 0x20 : 0)) else {
                throw error(.jsonSyntax, "want four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }

    private mutating func literal(_ word: String) throws(FormatError) {
        for expected in word.utf8 {
            guard take(expected) else { throw error(.jsonSyntax, "want \(word)") }
        }
    }

    private mutating func skipSpace() {
        while let byte = peek(), [0x20, 0x09, 0x0a, 0x0d].contains(byte) { index += 1 }
    }

    private func peek() -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        index += 1
        return true
    }

    private static func isKey(_ key: String) -> Bool {
        guard let first = key.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return key.utf8.allSatisfy {
            switch $0 {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f: true
            default: false
            }
        }
    }

    private func error(_ code: FormatError.Code, _ detail: String) -> FormatError {
        FormatError(code, at: "byte \(index)", detail)
    }
}
