/// Reads the members of one object by name; `end()` refuses those that nobody asked for.
package struct JSONObject {
    private var members: [String: JSON]
    private let path: String

    /// Fails unless `value` is an object; `path` is what errors call it.
    package init(_ value: JSON, path: String) throws(FormatError) {
        guard case .object(let members) = value else {
            throw FormatError(.jsonWrongType, at: path, "want an object, got \(value.kind)")
        }
        self.members = members
        self.path = path
    }

    /// An object without members.
    init(path: String) {
        members = [:]
        self.path = path
    }

    package func has(_ key: String) -> Bool { members[key] != nil }

    /// The keys that nobody has read yet, in order; for documents of others, which may grow.
    package var unread: [String] { members.keys.sorted() }

    package mutating func value(_ key: String) throws(FormatError) -> JSON {
        guard let value = members.removeValue(forKey: key) else {
            throw FormatError(.jsonMissingKey, at: path, "want key \"\(key)\"")
        }
        return value
    }

    /// A member of that form.
    package mutating func take<Value>(_ key: String, _ form: Form<Value>) throws(FormatError) -> Value {
        try form.read(value(key), location(key))
    }

    package mutating func string(_ key: String) throws(FormatError) -> String { try take(key, .string) }

    package mutating func bool(_ key: String) throws(FormatError) -> Bool { try take(key, .bool) }

    /// An integer within `range`.
    package mutating func integer(
        _ key: String,
        in range: ClosedRange<Int64> = 0...JSON.largestInteger
    ) throws(FormatError) -> Int { try take(key, .integer(in: range)) }

    package mutating func digest(_ key: String) throws(FormatError) -> Digest { try take(key, .digest) }

    package mutating func time(_ key: String) throws(FormatError) -> Timestamp { try take(key, .time) }

    /// Bytes in padded base64; exactly `count` of them when given.
    package mutating func base64(_ key: String, count: Int? = nil) throws(FormatError) -> [UInt8] {
        try take(key, .base64(count: count))
    }

    /// Bytes in lower-case hexadecimal; as many of them as `sizes` allows.
    package mutating func hex(_ key: String, sizes: ClosedRange<Int>) throws(FormatError) -> [UInt8] {
        try take(key, .hex(sizes: sizes))
    }

    package mutating func array(_ key: String) throws(FormatError) -> [JSON] {
        try take(key, .list(of: .any))
    }

    package mutating func strings(_ key: String) throws(FormatError) -> [String] {
        try take(key, .list(of: .string))
    }

    /// The members of an array of objects, each with its path.
    package mutating func objects(_ key: String) throws(FormatError) -> [JSONObject] {
        var found: [JSONObject] = []
        for (index, element) in try array(key).enumerated() {
            found.append(try JSONObject(element, path: location("\(key)[\(index)]")))
        }
        return found
    }

    package mutating func object(_ key: String) throws(FormatError) -> JSONObject {
        try JSONObject(value(key), path: location(key))
    }

    /// The value that `read` gives, or nil where the key is absent.
    package mutating func optional<Value>(
        _ key: String,
        _ read: (inout JSONObject, String) throws(FormatError) -> Value
    ) throws(FormatError) -> Value? {
        guard has(key) else { return nil }
        return try read(&self, key)
    }

    /// Refuses any other text under `key`.
    package mutating func expect(_ key: String, _ wanted: String) throws(FormatError) {
        let got = try string(key)
        guard got.isSame(as: wanted) else {
            if JSONObject.isNewer(got, than: wanted) {
                throw FormatError(
                    .unknownVersion,
                    at: location(key),
                    "is \(got), newer than this program reads: get a newer one"
                )
            }
            throw FormatError(.badValue, at: location(key), "got \"\(got.prefix(80))\", want \"\(wanted)\"")
        }
    }

    /// Whether a name is the same but for a higher version: `NAME/2` where `NAME/1` is known, `NAME:v2`, `NAME/v2`.
    package static func isNewer(_ got: String, than wanted: String) -> Bool {
        func parts(_ text: String) -> (name: Substring, version: Int)? {
            guard text.utf8.count <= 80 else { return nil }
            let count = text.utf8.reversed().prefix { (0x30...0x39).contains($0) }.count
            let name = String(text.prefix(upTo: text.utf8.index(text.utf8.endIndex, offsetBy: -count)))
            guard count <= 9, ["/", "/v", ":v"].contains(where: { name.ends(with: $0) }) else { return nil }
            return Int(String(decoding: text.utf8.suffix(count), as: UTF8.self)).map { (name[...], $0) }
        }
        guard let got = parts(got), let wanted = parts(wanted) else { return false }
        return got.name.isSame(as: wanted.name) && got.version > wanted.version
    }

    /// Refuses keys that nobody read.
    package func end() throws(FormatError) {
        guard let key = members.keys.min() else { return }
        throw FormatError(.jsonUnknownKey, at: path, "unknown key \"\(key)\"")
    }

    package func location(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
