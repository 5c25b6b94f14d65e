import Bytes
import Keys

extension Trust {
    /// Reads `trust.json`: canonical JSON and a line feed, every list in its one order.
    package init(file bytes: [UInt8]) throws(TrustError) {
        let members = try translating { () throws(FormatError) in
            var object = try JSONObject(JSON(canonicalLine: bytes, limits: Trust.limits), path: "")
            try object.expect("type", Trust.type)
            let version = try object.integer("version", in: 1...JSON.largestInteger)
            let people = try object.objects("people")
            let keys = try object.objects("keys")
            let thresholds = try object.objects("thresholds")
            let policy = try object.object("policy")
            let previous = try object.optional("previous") { o, k throws(FormatError) in try o.digest(k) }
            let exclusions = try object.optional("exclusions", Trust.exclusions) ?? []
            try object.end()
            return (version, people, keys, thresholds, policy, previous, exclusions)
        }
        guard members.5 == nil || members.0 > 1 else {
            throw TrustError(.malformed, at: "previous", "version 1 cannot name a previous version")
        }
        self.init(version: members.0, policy: try Policy(members.4), previous: members.5)
        for person in members.1 { try insert(Trust.person(person)) }
        for (index, key) in members.2.enumerated() { try read(key: key, at: "keys[\(index)]") }
        for threshold in members.3 { try read(threshold: threshold) }
        try place(exclusions: members.6)
        guard fileBytes == bytes else {
            throw TrustError(
                .malformed,
                at: "trust",
                "want people by id, keys by identifier, thresholds by role"
            )
        }
    }

    /// The bytes of `trust.json`.
    package var fileBytes: [UInt8] {
        var members: [String: JSON] = [
            "type": .string(Trust.type), "version": .number(version),
            "people": .array(people.map { ["id": .string($0.id), "name": .string($0.name)] }),
            "keys": .array(keys.map(\.json)),
            "thresholds": .array(
                thresholds.sorted { $0.key < $1.key }.map {
                    ["role": .string($0.key.rawValue), "count": .number($0.value)]
                }
            ),
            "policy": policy.json,
        ]
        members["previous"] = previous.map { .digest($0) }
        if !exclusions.isEmpty {
            members["exclusions"] = .array(
                exclusions.map { .array($0.map { .string($0.rawValue) }) }
            )
        }
        return JSON.object(members).canonicalLine
    }

    private static func exclusions(
        _ object: inout JSONObject,
        _ key: String
    ) throws(FormatError) -> [[Role]] {
        let location = object.location(key)
        guard case .array(let lists) = try object.value(key), (1...exclusionLimit).contains(lists.count)
        else {
            throw FormatError(.badValue, at: location, "want 1 to \(exclusionLimit) lists of roles")
        }
        var found: [[Role]] = []
        for list in lists {
            guard case .array(let words) = list else {
                throw FormatError(.badValue, at: location, "want lists of roles")
            }
            var roles: [Role] = []
            for word in words {
                guard case .string(let text) = word else {
                    throw FormatError(.badValue, at: location, "want roles")
                }
                roles.append(try JSONObject.word(text, Role.self, at: location))
            }
            found.append(roles)
        }
        return found
    }

    private static func person(_ object: JSONObject) throws(TrustError) -> Person {
        try translating { () throws(FormatError) in
            var object = object
            let person = Person(id: try object.string("id"), name: try object.string("name"))
            try object.end()
            return person
        }
    }

    private mutating func read(threshold object: JSONObject) throws(TrustError) {
        let (role, count) = try translating { () throws(FormatError) in
            var object = object
            let role = try object.word("role", Role.self)
            let count = try object.integer("count")
            try object.end()
            return (role, count)
        }
        guard thresholds[role] == nil else {
            throw TrustError(.badThreshold, at: role.rawValue, "is in the file twice")
        }
        try place(threshold: count, for: role)
    }

    private mutating func read(key object: JSONObject, at location: String) throws(TrustError) {
        var object = object
        let raw = try translating { () throws(FormatError) in
            var key = try object.object("key")
            let members = try PublicKey.Members(&key)
            try key.end()
            return members
        }
        let (id, roles, from, until, ended) = try translating { () throws(FormatError) in
            let id = try object.string("person")
            let roles = try object.roles()
            let from = try object.optional("from") { o, k throws(FormatError) in try o.time(k) }
            let until = try object.optional("until") { o, k throws(FormatError) in try o.time(k) }
            let retired = try object.optional("retired") { o, k throws(FormatError) in try o.retirement(k) }
            let revoked = try object.optional("revoked") { o, k throws(FormatError) in try o.revocation(k) }
            try object.end()
            return (id, roles, from, until, (retired, revoked))
        }
        let key: PublicKey
        do { key = try PublicKey(name: "key", raw) } catch {
            throw TrustError(
                .badKey,
                at: "\(location).key.\(error.location)",
                "\(error.code.rawValue): \(error.detail)"
            )
        }
        try insert(
            key,
            of: id,
            roles: roles,
            from: from,
            until: until,
            retired: ended.0,
            revoked: ended.1,
            at: location
        )
    }
}

extension TrustedKey {
    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "person": .string(person), "key": .object(key.keyMembers),
            "roles": .array(roles.map { .string($0.rawValue) }),
        ]
        if let from { members["from"] = .string(from.description) }
        if let until { members["until"] = .string(until.description) }
        if let retired {
            members["retired"] = [
                "at": .string(retired.at.description), "reason": .string(retired.reason.rawValue),
            ]
        }
        if let revoked {
            members["revoked"] = [
                "reason": .string(revoked.reason.rawValue), "since": .string(revoked.since.description),
            ]
        }
        return .object(members)
    }
}

extension JSONObject {
    /// One word out of a closed list.
    fileprivate mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String,
        _ type: Word.Type
    ) throws(FormatError) -> Word {
        let text = try string(key)
        return try JSONObject.word(text, type, at: location(key))
    }

    fileprivate mutating func roles() throws(FormatError) -> [Role] {
        var roles: [Role] = []
        for text in try strings("roles") {
            roles.append(try JSONObject.word(text, Role.self, at: location("roles")))
        }
        return roles
    }

    fileprivate mutating func retirement(_ key: String) throws(FormatError) -> Retirement {
        var object = try object(key)
        let retirement = Retirement(
            at: try object.time("at"),
            reason: try object.word("reason", RetirementReason.self)
        )
        try object.end()
        return retirement
    }

    fileprivate mutating func revocation(_ key: String) throws(FormatError) -> Revocation {
        var object = try object(key)
        let revocation = Revocation(
            since: try object.time("since"),
            reason: try object.word("reason", RevocationReason.self)
        )
        try object.end()
        return revocation
    }

    fileprivate static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ text: String,
        _ type: Word.Type,
        at location: String
    ) throws(FormatError) -> Word {
        guard let word = Word(rawValue: text) else {
            let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw FormatError(.badValue, at: location, "got \"\(text.prefix(40))\", want one of \(known)")
        }
        return word
    }
}
