import Bytes
import Keys
import SecretKeys
import Testing
import Trust

@Suite("What ages in a trust file")
struct TrustAdviceTests {
    func codes(_ trust: Trust, day: Int64 = 1, signed: Bool = true) throws -> [TrustAdvice.Code] {
        trust.advice(at: try Samples.day(day), isSigned: signed).map(\.code)
    }

    /// Two people with pairs in every role, and nothing to say of them.
    func sound() throws -> Trust {
        var trust = Trust()
        for (number, role) in Role.allCases.enumerated() {
            for spare in 0...1 {
                try trust.add(
                    person: "\(role.rawValue) \(spare)",
                    key: Samples.key(UInt8(2 * number + spare + 1), pair: true).publicKey,
                    roles: [role]
                )
            }
        }
        return trust
    }

    @Test("nothing is said of a file in which nothing ages and nothing is weak")
    func silent() throws { #expect(try codes(sound()) == []) }

    @Test("each thing that ages or is weak is said, alone")
    func each() throws {
        let exporter = Role.allCases.firstIndex(of: .exporter) ?? 0
        var trust = try sound()
        #expect(try codes(trust, signed: false) == [.versionUnsigned])
        try trust.add(
            person: "exporter 0",
            key: Samples.key(40, pair: true).publicKey,
            roles: [.exporter],
            until: Samples.day(31)
        )
        #expect(try codes(trust) == [.keyExpires])
        #expect(trust.advice(at: try Samples.day(1), isSigned: true)[0].days(from: try Samples.day(1)) == 30)
        #expect(try codes(trust, day: 31) == [.keyEnded])
        trust = try sound()
        try trust.add(person: "exporter 0", key: Samples.key(41).publicKey, roles: [.exporter])
        #expect(try codes(trust) == [.mldsa87Due, .algorithmDeprecated, .algorithmDisallowed])
        trust = try sound()
        try trust.setThreshold(.exporter, 2)
        #expect(try codes(trust) == [.thresholdFragile])
        try trust.setThreshold(.exporter, 3)
        #expect(try codes(trust) == [.thresholdUnmet])
        trust = try sound()
        try trust.add(
            person: "exporter 0",
            key: Samples.key(42, pair: true).publicKey,
            roles: [.witness]
        )
        #expect(try codes(trust) == [.rolesTogether])
        trust = try sound()
        let key = try Samples.key(UInt8(2 * exporter + 1), pair: true).publicKey.identifier
        try trust.revoke(key, since: Samples.day(1), reason: .lost)
        #expect(try codes(trust) == [.keyEnded, .thresholdFragile])
        #expect(try codes(Trust()) == Role.allCases.map { _ in .roleEmpty } + [.sightingsFew])
        trust = try sound()
        var policy = trust.policy
        policy.sightings = 8
        trust.setPolicy(policy)
        #expect(
            try codes(trust) == [.sightingsFew],
            "two each of witnesses, inspectors, custodians, archivists"
        )
        policy.sightings = 7
        trust.setPolicy(policy)
        #expect(try codes(trust) == [])
    }

    @Test("what is due sooner stands first, and days count down to it")
    func order() throws {
        var trust = try sound()
        try trust.add(
            person: "exporter 0",
            key: Samples.key(40).publicKey,
            roles: [.exporter],
            until: Samples.day(2_000)
        )
        let now = try Timestamp("2030-06-01T00:00:00Z")
        let advice = trust.advice(at: now, isSigned: true)
        #expect(advice.map(\.code) == [.mldsa87Due, .algorithmDeprecated, .keyExpires, .algorithmDisallowed])
        let days = advice.map { $0.days(from: now) }
        #expect(days == days.sorted() && days[0] == 0 && days[1] == 214)
    }
}
