import Bytes

extension CBOR {
    /// Reads one value and nothing after it; each head must be in its shortest form, each key stand once.
    ///
    /// The order of keys is free: AWS keeps that of its structure, not that of RFC 8949 section 4.2.1. Lengths
    /// stand beforehand, but for a map that is the whole.
    init(reading bytes: some Collection<UInt8>, name: String, limits: Limits = .document) throws(FormatError)
    {
        guard bytes.count <= limits.bytes else {
            throw FormatError(.tooLarge, at: name, "\(bytes.count) bytes, at most \(limits.bytes) allowed")
        }
        var reader = CBORReader(cursor: ByteCursor(bytes, name: name), limits: limits)
        self = try reader.value(level: 1)
        try reader.cursor.end()
    }
}

/// One pass over the bytes, recursion bounded by the limits.
private struct CBORReader {
    var cursor: ByteCursor
    let limits: CBOR.Limits
    var items = 0

    mutating func value(level: Int) throws(FormatError) -> CBOR {
        try value(head(), level: level)
    }

    private mutating func value(_ head: Head, level: Int) throws(FormatError) -> CBOR {
        guard level <= limits.depth else { throw cursor.error(.tooLarge, "at most \(limits.depth) levels") }
        items += 1
        guard items <= limits.items else { throw cursor.error(.tooLarge, "at most \(limits.items) items") }
        guard let argument = head.argument else { return .map(try openMap(head, level: level)) }
        switch head.major {
        case .unsigned: return .unsigned(argument)
        case .negative: return .negative(argument)
        case .bytes: return .bytes(Array(try content(argument)))
        case .text: return .text(try text(argument))
        case .array: return .array(try array(argument, level: level))
        case .map: return .map(try map(argument, level: level))
        case .tag: throw cursor.error(.badValue, "tag \(argument) where none is allowed")
        case .simple: return try simple(argument)
        }
    }

    /// The first bytes of an item; the argument is nil for one without a stated length, and for its end.
    private struct Head {
        let major: CBOR.Major
        let argument: UInt64?
    }

    private mutating func head() throws(FormatError) -> Head {
        let first = try cursor.u8()
        guard let major = CBOR.Major(rawValue: first >> 5) else { throw cursor.error(.badValue, "no type") }
        let argument: UInt64
        switch first & 31 {
        case let short where short < 24: return Head(major: major, argument: UInt64(short))
        case 24: argument = UInt64(try cursor.u8())
        case 25: argument = UInt64(try cursor.bigEndian(UInt16.self))
        case 26: argument = UInt64(try cursor.bigEndian(UInt32.self))
        case 27: argument = try cursor.bigEndian(UInt64.self)
        case 31: return Head(major: major, argument: nil)
        default: throw cursor.error(.badValue, "reserved head \(Hex.encode([first]))")
        }
        // RFC 8949 section 3.3: a float shares the major type of simple values.
        guard major != .simple else { throw cursor.error(.badValue, "want false, true or null") }
        guard CBOR.head(major, argument).first == first else {
            throw cursor.error(.badValue, "\(argument) is not in its shortest form")
        }
        return Head(major: major, argument: argument)
    }

    // Before anything is kept, a length is held against the bytes that are left.
    private mutating func content(_ count: UInt64) throws(FormatError) -> ArraySlice<UInt8> {
        guard let count = Int(exactly: count), count <= cursor.remaining else {
            throw cursor.error(.truncated, "want \(count) bytes, \(cursor.remaining) left")
        }
        return try cursor.take(count)
    }

    private mutating func text(_ count: UInt64) throws(FormatError) -> String {
        guard let text = String(validating: try content(count), as: UTF8.self) else {
            throw cursor.error(.badText, "text is not UTF-8")
        }
        return text
    }

    private mutating func array(_ count: UInt64, level: Int) throws(FormatError) -> [CBOR] {
        var elements: [CBOR] = []
        for _ in 0..<(try number(count)) { elements.append(try value(level: level + 1)) }
        return elements
    }

    private mutating func map(_ count: UInt64, level: Int) throws(FormatError) -> [CBOR: CBOR] {
        var members: [CBOR: CBOR] = [:]
        for _ in 0..<(try number(count)) { try member(head(), of: &members, level: level) }
        return members
    }

    // RFC 8949 section 3.2.2. Hypervisors of AWS write the outermost map of the payload so since 2025, and
    // nothing else.
    private mutating func openMap(_ head: Head, level: Int) throws(FormatError) -> [CBOR: CBOR] {
        guard head.major == .map, level == 1 else { throw cursor.error(.badValue, "want a definite length") }
        var members: [CBOR: CBOR] = [:]
        while true {
            let next = try self.head()
            if next.major == .simple, next.argument == nil { return members }
            try member(next, of: &members, level: level)
        }
    }

    // Keys are texts or small numbers: nothing that could be deep.
    private mutating func member(
        _ head: Head,
        of members: inout [CBOR: CBOR],
        level: Int
    ) throws(FormatError) {
        guard head.major == .text || head.major == .unsigned else {
            throw cursor.error(.badValue, "want text or a number as key")
        }
        let key = try value(head, level: level + 1)
        let value = try value(level: level + 1)
        guard members.updateValue(value, forKey: key) == nil else {
            throw cursor.error(.badValue, "a key is repeated")
        }
    }

    private func number(_ count: UInt64) throws(FormatError) -> Int {
        guard let count = Int(exactly: count), count <= limits.items else {
            throw cursor.error(.tooLarge, "\(count) members, at most \(limits.items) items allowed")
        }
        return count
    }

    private func simple(_ argument: UInt64) throws(FormatError) -> CBOR {
        switch argument {
        case 20: return .bool(false)
        case 21: return .bool(true)
        case 22: return .null
        default: throw cursor.error(.badValue, "simple value \(argument), want false, true or null")
        }
    }
}
