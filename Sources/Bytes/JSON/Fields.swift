/// The members of one JSON object, read and written by the same lines.
///
/// A type says its form once, in `init(_ fields: inout Fields<Self>)`. Each call names a key, the property and the
/// form of the member; reading, it takes the member out of an object, and writing, it puts the property in and gives
/// it back:
///
///     init(_ fields: inout Fields<Self>) throws(FormatError) {
///         root = try fields("root", \.root, .digest)
///         size = try fields("size", \.size, .integer(in: 1...JSON.largestInteger))
///     }
///
/// Where a property is optional, the member may be absent: the same call takes it.
package struct Fields<Whole> {
    /// Reading: what no call has taken yet.
    private var object: JSONObject
    /// Writing: the value.
    private let whole: Whole?
    private var written: [String: JSON] = [:]

    init(reading object: JSONObject) {
        self.object = object
        whole = nil
    }

    init(writing whole: Whole, at path: String) {
        object = JSONObject(path: path)
        self.whole = whole
    }

    /// What was written.
    var json: JSON { .object(written) }

    /// Refuses members that no call took.
    func end() throws(FormatError) { try object.end() }

    /// Whether a value is read, and not written.
    package var isReading: Bool { whole == nil }

    /// What errors call the member.
    package func location(_ key: String) -> String { object.location(key) }

    /// A member that must be there.
    package mutating func callAsFunction<Value>(
        _ key: String,
        _ property: (Whole) -> Value,
        _ form: Form<Value>
    ) throws(FormatError) -> Value {
        guard let whole else { return try object.take(key, form) }
        let value = property(whole)
        written[key] = try form.write(value, location(key))
        return value
    }

    /// A member that may be absent: nil where it is.
    package mutating func callAsFunction<Value>(
        _ key: String,
        _ property: (Whole) -> Value?,
        _ form: Form<Value>
    ) throws(FormatError) -> Value? {
        guard let whole else { return object.has(key) ? try object.take(key, form) : nil }
        guard let value = property(whole) else { return nil }
        written[key] = try form.write(value, location(key))
        return value
    }

    /// A list that is absent where it is empty.
    package mutating func unlessEmpty<Element>(
        _ key: String,
        _ property: (Whole) -> [Element],
        _ form: Form<[Element]>
    ) throws(FormatError) -> [Element] {
        let list = try self(key, { property($0).isEmpty ? nil : property($0) }, form)
        guard list?.isEmpty != true else {
            throw FormatError(.badValue, at: location(key), "want no key where it is empty")
        }
        return list ?? []
    }

    /// A text that every such object has.
    package mutating func constant(_ key: String, _ text: String) throws(FormatError) {
        guard isReading else {
            written[key] = .string(text)
            return
        }
        try object.expect(key, text)
    }

    /// An object whose members are properties of the whole.
    package mutating func nested<Members>(
        _ key: String,
        _ body: (inout Fields) throws(FormatError) -> Members
    ) throws(FormatError) -> Members {
        guard let whole else {
            var inner = Fields(reading: try object.object(key))
            let members = try body(&inner)
            try inner.end()
            return members
        }
        var inner = Fields(writing: whole, at: location(key))
        let members = try body(&inner)
        written[key] = inner.json
        return members
    }

    /// An error at a member.
    package func refusal(_ key: String, _ detail: String) -> FormatError {
        FormatError(.badValue, at: location(key), detail)
    }
}

/// A value that has one form as a JSON object, said once for reading and writing.
package protocol FieldCoded {
    init(_ fields: inout Fields<Self>) throws(FormatError)
}

extension FieldCoded {
    /// Reads an object; members that the form does not have are refused.
    ///
    /// - Parameter path: what errors call the object.
    package init(_ json: JSON, path: String) throws(FormatError) {
        try self.init(JSONObject(json, path: path))
    }

    /// Reads an object; members that the form does not have are refused.
    package init(_ object: JSONObject) throws(FormatError) {
        var fields = Fields<Self>(reading: object)
        try self.init(&fields)
        try fields.end()
    }

    /// The value as an object, or why it would not be read back.
    package func written(at path: String) throws(FormatError) -> JSON {
        var fields = Fields(writing: self, at: path)
        _ = try Self(&fields)
        return fields.json
    }

    /// The value as an object.
    ///
    /// - Precondition: it would be read back. `written(at:)` says so of what people have typed.
    package var json: JSON {
        do { return try written(at: "") } catch {
            fatalError("\(Self.self) would not be read back: \(error)")
        }
    }

    /// The one spelling of the object; the precondition is that of `json`.
    package var canonicalBytes: [UInt8] { json.canonicalBytes }
}
