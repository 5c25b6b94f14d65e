package import Bytes

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
}

// Whether the document has the file and the list, the document says.
extension ReviewHit: FieldCoded {
    package init(_ fields: inout Fields<ReviewHit>) throws(FormatError) {
        count = try fields("count", \.count, .integer(in: 1...JSON.largestInteger))
        let file = try fields("file", \.file, .integer)
        switch (try fields("place", \.word, .string), file) {
        case ("content", let file?): place = .content(file)
        case ("name", let file?): place = .name(file)
        case ("log", nil): place = .log
        case ("proofs", nil): place = .proofs
        default: throw fields.refusal("place", "does not fit the key file")
        }
        let kind = try fields("kind", \.key.kind, .closedWord)
        let list = try fields("list", \.key.list, .integer)
        let rule = try fields("rule", \.key.rule, .closedWord)
        let wantsKind = rule == .fileType || rule == .notLookedInto
        guard (list != nil) == (rule == .word), (kind != nil) == wantsKind else {
            throw fields.refusal("rule", "does not fit the keys kind and list")
        }
        key = HitTally.Key(rule, list: list, kind: kind)
    }
}
