package import Bytes
import Keys
import Trust

extension CustodyEvent {
    /// Reads the payload of an event; any spelling but the canonical one is refused.
    package init(canonical bytes: some Collection<UInt8>) throws(CustodyError) {
        do {
            try self.init(JSONObject(JSON(canonical: bytes, limits: CustodyEvent.limits), path: "event"))
        } catch { throw CustodyError(.malformed, error, in: "event") }
    }
}

extension CustodyEvent: FieldCoded {
    package init(_ fields: inout Fields<CustodyEvent>) throws(FormatError) {
        try fields.constant("type", CustodyEvent.type)
        let kind = try fields("event", \.kind, .word)
        let numbers = kind == .open ? 0...0 : 1...Int64(CustodyEvent.lastNumber)
        self.init(
            kind,
            number: try fields("number", \.number, .integer(in: numbers)),
            manifest: try fields("manifest", \.manifest, .digest),
            at: try fields("at", \.at, .time),
            clock: try fields("clock", \.clock, .word),
            place: try fields("place", \.place, .code)
        )
        acted = try fields("acted", \.acted, .time)
        if let acted, acted >= at {
            throw fields.refusal("acted", "got \(acted), want a time before \(at)")
        }
        witnesses = try fields("witnesses", \.witnesses, .people(0...16))
        approvers = try fields.unlessEmpty("approvers", \.approvers, .people(1...16))
        try code(&fields, Keys.of(kind))
    }

    /// What only some kinds have.
    private mutating func code(_ fields: inout Fields<CustodyEvent>, _ keys: Keys) throws(FormatError) {
        chain = try fields(keys, "chain", \.chain, .digest)
        previous = try fields(keys, "previous", \.previous, .digest)
        release = try fields(keys, "release", \.release, .digest)
        form = try fields(keys, "form", \.form, .digest)
        parent = try fields(keys, "parent", \.parent, .object)
        correction = try fields(keys, "correction", \.correction, .object)
        from = try fields(keys, "from", \.from, .person)
        to = try fields(keys, "to", \.to, .person)
        taker = try fields(keys, "taker", \.taker, .code)
        authority = try fields(keys, "authority", \.authority, .code)
        purpose = try fields(keys, "purpose", \.purpose, .word)
        method = try fields(keys, "method", \.method, .method(of: kind))
        outcome = try fields(keys, "outcome", \.outcome, .word)
        items = try fields(keys, "items", { $0.items.isEmpty ? nil : $0.items }, .ascending) ?? []
        file = try fields(keys, "file", \.file, .object)
        sealed = try fields(keys, "sealed", \.sealed, .object)
        checks = try fields(keys, "checks", \.checks, .ascending)
        seal = try fields(keys, "seal", \.seal, .object)
        if kind == .open, seal?.before != nil {
            throw fields.refusal("seal", "want no seal before the chain was opened")
        }
    }
}

extension Fields<CustodyEvent> {
    /// A member that events of the kind must have, may have, or do not have.
    fileprivate mutating func callAsFunction<Value>(
        _ keys: CustodyEvent.Keys,
        _ key: String,
        _ property: (CustodyEvent) -> Value?,
        _ form: Form<Value>
    ) throws(FormatError) -> Value? {
        if keys.must.contains(key) { return try self(key, property, form.required) }
        return try self(key, property, keys.may.contains(key) ? form : .unknown)
    }
}

extension Form {
    /// The same of something optional that must be there.
    fileprivate var required: Form<Value?> {
        Form<Value?>(
            read: { (json, place) throws(FormatError) in try read(json, place) },
            write: { (value, place) throws(FormatError) in
                guard let value else {
                    throw FormatError(.jsonMissingKey, at: place, "want it in such an event")
                }
                return try write(value, place)
            }
        )
    }

    /// A member that must not be there.
    fileprivate static var unknown: Form {
        func refusal(_ place: String) -> FormatError {
            FormatError(.jsonUnknownKey, at: place, "unknown key for such an event")
        }
        return Form(
            read: { (_, place) throws(FormatError) in throw refusal(place) },
            write: { (_, place) throws(FormatError) in throw refusal(place) }
        )
    }
}
