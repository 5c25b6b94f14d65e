package import Bytes
import Keys

extension Trust {
    /// Reads `trust.json`: canonical JSON and a line feed, every list in its one order.
    package init(file bytes: [UInt8]) throws(TrustError) {
        let record = try TrustError.from(.malformed, in: "trust") { () throws(FormatError) in
            try TrustRecord(JSON(canonicalLine: bytes, limits: Trust.limits), path: "")
        }
        guard record.previous == nil || record.version > 1 else {
            throw TrustError(.malformed, at: "previous", "version 1 cannot name a previous version")
        }
        try record.policy.checkKinds()
        self.init(version: record.version, policy: record.policy, previous: record.previous)
        for person in record.people { try insert(person) }
        for (index, key) in record.keys.enumerated() { try insert(key, at: "keys[\(index)]") }
        for threshold in record.thresholds {
            guard thresholds[threshold.role] == nil else {
                throw TrustError(.badThreshold, at: threshold.role.rawValue, "stands there twice")
            }
            try place(threshold: threshold.count, for: threshold.role)
        }
        try place(exclusions: record.exclusions)
        guard fileBytes == bytes else {
            throw TrustError(
                .malformed,
                at: "trust",
                "want people by id, keys by identifier, thresholds by role"
            )
        }
    }

    /// The bytes of `trust.json`.
    package var fileBytes: [UInt8] { TrustRecord(self).json.canonicalLine }

    private mutating func insert(_ record: TrustRecord.Key, at location: String) throws(TrustError) {
        let key: PublicKey
        do { key = try PublicKey(name: "key", record.raw) } catch {
            throw TrustError(
                .badKey,
                at: "\(location).key.\(error.location)",
                "\(error.code.rawValue): \(error.detail)"
            )
        }
        try insert(
            key,
            of: record.person,
            roles: record.roles,
            from: record.from,
            until: record.until,
            retired: record.retired,
            revoked: record.revoked,
            at: location
        )
    }
}

/// `trust.json` as it is written: its lists, and nothing held against each other.
private struct TrustRecord: FieldCoded {
    struct Key: FieldCoded {
        let person: String
        let raw: PublicKey.Members
        let roles: [Role]
        let from: Timestamp?
        let until: Timestamp?
        let retired: Retirement?
        let revoked: Revocation?

        init(_ trusted: TrustedKey) {
            (person, raw, roles) = (trusted.person, trusted.key.members, trusted.roles)
            (from, until) = (trusted.from, trusted.until)
            (retired, revoked) = (trusted.retired, trusted.revoked)
        }

        init(_ fields: inout Fields<Key>) throws(FormatError) {
            person = try fields("person", \.person, .string)
            raw = try fields("key", \.raw, .object)
            roles = try fields("roles", \.roles, .list(of: .word))
            from = try fields("from", \.from, .time)
            until = try fields("until", \.until, .time)
            retired = try fields("retired", \.retired, .object)
            revoked = try fields("revoked", \.revoked, .object)
        }
    }

    struct Threshold: FieldCoded {
        let role: Role
        let count: Int

        init(_ fields: inout Fields<Threshold>) throws(FormatError) {
            role = try fields("role", \.role, .word)
            count = try fields("count", \.count, .integer)
        }

        init(role: Role, count: Int) { (self.role, self.count) = (role, count) }
    }

    let version: Int
    let people: [Person]
    let keys: [Key]
    let thresholds: [Threshold]
    let policy: Policy
    let previous: Digest?
    let exclusions: [[Role]]

    init(_ trust: Trust) {
        (version, people, policy) = (trust.version, trust.people, trust.policy)
        keys = trust.keys.map(Key.init)
        thresholds = trust.thresholds.sorted { $0.key < $1.key }.map { Threshold(role: $0, count: $1) }
        (previous, exclusions) = (trust.previous, trust.exclusions)
    }

    init(_ fields: inout Fields<TrustRecord>) throws(FormatError) {
        try fields.constant("type", Trust.type)
        version = try fields("version", \.version, .integer(in: 1...JSON.largestInteger))
        people = try fields("people", \.people, .objects())
        keys = try fields("keys", \.keys, .objects())
        thresholds = try fields("thresholds", \.thresholds, .objects())
        policy = try fields("policy", \.policy, .object)
        previous = try fields("previous", \.previous, .digest)
        exclusions = try fields.unlessEmpty(
            "exclusions",
            \.exclusions,
            .list(of: .list(of: .word), 1...Trust.exclusionLimit)
        )
    }
}

extension Person: FieldCoded {
    package init(_ fields: inout Fields<Person>) throws(FormatError) {
        id = try fields("id", \.id, .string)
        name = try fields("name", \.name, .string)
    }
}

extension Retirement: FieldCoded {
    package init(_ fields: inout Fields<Retirement>) throws(FormatError) {
        at = try fields("at", \.at, .time)
        reason = try fields("reason", \.reason, .word)
    }
}

extension Revocation: FieldCoded {
    package init(_ fields: inout Fields<Revocation>) throws(FormatError) {
        since = try fields("since", \.since, .time)
        reason = try fields("reason", \.reason, .word)
    }
}
