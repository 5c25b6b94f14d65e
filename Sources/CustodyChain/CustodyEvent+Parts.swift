import Bytes
import Trust

extension CustodyEvent.Item {
    static func list(_ object: inout JSONObject) throws(FormatError) -> [CustodyEvent.Item] {
        var items: [CustodyEvent.Item] = []
        for entry in try object.objects("items") { items.append(try CustodyEvent.Item(reading: entry)) }
        guard (1...CustodyEvent.itemLimit).contains(items.count),
            zip(items, items.dropFirst()).allSatisfy({ $0.serial < $1.serial })
        else {
            throw FormatError(
                .badValue,
                at: object.location("items"),
                "want 1 to \(CustodyEvent.itemLimit) items, ascending by serial, each once"
            )
        }
        return items
    }

    private init(reading object: JSONObject) throws(FormatError) {
        var object = object
        serial = try object.code("serial")
        label = try object.code("label")
        kind = try object.custodyWord("kind")
        capacity = try object.integer("capacity", in: 1...JSON.largestInteger)
        volume = try object.optional("volume") { o, k throws(FormatError) in try o.digest(k) }
        marking = try object.marking("marking")
        try object.end()
    }

    var json: JSON {
        var members: [String: JSON] = [
            "serial": .string(serial), "label": .string(label), "kind": .string(kind.rawValue),
            "capacity": .number(capacity), "marking": .string(marking),
        ]
        members["volume"] = volume.map { .digest($0) }
        return .object(members)
    }
}

extension CustodyEvent.Seal {
    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        before = try object.optional("before") { o, k throws(FormatError) in try o.code(k) }
        condition = try object.optional("condition") { o, k throws(FormatError) in try o.custodyWord(k) }
        after = try object.optional("after") { o, k throws(FormatError) in try o.code(k) }
        try object.end()
        guard (before == nil) == (condition == nil), before != nil || after != nil else {
            throw FormatError(
                .badValue,
                at: object.location("before"),
                "want before with condition, after, or all three"
            )
        }
    }

    var json: JSON {
        var members: [String: JSON] = [:]
        members["before"] = before.map { .string($0) }
        members["condition"] = condition.map { .string($0.rawValue) }
        members["after"] = after.map { .string($0) }
        return .object(members)
    }
}

extension CustodyEvent.Correction {
    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        event = try object.digest("event")
        field = try object.custodyWord("field")
        value = try object.string("value")
        try object.end()
        guard field == .at ? (try? Timestamp(value)) != nil : CustodyWords.isCode(value) else {
            throw FormatError(
                .badValue,
                at: object.location("value"),
                "want a time, or a code, as the field has it"
            )
        }
    }
}

extension JSONObject {
    /// One word out of a closed list.
    mutating func custodyWord<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String
    ) throws(FormatError) -> Word {
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

    mutating func code(_ key: String) throws(FormatError) -> String {
        try text(key, "1 to 32 of A-Z 0-9 . / -, first a letter or digit", CustodyWords.isCode)
    }

    mutating func person(_ key: String) throws(FormatError) -> String {
        try text(key, "the id of a person: words of a-z 0-9 with - between", CustodyWords.isPerson)
    }

    mutating func marking(_ key: String) throws(FormatError) -> String {
        try text(key, "a marking: A-Z 0-9 blank / - after a letter", Marking.isMarking)
    }

    mutating func people(_ key: String, least: Int) throws(FormatError) -> [String] {
        let people = try strings(key)
        guard (least...16).contains(people.count), people.allSatisfy(CustodyWords.isPerson),
            zip(people, people.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw FormatError(
                .badValue,
                at: location(key),
                "want \(least) to 16 ids of people, ascending, each once"
            )
        }
        return people
    }

    mutating func checks(_ key: String) throws(FormatError) -> [CustodyWords.Check] {
        var found: [CustodyWords.Check] = []
        for word in try strings(key) {
            guard let check = CustodyWords.Check(rawValue: word), found.last.map({ $0 < check }) ?? true
            else {
                throw FormatError(
                    .badValue,
                    at: location(key),
                    "got \"\(word.prefix(40))\", want words of the list, ascending, each once"
                )
            }
            found.append(check)
        }
        return found
    }

    private mutating func text(
        _ key: String,
        _ want: String,
        _ fits: (String) -> Bool
    ) throws(FormatError) -> String {
        let text = try string(key)
        guard fits(text) else {
            throw FormatError(.badValue, at: location(key), "got \"\(text.prefix(40))\", want \(want)")
        }
        return text
    }
}
