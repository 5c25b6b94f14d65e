package import Bytes

/// Whose hands the medium went through, and who has it now.
package struct CustodyRecord: Hashable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case held
        /// Handed over on paper, to somebody without a key.
        case outside
        /// Released and not yet received: the giver holds it.
        case released
        case lost
        case disposed
        /// No event says.
        case unknown
    }

    /// What happened to the medium, as those who signed it claim.
    package struct Event: Hashable, Sendable {
        package let number: Int
        /// Such as `release`.
        package let event: String
        package let digest: Digest
        package let at: Timestamp
        package let place: String
        package let actor: String
        package let to: String?
        /// Those who signed it, the actor among them.
        package let people: [String]
        package let outcome: String?

        package init(
            number: Int,
            event: String,
            digest: Digest,
            at: Timestamp,
            place: String,
            actor: String,
            to: String?,
            people: [String],
            outcome: String?
        ) {
            self.number = number
            self.event = event
            self.digest = digest
            self.at = at
            self.place = place
            self.actor = actor
            self.to = to
            self.people = people
            self.outcome = outcome
        }
    }

    /// A medium with its present marking.
    package struct Item: Hashable, Sendable {
        package let kind: String
        package let label: String
        package let marking: String
        package let serial: String

        package init(kind: String, label: String, marking: String, serial: String) {
            self.kind = kind
            self.label = label
            self.marking = marking
            self.serial = serial
        }
    }

    package static let mostEvents = 1_000

    /// Digest of event 0.
    package let chain: Digest?
    package let state: State
    /// The person who answers for it; nil where nobody with a key does.
    package let holder: String?
    /// Who is to have it next, or has it without a key.
    package let taker: String?
    /// The number of the seal that the media were left with.
    package let seal: String?
    package let items: [Item]
    package let events: [Event]

    package init(
        chain: Digest?,
        state: State,
        holder: String?,
        taker: String?,
        seal: String?,
        items: [Item],
        events: [Event]
    ) {
        self.chain = chain
        self.state = state
        self.holder = holder
        self.taker = taker
        self.seal = seal
        self.items = items
        self.events = events
    }
}

extension CustodyRecord {
    package var json: JSON {
        var members: [String: JSON] = [
            "events": .array(events.map(\.json)), "items": .array(items.map(\.json)),
            "state": .string(state.rawValue),
        ]
        members["chain"] = chain.map { .digest($0) }
        members["holder"] = holder.map { .string($0) }
        members["taker"] = taker.map { .string($0) }
        members["seal"] = seal.map { .string($0) }
        return .object(members)
    }

    init(reading object: inout JSONObject) throws(FormatError) {
        chain = try object.optionalDigest("chain")
        state = try object.word("state")
        holder = try object.optionalString("holder")
        taker = try object.optionalString("taker")
        seal = try object.optionalString("seal")
        items = try object.list("items", Item.init(reading:))
        events = try object.list("events", Event.init(reading:))
        guard events.count <= CustodyRecord.mostEvents else {
            throw FormatError(
                .tooLarge,
                at: object.location("events"),
                "want at most \(CustodyRecord.mostEvents) events"
            )
        }
    }
}

extension CustodyRecord.Event {
    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "actor": .string(actor), "at": .string(at.description), "digest": .digest(digest),
            "event": .string(event), "number": .number(number),
            "people": .array(people.map { .string($0) }), "place": .string(place),
        ]
        members["outcome"] = outcome.map { .string($0) }
        members["to"] = to.map { .string($0) }
        return .object(members)
    }

    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        actor = try object.string("actor")
        at = try object.time("at")
        digest = try object.digest("digest")
        event = try object.token("event")
        number = try object.integer("number", in: 0...Int64(CustodyRecord.mostEvents - 1))
        people = try object.strings("people")
        place = try object.string("place")
        outcome = try object.optionalString("outcome")
        to = try object.optionalString("to")
    }
}

extension CustodyRecord.Item {
    fileprivate var json: JSON {
        [
            "kind": .string(kind), "label": .string(label), "marking": .string(marking),
            "serial": .string(serial),
        ]
    }

    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        kind = try object.string("kind")
        label = try object.string("label")
        marking = try object.string("marking")
        serial = try object.string("serial")
    }
}
