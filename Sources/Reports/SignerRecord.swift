package import Bytes

/// A key that signed the manifest, what that is worth, and what shows it.
package struct SignerRecord: Hashable, Sendable {
    /// When a key ended, and how: `revoked`, `retired` or `expired`.
    package struct End: Hashable, Sendable {
        package let kind: String
        package let at: Timestamp

        package init(kind: String, at: Timestamp) {
            self.kind = kind
            self.at = at
        }
    }

    /// Who had seen the signature, when, and by what means that is known.
    package struct Sighting: Hashable, Sendable {
        package let person: String
        package let at: Timestamp
        package let means: String

        package init(person: String, at: Timestamp, means: String) {
            self.person = person
            self.at = at
            self.means = means
        }
    }

    /// The person's id.
    package let person: String
    package let key: Digest
    /// Whether the signature counts towards the threshold.
    package let counts: Bool
    /// `valid`, `valid-then`, `not-yet-valid`, or how the key ended.
    package let standing: String
    package let end: End?
    /// By when others had seen the signature; nil where they are too few, or nobody wanted to know.
    package let age: Timestamp?
    package let shownBy: [Sighting]
    /// How many people must have seen it; nil where its key has no end.
    package let wanted: Int?

    package init(
        person: String,
        key: Digest,
        counts: Bool,
        standing: String,
        end: End?,
        age: Timestamp?,
        shownBy: [Sighting],
        wanted: Int?
    ) {
        self.person = person
        self.key = key
        self.counts = counts
        self.standing = standing
        self.end = end
        self.age = age
        self.shownBy = shownBy
        self.wanted = wanted
    }

    /// The person, what the signature is worth, and who shows it.
    package var words: String {
        let seen = shownBy.map { "; seen by \($0.person) at \($0.at) (\($0.means))" }.joined()
        return "\(person): \(worth)\(seen)\(counts ? "" : " (does not count)")"
    }

    private var worth: String {
        guard let end else { return standing.replacing("-", with: " ") }
        guard standing == end.kind else { return "\(standing.replacing("-", with: " ")), key \(end.words)" }
        let few = wanted.map { "\(shownBy.count) of \($0)" } ?? "no"
        return "key \(end.words), and \(few) people show that it signed before"
    }
}

extension SignerRecord.End {
    fileprivate var words: String {
        switch kind {
        case "revoked": "revoked since \(at)"
        case "expired": "expires at \(at)"
        default: "\(kind) at \(at)"
        }
    }
}

extension SignerRecord {
    var json: JSON {
        var members: [String: JSON] = [
            "counts": .bool(counts), "key": .digest(key), "person": .string(person),
            "standing": .string(standing),
        ]
        members["end"] = end.map { ["at": .string($0.at.description), "kind": .string($0.kind)] }
        members["age"] = age.map { .string($0.description) }
        members["wanted"] = wanted.map { .number($0) }
        if wanted != nil || !shownBy.isEmpty { members["shown"] = .array(shownBy.map(\.json)) }
        return .object(members)
    }

    init(reading object: inout JSONObject) throws(FormatError) {
        counts = try object.bool("counts")
        key = try object.digest("key")
        person = try object.string("person")
        standing = try object.token("standing")
        end = try object.optionalSingle("end", End.init(reading:))
        age = try object.optional("age") { (object, key) throws(FormatError) in try object.time(key) }
        shownBy = try Sighting.list(&object)
        wanted = try object.optionalInteger("wanted", from: 1)
    }
}

extension SignerRecord.End {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        at = try object.time("at")
        kind = try object.token("kind")
    }
}

extension SignerRecord.Sighting {
    fileprivate var json: JSON {
        ["at": .string(at.description), "by": .string(person), "means": .string(means)]
    }

    /// A list; in reports of bulla 0.1.0 the one that counted.
    fileprivate static func list(_ object: inout JSONObject) throws(FormatError) -> [Self] {
        var older = object
        if (try? older.object("shown")) != nil { return [try object.single("shown", Self.init(reading:))] }
        return try object.optionalList("shown", Self.init(reading:))
    }

    private init(reading object: inout JSONObject) throws(FormatError) {
        at = try object.time("at")
        person = try object.string("by")
        means = try object.token("means")
    }
}
