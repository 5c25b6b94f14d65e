import Bytes
import Keys
import SecretKeys
import Testing
import Trust

@Suite("What a signature is worth after its key came to an end")
struct StandingTests {
    /// A key with some ends, each on the tenth day.
    func trust(_ kinds: Set<KeyEnd.Kind>) throws -> (Trust, SecretKey) {
        let key = try Samples.key(1)
        var trust = Trust()
        try trust.add(
            person: "Ann",
            key: key.publicKey,
            roles: [.exporter],
            until: kinds.contains(.expired) ? Samples.day(10) : nil
        )
        if kinds.contains(.retired) {
            try trust.retire(key.publicKey.identifier, at: Samples.day(10), reason: .superseded)
        }
        if kinds.contains(.revoked) {
            try trust.revoke(key.publicKey.identifier, since: Samples.day(10), reason: .compromised)
        }
        return (trust, key)
    }

    func judge(_ kinds: Set<KeyEnd.Kind>, at: Int64, shownBy: Int64?) throws -> RoleJudgement {
        var (trust, key) = try trust(kinds)
        let bob = try Samples.key(50)
        try trust.add(person: "Bob", key: bob.publicKey, roles: [.witness])
        let envelope = try Samples.envelope(signedBy: [key])
        let seen = try shownBy.map { [try Samples.sighting("bob", bob, day: $0, of: envelope)] } ?? []
        return trust.judge(
            envelope,
            role: .exporter,
            at: try Samples.day(at),
            ages: trust.ages(of: envelope, seen: seen)
        )
    }

    @Test("a key without an end is valid, whatever others show", arguments: [nil, 1, 50] as [Int64?])
    func valid(shownBy: Int64?) throws {
        let judgement = try judge([], at: 50, shownBy: shownBy)
        #expect(judgement.accepted && judgement.warnings.isEmpty)
        #expect(judgement.signers.map(\.standing) == [.valid])
    }

    @Test("before its end a key is valid then", arguments: KeyEnd.Kind.allCases)
    func before(kind: KeyEnd.Kind) throws {
        let judgement = try judge([kind], at: 9, shownBy: nil)
        #expect(judgement.accepted)
        #expect(judgement.signers.first?.standing.word == "valid-then")
        #expect(judgement.signers.first?.standing.end == (try trust([kind]).0.keys[0].ends[0]))
        // An end that was planned from the beginning, and has not come, is nothing to warn of.
        let codes: [TrustFault.Code] =
            switch kind {
            case .revoked: [.keyRevokedLater]
            case .retired: [.keyRetiredLater]
            case .expired: []
            }
        #expect(judgement.warnings.map(\.code) == codes)
    }

    @Test(
        "after its end a key counts for what others had seen by then, a revoked one for what they had seen before",
        arguments: KeyEnd.Kind.allCases,
        [nil, 9, 10, 11] as [Int64?]
    )
    func after(kind: KeyEnd.Kind, shownBy: Int64?) throws {
        let codes: [KeyEnd.Kind: (TrustFault.Code, TrustFault.Code)] = [
            .revoked: (.keyRevoked, .keyRevokedLater), .retired: (.keyRetired, .keyRetiredLater),
            .expired: (.keyExpired, .keyExpiredLater),
        ]
        let (fault, warning) = try #require(codes[kind])
        let last: Int64 = kind == .revoked ? 9 : 10
        for at: Int64 in [10, 11, 4_000] {
            let judgement = try judge([kind], at: at, shownBy: shownBy)
            let counts = shownBy.map { $0 <= last } ?? false
            #expect(judgement.accepted == counts, "as of day \(at)")
            #expect(judgement.faults.map(\.code) == (counts ? [] : [fault, .thresholdNotMet]))
            let few: [TrustFault.Code] = shownBy == nil ? [.sightingFew] : []
            #expect(judgement.warnings.map(\.code) == (counts ? [warning, .sightingSingle] : few))
            #expect(judgement.signers.first?.age?.at == (try shownBy.map { try Samples.day($0) }))
            #expect(judgement.signers.first?.standing.word == (counts ? "valid-then" : kind.rawValue))
        }
    }

    @Test("of several ends the gravest that the evidence does not reach is told")
    func several() throws {
        let all = Set(KeyEnd.Kind.allCases)
        #expect(try judge(all, at: 20, shownBy: nil).faults.first?.code == .keyRevoked)
        #expect(try judge(all, at: 20, shownBy: 10).faults.first?.code == .keyRevoked)
        #expect(
            try judge(all, at: 20, shownBy: 9).warnings.map(\.code) == [.keyRevokedLater, .sightingSingle]
        )
        #expect(try judge([.retired, .expired], at: 20, shownBy: nil).faults.first?.code == .keyRetired)
    }

    @Test("neither a retirement nor a revocation is ever changed; a retired key can be revoked later")
    func once() throws {
        var (trust, key) = try trust([.retired])
        let identifier = key.publicKey.identifier
        let day = try Samples.day(3)
        #expect(code { try trust.retire(identifier, at: day, reason: .left) } == .alreadyRetired)
        try trust.revoke(identifier, since: day, reason: .lost)
        #expect(code { try trust.revoke(identifier, since: day, reason: .lost) } == .alreadyRevoked)
        #expect(try Trust(file: trust.fileBytes) == trust)
        var (revoked, _) = try self.trust([.revoked])
        #expect(code { try revoked.retire(identifier, at: day, reason: .left) } == .alreadyRevoked)
        let strange = try Samples.key(9).publicKey.identifier
        #expect(code { try trust.revoke(strange, since: day, reason: .lost) } == .unknownKey)
    }

    @Test("signatories are told whatever the role, and a person with two keys stands there twice")
    func signatories() throws {
        let keys = try [1, 2, 3].map { try Samples.key($0) }
        var trust = Trust()
        try trust.add(person: "Ann", key: keys[0].publicKey, roles: [.custodian])
        try trust.add(person: "Ann", key: keys[1].publicKey, roles: [.witness])
        let envelope = try Samples.envelope(signedBy: keys)
        let found = trust.signatories(of: envelope, at: try Samples.day(1))
        #expect(found.people.map(\.person) == ["ann", "ann"])
        #expect(Set(found.people.flatMap(\.roles)) == [.custodian, .witness])
        #expect(found.faults.map(\.code) == [.signatureUnknownKey] && found.isSound)
        try trust.revoke(keys[0].publicKey.identifier, since: Samples.day(5), reason: .lost)
        let later = trust.signatories(of: envelope, at: try Samples.day(6))
        #expect(later.people.map(\.key) == [keys[1].publicKey.identifier])
        #expect(later.faults.map(\.code).contains(.keyRevoked))
        try trust.add(person: "Bob", key: Samples.key(50).publicKey, roles: [.witness])
        let seen = try Samples.sighting("bob", Samples.key(50), day: 4, of: envelope)
        let ages = trust.ages(of: envelope, seen: [seen])
        let shown = trust.signatories(of: envelope, at: try Samples.day(6), ages: ages)
        #expect(shown.people.count == 2, "the knock-out")
        var spoiled = envelope
        spoiled.signatures[0] = Signature(
            keyIdentifier: spoiled.signatures[0].keyIdentifier,
            bytes: [UInt8](repeating: 0, count: 64)
        )
        #expect(!trust.signatories(of: spoiled, at: try Samples.day(1)).isSound)
    }

    @Test(
        "nobody shows their own signature, and as many others must have seen it as the file says, over all means"
    )
    func sightings() throws {
        var (trust, key) = try trust([.retired])
        let (bob, cat) = (try Samples.key(50), try Samples.key(51))
        let own = try Samples.key(52)
        try trust.add(person: "Ann", key: own.publicKey, roles: [.witness])
        try trust.add(person: "Bob", key: bob.publicKey, roles: [.witness])
        try trust.add(person: "Cat", key: cat.publicKey, roles: [.inspector])
        let envelope = try Samples.envelope(signedBy: [key])
        func accepted(_ trust: Trust, _ seen: [(String, SecretKey, Int64)]) throws -> Bool {
            let sightings = try seen.map { person, key, day in
                let means: Sighting.Means = person == "cat" ? .receipt : .note
                return try Samples.sighting(person, key, means, day: day, of: envelope)
            }
            let ages = trust.ages(of: envelope, seen: sightings)
            return trust.judge(envelope, role: .exporter, at: try Samples.day(20), ages: ages).accepted
        }
        #expect(try !accepted(trust, []))
        #expect(try !accepted(trust, [("ann", own, 5)]), "her own word")
        #expect(try accepted(trust, [("bob", bob, 5)]))
        #expect(try !accepted(trust, [("bob", bob, 11)]))
        var two = trust
        try two.setThreshold(.witness, 2)
        #expect(two.sightingsWanted == 2)
        #expect(try !accepted(two, [("bob", bob, 5), ("bob", bob, 6), ("ann", own, 6)]))
        #expect(try !accepted(two, [("bob", bob, 5), ("cat", cat, 11)]), "the second one's time counts")
        #expect(try accepted(two, [("bob", bob, 5), ("cat", cat, 10)]))
        var one = two.policy
        one.sightings = 1
        two.setPolicy(one)
        #expect(two.sightingsWanted == 1)
        #expect(try accepted(two, [("bob", bob, 5)]))
        #expect(try Trust(file: two.fileBytes) == two)
    }

    @Test("how many people are wanted stands in the policy, from 1 to 64")
    func wanted() throws {
        func policy(_ count: String) throws -> Policy {
            let text =
                #"{"proofs":[],"require_mldsa87":false,"rewinds_maximum":1,"sample_minimum":0,"#
                + #""sessions":["software"],"sightings":\#(count)}"#
            return try Policy(document: Array(text.utf8))
        }
        for count in ["1", "64"] { #expect(try policy(count).sightings == Int(count)) }
        for count in ["0", "65", "-1", "true"] {
            #expect(throws: TrustError.self) { try policy(count) }
        }
    }

    @Test(
        "a key of a log or witness that was ever revoked counts no more, and a log key that ended is no open question"
    )
    func notes() throws {
        let (key, bob) = (try Samples.key(1), try Samples.key(50))
        var trust = Trust()
        #expect(trust.logKeys(at: try Samples.day(1)) == nil)
        try trust.add(person: "Log", key: key.publicKey, roles: [.log])
        try trust.add(person: "Bob", key: bob.publicKey, roles: [.witness])
        #expect(trust.logKeys(at: try Samples.day(1))?.keys.count == 1)
        try trust.revoke(key.publicKey.identifier, since: Samples.day(10), reason: .compromised)
        #expect(trust.noteKeys(.log, at: try Samples.day(1)).isEmpty)
        // The manifest is enough: it binds what the log's key signed.
        let envelope = try Samples.envelope(signedBy: [])
        func keys(_ day: Int64?) throws -> LogKeys? {
            let seen = try day.map { [try Samples.sighting("bob", bob, day: $0, of: envelope)] } ?? []
            return trust.logKeys(at: try Samples.day(10), ages: trust.ages(of: envelope, seen: seen))
        }
        #expect(try keys(nil)?.keys == [] && keys(nil)?.warnings.map(\.code) == [.sightingFew])
        #expect(try keys(10)?.keys == [])
        let shown = try #require(try keys(9))
        #expect(shown.keys.count == 1 && shown.shownBy.map(\.person) == ["bob"])
        #expect(shown.warnings.map(\.code) == [.sightingSingle])
    }
}
