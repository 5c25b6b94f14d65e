import Bytes
import Keys
import Trust

extension CustodyEvent {
    /// The one spelling of the event.
    package var canonicalBytes: [UInt8] { json.canonicalBytes }

    private var json: JSON {
        var members: [String: JSON] = [
            "type": .string(CustodyEvent.type), "event": .string(kind.rawValue), "number": .number(number),
            "manifest": .digest(manifest), "at": .string(at.description), "clock": .string(clock.rawValue),
            "place": .string(place), "witnesses": .array(witnesses.map { .string($0) }),
        ]
        if !approvers.isEmpty { members["approvers"] = .array(approvers.map { .string($0) }) }
        members["acted"] = acted.map { .string($0.description) }
        members["sealed"] = sealed?.json
        members.merge(links) { $1 }
        members["from"] = from.map { .string($0) }
        members["to"] = to.map { .string($0) }
        if !items.isEmpty { members["items"] = .array(items.map(\.json)) }
        members["purpose"] = purpose.map { .string($0.rawValue) }
        members["authority"] = authority.map { .string($0) }
        members["method"] = method.map { .string($0.rawValue) }
        members["seal"] = seal?.json
        members["checks"] = checks.map { .array($0.map { .string($0.rawValue) }) }
        members["outcome"] = outcome.map { .string($0.rawValue) }
        members["taker"] = taker.map { .string($0) }
        members["file"] = file.map { ["sha256": .digest($0.sha256), "size": .number($0.size)] }
        members["correction"] = correction.map {
            ["event": .digest($0.event), "field": .string($0.field.rawValue), "value": .string($0.value)]
        }
        return .object(members)
    }

    private var links: [String: JSON] {
        var members: [String: JSON] = [:]
        members["chain"] = chain.map { .digest($0) }
        members["previous"] = previous.map { .digest($0) }
        members["release"] = release.map { .digest($0) }
        members["form"] = form.map { .digest($0) }
        members["parent"] = parent.map { ["chain": .digest($0.chain), "event": .digest($0.event)] }
        return members
    }

    /// Reads the payload of an event; any spelling but the canonical one is refused.
    package init(canonical bytes: some Collection<UInt8>) throws(CustodyError) {
        let object: JSONObject
        do {
            object = try JSONObject(JSON(canonical: bytes, limits: CustodyEvent.limits), path: "event")
        } catch {
            throw CustodyError(error)
        }
        guard !CustodyEvent.isOlder(object) else {
            throw CustodyError(
                .older,
                at: "event.sealed",
                "an open of bulla 0.1.0 names no signatures: dispose of that chain on paper, and open a new one"
            )
        }
        do { try self.init(reading: object) } catch { throw CustodyError(error) }
    }

    /// Whether it begins a chain as they were before events named the tree of manifest and signatures.
    private static func isOlder(_ object: JSONObject) -> Bool {
        var object = object
        return (try? object.string("event")) == Kind.open.rawValue && object.has("file")
            && !object.has("sealed")
    }

    private init(reading object: JSONObject) throws(FormatError) {
        var object = object
        try object.expect("type", CustodyEvent.type)
        let kind: Kind = try object.custodyWord("event")
        try Keys.of(kind).check(object)
        self.init(
            kind,
            number: try object.integer(
                "number",
                in: kind == .open ? 0...0 : 1...Int64(CustodyEvent.lastNumber)
            ),
            manifest: try object.digest("manifest"),
            at: try object.time("at"),
            clock: try object.custodyWord("clock"),
            place: try object.code("place")
        )
        acted = try object.optional("acted") { o, k throws(FormatError) in try o.time(k) }
        if let acted, acted >= at {
            throw FormatError(
                .badValue,
                at: object.location("acted"),
                "got \(acted), want a time before \(at)"
            )
        }
        witnesses = try object.people("witnesses", least: 0)
        approvers = object.has("approvers") ? try object.people("approvers", least: 1) : []
        try readLinks(&object)
        try readParties(&object)
        try readMedia(&object)
        try object.end()
    }

    private mutating func readLinks(_ object: inout JSONObject) throws(FormatError) {
        chain = try object.optional("chain") { o, k throws(FormatError) in try o.digest(k) }
        previous = try object.optional("previous") { o, k throws(FormatError) in try o.digest(k) }
        release = try object.optional("release") { o, k throws(FormatError) in try o.digest(k) }
        form = try object.optional("form") { o, k throws(FormatError) in try o.digest(k) }
        parent = try object.optional("parent") { o, k throws(FormatError) in
            var parent = try o.object(k)
            let found = Parent(chain: try parent.digest("chain"), event: try parent.digest("event"))
            try parent.end()
            return found
        }
        correction = try object.optional("correction") { o, k throws(FormatError) in
            try Correction(reading: o.object(k))
        }
    }

    private mutating func readParties(_ object: inout JSONObject) throws(FormatError) {
        from = try object.optional("from") { o, k throws(FormatError) in try o.person(k) }
        to = try object.optional("to") { o, k throws(FormatError) in try o.person(k) }
        taker = try object.optional("taker") { o, k throws(FormatError) in try o.code(k) }
        authority = try object.optional("authority") { o, k throws(FormatError) in try o.code(k) }
        purpose = try object.optional("purpose") { o, k throws(FormatError) in try o.custodyWord(k) }
        method = try object.optional("method") { o, k throws(FormatError) in try o.custodyWord(k) }
        outcome = try object.optional("outcome") { o, k throws(FormatError) in try o.custodyWord(k) }
        let allowed = kind == .dispose ? CustodyWords.Method.disposals : CustodyWords.Method.transfers
        if let method, !allowed.contains(method) {
            let known = allowed.map(\.rawValue).joined(separator: ", ")
            throw FormatError(
                .badValue,
                at: object.location("method"),
                "got \(method.rawValue), want one of \(known)"
            )
        }
    }

    private mutating func readMedia(_ object: inout JSONObject) throws(FormatError) {
        if object.has("items") { items = try Item.list(&object) }
        file = try object.optional("file") { o, k throws(FormatError) in
            var file = try o.object(k)
            let found = BundleFile(
                sha256: try file.digest("sha256"),
                size: try file.integer("size", in: 1...JSON.largestInteger)
            )
            try file.end()
            return found
        }
        sealed = try object.optional("sealed") { o, k throws(FormatError) in
            try SealTree.Head(o.object(k))
        }
        checks = try object.optional("checks") { o, k throws(FormatError) in try o.checks(k) }
        seal = try object.optional("seal") { o, k throws(FormatError) in try Seal(reading: o.object(k)) }
        if kind == .open, seal?.before != nil {
            throw FormatError(.badValue, at: "event.seal", "nothing was sealed before the chain was opened")
        }
    }
}

extension CustodyEvent.Keys {
    fileprivate func check(_ object: JSONObject) throws(FormatError) {
        for key in must.sorted() where key != "type" && key != "event" && !object.has(key) {
            throw FormatError(.jsonMissingKey, at: "event", "want key \"\(key)\"")
        }
        for key in object.unread where !must.contains(key) && !may.contains(key) {
            throw FormatError(
                .jsonUnknownKey,
                at: "event",
                "unknown key \"\(key.prefix(40))\" for such an event"
            )
        }
    }
}
