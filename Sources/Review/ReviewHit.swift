import Bytes

/// Hits of one rule in one place: how many, and nothing of what they say.
package struct ReviewHit: Hashable, Sendable {
    /// What was looked at.
    package enum Place: Hashable, Sendable {
        /// What a file holds, by its number in the document.
        case content(Int)
        /// What a file is called.
        case name(Int)
        /// The leaves of the log.
        case log
        /// The proofs that the log's steps name.
        case proofs
    }

    package let place: Place
    package let key: HitTally.Key
    package let count: Int

    package init(_ place: Place, _ key: HitTally.Key, count: Int) {
        self.place = place
        self.key = key
        self.count = count
    }

    /// The number of the file, where there is one.
    package var file: Int? {
        switch place {
        case .content(let file), .name(let file): file
        case .log, .proofs: nil
        }
    }

    /// The place in one word: `content`, `name`, `log` or `proofs`.
    package var word: String {
        switch place {
        case .content: "content"
        case .name: "name"
        case .log: "log"
        case .proofs: "proofs"
        }
    }

    var json: JSON {
        var members: [String: JSON] = [
            "count": .number(count), "place": .string(word), "rule": .string(key.rule.rawValue),
        ]
        members["file"] = file.map { .number($0) }
        members["kind"] = key.kind.map { .string($0.rawValue) }
        members["list"] = key.list.map { .number($0) }
        return .object(members)
    }

    /// - Parameter files: how many files and lists the document has.
    init(reading object: JSONObject, files: Int, lists: Int) throws(FormatError) {
        var object = object
        count = try object.integer("count", in: 1...JSON.largestInteger)
        let file = try object.optional("file") { o, k throws(FormatError) in
            try o.integer(k, in: 0...Int64(max(files, 1)) - 1)
        }
        let kind: FileKind? = try object.optional("kind") { o, k throws(FormatError) in try o.word(k) }
        let list = try object.optional("list") { o, k throws(FormatError) in
            try o.integer(k, in: 0...Int64(max(lists, 1)) - 1)
        }
        let place = try object.string("place")
        let rule: ReviewRule = try object.word("rule")
        switch (place, file) {
        case ("content", let file?) where file < files: self.place = .content(file)
        case ("name", let file?) where file < files: self.place = .name(file)
        case ("log", nil): self.place = .log
        case ("proofs", nil): self.place = .proofs
        default: throw FormatError(.badValue, at: object.location("place"), "does not fit the key file")
        }
        let wantsKind = rule == .fileType || rule == .notLookedInto
        guard (list != nil) == (rule == .word), list ?? 0 < lists || list == nil, (kind != nil) == wantsKind
        else {
            throw FormatError(.badValue, at: object.location("rule"), "does not fit the keys kind and list")
        }
        key = HitTally.Key(rule, list: list, kind: kind)
        try object.end()
    }
}
