package import Bytes
package import Keys

/// The verifier's own file: whom it trusts with what, since when, and how many of them it wants.
///
/// Never part of a bundle. Its digest is what people compare on paper. By itself it is as good as the medium that it
/// came on; a `TrustChain` holds its versions with the signatures of those who may change it.
package struct Trust: Hashable, Sendable {
    package static let type = "bulla-trust/1"
    package static let limits = JSON.Limits(bytes: 4 << 20, depth: 10)
    package static let peopleLimit = 1_000
    package static let keyLimit = 1_000
    package static let exclusionLimit = 32

    package private(set) var version: Int
    /// Sorted by id.
    package private(set) var people: [Person] = []
    /// Sorted by identifier of the primary key.
    package private(set) var keys: [TrustedKey] = []
    /// How many people a role needs; 1 where nothing stands.
    package private(set) var thresholds: [Role: Int] = [:]
    package private(set) var policy: Policy
    /// Digest of the signed version before this one; nil in the first.
    package private(set) var previous: Digest?
    /// Roles of which one person holds at most one: each list sorted, and the lists sorted.
    package private(set) var exclusions: [[Role]] = []

    /// A file without people.
    package init(policy: Policy = .standard) {
        version = 1
        self.policy = policy
    }

    init(version: Int, policy: Policy, previous: Digest?) {
        self.version = version
        self.policy = policy
        self.previous = previous
    }

    /// The same content as the draft of the version after a signed one; nil where it is the first of a chain.
    package func draft(after last: Trust?, numbered first: Int = 1) -> Trust {
        var draft = self
        draft.version = last.map { $0.version + 1 } ?? first
        draft.previous = last?.digest
        return draft
    }

    /// SHA-256 of the file's bytes.
    package var digest: Digest { SHA256.hash(fileBytes) }

    package func threshold(_ role: Role) -> Int { thresholds[role] ?? 1 }

    /// The person of an id.
    package func person(_ id: String) -> Person? { people.first { $0.id == id } }
}

extension Trust {
    /// Adds a key, and its person where no one of that name is there yet; gives the person's id.
    ///
    /// - Parameter id: which of several people of that name is meant, or what id a new one gets.
    @discardableResult
    package mutating func add(
        person name: String,
        id: String? = nil,
        key: PublicKey,
        roles: [Role],
        from: Timestamp? = nil,
        until: Timestamp? = nil
    ) throws(TrustError) -> String {
        var changed = self
        let person = try meant(name, id: id)
        if self.person(person.id) == nil { try changed.insert(person) }
        try changed.insert(
            key,
            of: person.id,
            roles: roles.sorted(),
            from: from,
            until: until,
            retired: nil,
            revoked: nil,
            at: "key \(key.identifier)"
        )
        try changed.checkExclusions()
        changed.version += 1
        self = changed
        return person.id
    }

    /// Takes a key out of use; it stays in the file, so that what it signed before can be judged.
    package mutating func retire(
        _ identifier: Digest,
        at time: Timestamp,
        reason: RetirementReason
    ) throws(TrustError) {
        let index = try index(of: identifier)
        guard keys[index].retired == nil else {
            throw TrustError(.alreadyRetired, at: "key \(identifier)", "a retirement cannot be changed")
        }
        guard keys[index].revoked == nil else {
            throw TrustError(
                .alreadyRevoked,
                at: "key \(identifier)",
                "a revoked key needs no retirement"
            )
        }
        keys[index].retired = Retirement(at: time, reason: reason)
        version += 1
    }

    /// Trusts a key no more; it stays in the file, so that what others saw before can be judged.
    package mutating func revoke(
        _ identifier: Digest,
        since time: Timestamp,
        reason: RevocationReason
    ) throws(TrustError) {
        let index = try index(of: identifier)
        guard keys[index].revoked == nil else {
            throw TrustError(.alreadyRevoked, at: "key \(identifier)", "a revocation cannot be changed")
        }
        keys[index].revoked = Revocation(since: time, reason: reason)
        version += 1
    }

    private func index(of identifier: Digest) throws(TrustError) -> Int {
        guard let index = keys.firstIndex(where: { $0.key.identifier == identifier }) else {
            throw TrustError(.unknownKey, at: "key \(identifier)", "no such key")
        }
        return index
    }

    /// Sets how many different people a role needs.
    package mutating func setThreshold(_ role: Role, _ count: Int) throws(TrustError) {
        try place(threshold: count, for: role)
        version += 1
    }

    package mutating func setPolicy(_ policy: Policy) {
        self.policy = policy
        version += 1
    }
}

extension Trust {
    /// Forbids one person to hold more than one of these roles; a list that is already in the file changes nothing.
    package mutating func exclude(_ roles: [Role]) throws(TrustError) {
        guard !exclusions.contains(roles.sorted()) else { return }
        var changed = self
        try changed.place(exclusions: (exclusions + [roles.sorted()]).sorted(by: Trust.isBefore))
        changed.version += 1
        self = changed
    }

    mutating func place(exclusions lists: [[Role]]) throws(TrustError) {
        let isGood = lists.allSatisfy { $0.count >= 2 && $0 == Set($0).sorted() }
        guard isGood, lists.count <= Trust.exclusionLimit,
            zip(lists, lists.dropFirst()).allSatisfy(Trust.isBefore)
        else {
            throw TrustError(
                .badRoles,
                at: "exclusions",
                "want at most \(Trust.exclusionLimit) lists of two or more roles, sorted, each once"
            )
        }
        exclusions = lists
        try checkExclusions()
    }

    /// Keys that have come to an end count too: what they signed can still be judged, by the same person then.
    func checkExclusions() throws(TrustError) {
        for person in people {
            let held = Set(keys.filter { $0.person == person.id }.flatMap(\.roles))
            guard let list = exclusions.first(where: { held.intersection($0).count > 1 }) else { continue }
            let words = held.intersection(list).sorted().map(\.rawValue).joined(separator: ", ")
            throw TrustError(.excludedRoles, at: person.id, "holds \(words), which exclude each other")
        }
    }

    private static func isBefore(_ a: [Role], _ b: [Role]) -> Bool {
        a.map(\.rawValue).lexicographicallyPrecedes(b.map(\.rawValue))
    }

    /// Takes a person in; used for reading as well as for changes, so that both keep the same rules.
    mutating func insert(_ person: Person) throws(TrustError) {
        guard PublicKey.isName(person.name) else {
            throw TrustError(
                .badPerson,
                at: "person \"\(person.id.prefix(100))\"",
                "want a name of 1 to 100 printable characters without spaces at the ends"
            )
        }
        guard Person.isID(person.id) else {
            throw TrustError(
                .badPerson,
                at: "person \"\(person.id.prefix(100))\"",
                "want an id of a-z and 0-9 with single hyphens between them, at most 100"
            )
        }
        guard people.count < Trust.peopleLimit else {
            throw TrustError(.tooMany, at: "people", "at most \(Trust.peopleLimit) allowed")
        }
        guard self.person(person.id) == nil else {
            throw TrustError(.duplicatePerson, at: person.id, "is already in the file")
        }
        people.insert(person, at: people.firstIndex { person.id < $0.id } ?? people.endIndex)
    }

    /// Takes a key in; the same bytes may stand in the file only once, whoever holds them.
    mutating func insert(
        _ key: PublicKey,
        of id: String,
        roles: [Role],
        from: Timestamp?,
        until: Timestamp?,
        retired: Retirement?,
        revoked: Revocation?,
        at location: String
    ) throws(TrustError) {
        guard let person = person(id) else {
            throw TrustError(.unknownPerson, at: location, "no person \"\(id.prefix(100))\"")
        }
        guard !roles.isEmpty, roles == Set(roles).sorted() else {
            throw TrustError(.badRoles, at: location, "want at least one role, each once, sorted")
        }
        // Such a file would seem to name the log's key and name none.
        if roles.contains(.log), key.primary.algorithm != .ed25519 {
            throw TrustError(
                .badRoles,
                at: location,
                "got role log for \(key.primary.algorithm.title); checkpoints are signed with Ed25519 only"
            )
        }
        if let from, let until, until <= from {
            throw TrustError(.badPeriod, at: location, "until \(until) is not after from \(from)")
        }
        guard keys.count < Trust.keyLimit else {
            throw TrustError(.tooMany, at: "keys", "at most \(Trust.keyLimit) allowed")
        }
        let isKnown = keys.contains {
            $0.key.identifier == key.identifier
                || key.mldsa87Identifier != nil && $0.key.mldsa87Identifier == key.mldsa87Identifier
        }
        guard !isKnown else {
            throw TrustError(.duplicateKey, at: location, "the same key bytes are already in the file")
        }
        let trusted = TrustedKey(
            person: id,
            key: try Trust.named(key, person.name, at: location),
            roles: roles,
            from: from,
            until: until,
            retired: retired,
            revoked: revoked
        )
        keys.insert(
            trusted,
            at: keys.firstIndex { key.identifier < $0.key.identifier } ?? keys.endIndex
        )
    }

    mutating func place(threshold count: Int, for role: Role) throws(TrustError) {
        guard (1...Trust.peopleLimit).contains(count) else {
            throw TrustError(
                .badThreshold,
                at: role.rawValue,
                "got \(count), want 1 to \(Trust.peopleLimit)"
            )
        }
        thresholds[role] = count
    }

    // The file keeps the person's name, not what the key's owner called it.
    private static func named(
        _ key: PublicKey,
        _ name: String,
        at location: String
    ) throws(TrustError) -> PublicKey {
        do { return try PublicKey(name: name, primary: key.primary, mldsa87: key.mldsa87) } catch {
            throw TrustError(.badKey, at: location, "\(error.code.rawValue): \(error.detail)")
        }
    }
}
