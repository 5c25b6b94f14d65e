import Bytes

/// What reading a report needs beyond `JSONObject`'s own.
extension JSONObject {
    /// What `read` makes of each object of an array; every object is read to its end.
    mutating func list<Value>(
        _ key: String,
        _ read: (inout JSONObject) throws(FormatError) -> Value
    ) throws(FormatError) -> [Value] {
        var values: [Value] = []
        for var object in try objects(key) {
            values.append(try read(&object))
            try object.end()
        }
        return values
    }

    /// As `list`, and empty where the key is absent.
    mutating func optionalList<Value>(
        _ key: String,
        _ read: (inout JSONObject) throws(FormatError) -> Value
    ) throws(FormatError) -> [Value] {
        has(key) ? try list(key, read) : []
    }

    /// What `read` makes of one object, read to its end.
    mutating func single<Value>(
        _ key: String,
        _ read: (inout JSONObject) throws(FormatError) -> Value
    ) throws(FormatError) -> Value {
        var object = try object(key)
        let value = try read(&object)
        try object.end()
        return value
    }

    mutating func optionalSingle<Value>(
        _ key: String,
        _ read: (inout JSONObject) throws(FormatError) -> Value
    ) throws(FormatError) -> Value? {
        has(key) ? try single(key, read) : nil
    }

    mutating func optionalInteger(_ key: String, from least: Int64) throws(FormatError) -> Int? {
        has(key) ? try integer(key, in: least...JSON.largestInteger) : nil
    }

    mutating func optionalString(_ key: String) throws(FormatError) -> String? {
        has(key) ? try string(key) : nil
    }

    mutating func optionalDigest(_ key: String) throws(FormatError) -> Digest? {
        has(key) ? try digest(key) : nil
    }

    /// One word of an enumeration.
    mutating func word<Word: RawRepresentable & CaseIterable>(_ key: String) throws(FormatError) -> Word
    where Word.RawValue == String {
        let text = try string(key)
        guard let word = Word(rawValue: text) else {
            let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw FormatError(
                .badValue,
                at: location(key),
                "got \"\(text.prefix(40))\", want one of \(known)"
            )
        }
        return word
    }

    /// A code or the name of a check: lower-case words and digits with `-` between them.
    mutating func token(_ key: String) throws(FormatError) -> String {
        let text = try string(key)
        guard text.isToken else {
            throw FormatError(
                .badValue,
                at: location(key),
                "got \"\(text.prefix(40))\", want lower-case words with \"-\" between"
            )
        }
        return text
    }

    /// A decimal as `MetricValue` reads it.
    mutating func decimal(_ key: String) throws(FormatError) -> String {
        let text = try string(key)
        guard MetricValue(text) != nil else {
            throw FormatError(
                .badValue,
                at: location(key),
                "got \"\(text.prefix(20))\", want a decimal of at most six digits"
            )
        }
        return text
    }

    /// A seed as `Sampler` takes it: text of 1 to 1,024 bytes without control characters.
    mutating func seed(_ key: String) throws(FormatError) -> String {
        let text = try string(key)
        let isText = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard (1...1_024).contains(text.utf8.count), isText else {
            throw FormatError(.badValue, at: location(key), "want 1 to 1024 bytes without control characters")
        }
        return text
    }

    mutating func digests(_ key: String) throws(FormatError) -> [Digest] {
        var digests: [Digest] = []
        for (index, text) in try strings(key).enumerated() {
            guard let digest = Digest(hex: text) else {
                throw FormatError(
                    .badValue,
                    at: location("\(key)[\(index)]"),
                    "want 64 lower-case hexadecimal digits"
                )
            }
            digests.append(digest)
        }
        return digests
    }

    /// A decimal from 0.0000 to 1.0000 with four digits.
    mutating func probability(_ key: String) throws(FormatError) -> String {
        let text = try string(key)
        let digits = text.utf8.filter { $0 != UInt8(ascii: ".") }
        guard text.utf8.count == 6, text.utf8.dropFirst().first == UInt8(ascii: "."), digits.count == 5,
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw FormatError(.badValue, at: location(key), "want four decimals, such as 0.0498") }
        guard digits.lexicographicallyPrecedes("10001".utf8) else {
            throw FormatError(.badValue, at: location(key), "got \(text), want 1.0000 at most")
        }
        return text
    }
}

extension String {
    /// Whether it is a code: `^[a-z0-9]+(-[a-z0-9]+)*$`, at most 64 bytes.
    fileprivate var isToken: Bool {
        let words = utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return utf8.count <= 64
            && words.allSatisfy { word in
                !word.isEmpty && word.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) }
            }
    }
}
