import Bytes

/// Reads the pairs of Intel's extension; strict DER (X.690 section 10), short forms only where they fit.
enum SGXExtension {
    // 1.2.840.113741.1.13.1
    private static let prefix: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01]
    private static let sequence: UInt8 = 0x30
    private static let identifier: UInt8 = 0x06
    private static let octets: UInt8 = 0x04
    private static let number: UInt8 = 0x02

    /// The encoded values by the last number of their identifiers.
    static func members(
        _ encoded: ArraySlice<UInt8>,
        of branch: [UInt8]
    ) throws(FormatError) -> [UInt8: ArraySlice<UInt8>] {
        var outer = ByteCursor(encoded, name: "SGX extension")
        var pairs = ByteCursor(try element(&outer, sequence).content, name: "SGX extension")
        try outer.end()
        var members: [UInt8: ArraySlice<UInt8>] = [:]
        while !pairs.isAtEnd {
            var pair = ByteCursor(try element(&pairs, sequence).content, name: "SGX extension")
            let name = Array(try element(&pair, identifier).content)
            guard name.count == prefix.count + branch.count + 1, name.starts(with: prefix + branch),
                let last = name.last, members[last] == nil
            else { throw pair.error(.badValue, "identifier \(Hex.encode(name)) twice, or out of place") }
            members[last] = try pair.take(pair.remaining)
        }
        return members
    }

    static func bytes(
        _ members: [UInt8: ArraySlice<UInt8>],
        _ key: UInt8,
        count: Int
    ) throws(FormatError) -> [UInt8] {
        let content = try value(members, key, octets)
        guard content.count == count else {
            throw FormatError(.badValue, at: "SGX extension \(key)", "\(content.count) bytes, want \(count)")
        }
        return Array(content)
    }

    static func integer(
        _ members: [UInt8: ArraySlice<UInt8>],
        _ key: UInt8,
        at branch: UInt8,
        limit: Int
    ) throws(FormatError) -> Int {
        let content = Array(try value(members, key, number))
        let bad = FormatError(
            .badValue,
            at: "SGX extension \(branch).\(key)",
            "integer \(Hex.encode(content)), want 0 to \(limit) in shortest form"
        )
        guard (1...3).contains(content.count), content[0] < 0x80 else { throw bad }
        guard content.count == 1 || content[0] != 0 || content[1] >= 0x80 else { throw bad }
        let value = content.reduce(0) { $0 << 8 | Int($1) }
        guard value <= limit else { throw bad }
        return value
    }

    private static func value(
        _ members: [UInt8: ArraySlice<UInt8>],
        _ key: UInt8,
        _ tag: UInt8
    ) throws(FormatError) -> ArraySlice<UInt8> {
        guard let encoded = members[key] else {
            throw FormatError(.badValue, at: "SGX extension", "want a value \(key)")
        }
        var cursor = ByteCursor(encoded, name: "SGX extension \(key)")
        let content = try element(&cursor, tag).content
        try cursor.end()
        return content
    }

    private static func element(
        _ cursor: inout ByteCursor,
        _ wanted: UInt8
    ) throws(FormatError) -> (tag: UInt8, content: ArraySlice<UInt8>) {
        let tag = try cursor.u8()
        guard tag == wanted else { throw cursor.error(.badValue, "tag \(tag), want \(wanted)") }
        return (tag, try cursor.take(length(&cursor)))
    }

    private static func length(_ cursor: inout ByteCursor) throws(FormatError) -> Int {
        let first = try cursor.u8()
        switch first {
        case 0..<0x80: return Int(first)
        case 0x81:
            let length = Int(try cursor.u8())
            guard length >= 0x80 else { throw cursor.error(.badValue, "length not in shortest form") }
            return length
        case 0x82:
            let length = Int(try cursor.bigEndian(UInt16.self))
            guard length > 0xff else { throw cursor.error(.badValue, "length not in shortest form") }
            return length
        default: throw cursor.error(.tooLarge, "length byte \(first)")
        }
    }
}
