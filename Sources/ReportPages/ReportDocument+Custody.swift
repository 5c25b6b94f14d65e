import Bytes

extension ReportDocument.Custody {
    init(reading object: inout JSONObject) throws(FormatError) {
        if object.has("chain") { _ = try object.digest("chain") }
        state = try object.word("state")
        holder = try object.optionalName("holder")
        taker = try object.optionalName("taker")
        _ = try object.optionalName("seal")
        _ = try object.list("items") { (item) throws(FormatError) in
            for key in ["kind", "label", "marking", "serial"] { _ = try item.string(key) }
        }
        events = try object.list("events", Event.init(reading:))
        guard events.count <= 1_000 else {
            throw FormatError(.tooLarge, at: object.location("events"), "want at most 1000 events")
        }
    }
}

extension ReportDocument.Custody.Event {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        actor = try object.string("actor")
        at = try object.time("at")
        _ = try object.digest("digest")
        event = try object.token("event")
        number = try object.integer("number", in: 0...999)
        people = try object.strings("people")
        place = try object.string("place")
        outcome = try object.optionalName("outcome")
        to = try object.optionalName("to")
    }
}

extension JSONObject {
    fileprivate mutating func optionalName(_ key: String) throws(FormatError) -> String? {
        has(key) ? try string(key) : nil
    }
}
