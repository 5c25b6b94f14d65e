import Bytes
import Keys
import SecretKeys
import Testing
import Trust

@Suite("Trust files")
struct TrustFileTests {
    func sample() throws -> Trust {
        var trust = Trust()
        try trust.add(
            person: "A. Exporter",
            key: Samples.key(1, pair: true).publicKey,
            roles: [.witness, .exporter],
            from: Samples.day(1),
            until: Samples.day(100)
        )
        try trust.add(person: "Log of run 7", key: Samples.key(2).publicKey, roles: [.log])
        try trust.add(person: "A. Exporter", key: Samples.key(3).publicKey, roles: [.exporter])
        try trust.setThreshold(.exporter, 2)
        try trust.retire(Samples.key(3).publicKey.identifier, at: Samples.day(5), reason: .left)
        return trust
    }

    @Test("round-trips, and the digest is that of the bytes")
    func roundTrip() throws {
        let trust = try sample()
        #expect(try Trust(file: trust.fileBytes) == trust)
        #expect(trust.digest == SHA256.hash(trust.fileBytes))
        #expect(trust.people.map(\.id) == ["a-exporter", "log-of-run-7"])
        #expect(trust.version == 6)
        #expect(try Trust(file: Trust().fileBytes) == Trust())
    }

    @Test("no changed byte reads as the same trust")
    func mutations() throws {
        let trust = try sample()
        let good = trust.fileBytes
        // The long ML-DSA-87 key is sampled, the rest is complete; one bit of each byte.
        for index in good.indices where index < 300 || index % 17 == 0 || index > 4_000 {
            var bytes = good
            bytes[index] ^= 1 << (index % 8)
            guard let other = try? Trust(file: bytes) else { continue }
            #expect(other != trust && other.fileBytes == bytes, "byte \(index)")
        }
    }

    @Test(
        "ids come from names",
        arguments: [
            ("A. Exporter", "a-exporter"), ("  x  ", "x"), ("Jürgen Groß 2", "jurgen-gro-2"),
            ("J\u{f6}rg", "jorg"), ("Jo\u{308}rg", "jorg"), ("Jürg", "jurg"),
            ("Nguyễn Thị Ánh", "nguyen-thi-anh"),
            ("Ａｎｎａ", "anna"), ("ﬁn ⑳", "fin-20"), ("Hans 李", "hans"), ("李", "p-c16667ca"),
            ("!", "p-bb7208bc"),
            ("a--b", "a-b"),
            (String(repeating: "ab ", count: 33), String(repeating: "ab-", count: 29) + "ab"),
        ]
    )
    func ids(name: String, id: String) {
        #expect(Person.id(from: name) == id)
        #expect(Person.isID(id))
    }

    @Test("two people never have one id: the second of them gets a number, or whoever adds them chooses")
    func distinctIDs() throws {
        var trust = Trust()
        func add(_ name: String, _ number: UInt8, id: String? = nil) throws -> String {
            try trust.add(person: name, id: id, key: Samples.key(number).publicKey, roles: [.witness])
        }
        #expect(try add("Anna Åberg", 1) == "anna-aberg")
        #expect(try add("Anna Äberg", 2) == "anna-aberg-2")
        #expect(try add("Anna Aberg", 3) == "anna-aberg-3")
        #expect(try add("Anna Äberg", 4) == "anna-aberg-2", "the same person again")
        #expect(try add("李雷", 5, id: "li-lei") == "li-lei")
        #expect(try add("李雷", 6) == "li-lei")
        #expect(try add("李雷", 7, id: "li-lei-the-younger") == "li-lei-the-younger")
        let key = try Samples.key(8).publicKey
        #expect(code { try trust.add(person: "李雷", key: key, roles: [.witness]) } == .duplicatePerson, "who?")
        #expect(
            code { try trust.add(person: "Bob", id: "li-lei", key: key, roles: [.witness]) }
                == .duplicatePerson
        )
        for id in ["", "A", "a--b", "-a", "a-", "é", String(repeating: "a", count: 101)] {
            #expect(
                code { try trust.add(person: "Bob", id: id, key: key, roles: [.witness]) } == .badPerson,
                "\(id)"
            )
        }
        #expect(try Trust(file: trust.fileBytes) == trust)
    }

    @Test("a role that has enough people and then too few is a shortfall, and nothing else is")
    func shortfalls() throws {
        let before = try sample()
        let first = try Samples.key(1, pair: true).publicKey.identifier
        #expect(
            try before.shortfalls(since: before, at: Samples.day(2)).isEmpty,
            "one exporter of two, as before"
        )
        var trust = before
        try trust.revoke(first, since: Samples.day(3), reason: .lost)
        let found = try trust.shortfalls(since: before, at: Samples.day(3))
        #expect(
            found.map(\.role) == [.witness] && found.map(\.people) == [0] && found.map(\.threshold) == [1]
        )
        // With another witness beside, nothing is short.
        var two = before
        try two.add(person: "W", key: Samples.key(7).publicKey, roles: [.witness])
        var less = two
        try less.retire(first, at: Samples.day(3), reason: .left)
        #expect(try less.shortfalls(since: two, at: Samples.day(3)).isEmpty)
        // A key whose time is over is nobody.
        let late = try Samples.day(100)
        #expect(trust.shortfalls(since: before, at: late).isEmpty, "there was no witness before either")
    }

    @Test("the same key bytes stand in the file once, whoever holds them and in whichever half")
    func duplicateKeys() throws {
        var trust = try sample()
        let single = try Samples.key(1).publicKey
        #expect(code { try trust.add(person: "B", key: single, roles: [.log]) } == .duplicateKey)
        #expect(code { try trust.add(person: "A. Exporter", key: single, roles: [.log]) } == .duplicateKey)
        let half = try PublicKey(
            name: "b",
            primary: Samples.key(9).publicKey.primary,
            mldsa87: Samples.key(1, pair: true).publicKey.mldsa87
        )
        #expect(code { try trust.add(person: "B", key: half, roles: [.log]) } == .duplicateKey)
        #expect(trust == (try sample()))
    }

    @Test("each change that contradicts the file has its code and changes nothing")
    func refusals() throws {
        var trust = try sample()
        let key = try Samples.key(8).publicKey
        let known = try Samples.key(3).publicKey.identifier
        let (early, late) = (try Samples.day(1), try Samples.day(2))
        #expect(code { try trust.add(person: "a\n", key: key, roles: [.log]) } == .badPerson)
        #expect(code { try trust.add(person: "B", key: key, roles: []) } == .badRoles)
        #expect(code { try trust.add(person: "B", key: key, roles: [.log, .log]) } == .badRoles)
        #expect(
            code { try trust.add(person: "B", key: key, roles: [.log], from: late, until: early) }
                == .badPeriod
        )
        #expect(code { try trust.retire(key.identifier, at: early, reason: .left) } == .unknownKey)
        #expect(code { try trust.retire(known, at: late, reason: .left) } == .alreadyRetired)
        #expect(code { try trust.setThreshold(.log, 0) } == .badThreshold)
        #expect(trust == (try sample()))
    }

    @Test("policies are checked: kinds once, sorted, of few characters; numbers not negative")
    func policies() throws {
        func make(_ sessions: [String], _ proofs: [String] = [], _ minimum: Int = 0) -> TrustError.Code? {
            code {
                _ = try Policy(
                    acceptingSessions: sessions,
                    proofs: proofs,
                    sampleMinimum: minimum,
                    rewindsMaximum: 0,
                    requireMLDSA87: false
                )
            }
        }
        #expect(make(["software"], ["attested/1"]) == nil)
        #expect(make([]) == .badPolicy)
        #expect(make(["a", "a"]) == .badPolicy)
        #expect(make(["A"]) == .badPolicy)
        #expect(make(["a"], [""]) == .badPolicy)
        #expect(make(["a"], [], -1) == .badPolicy)
        var trust = Trust()
        trust.setPolicy(
            try Policy(
                acceptingSessions: ["tee/1", "software"],
                proofs: [],
                sampleMinimum: 3,
                rewindsMaximum: 4,
                requireMLDSA87: true
            )
        )
        #expect(trust.policy.sessions == ["software", "tee/1"])
        #expect(try Trust(file: trust.fileBytes).policy == trust.policy)
        for word in [ClockWord.refuse, .warn] {
            var policy = trust.policy
            policy.sealedAhead = word
            trust.setPolicy(policy)
            #expect(try Trust(file: trust.fileBytes).policy.sealedAhead == word)
        }
        expect(.malformed, trust, #""sealed_ahead":"warn""#, #""sealed_ahead":"fail""#)
        expect(
            .badPolicy,
            trust,
            #""sessions":["software","tee/1"]"#,
            #""sessions":["tee/1","software"]"#
        )
    }

    @Test("each way for a file to be wrong has its code")
    func malformed() throws {
        let trust = try sample()
        expect(.malformed, trust, "bulla-trust/1", "bulla-trust/2")
        expect(.malformed, trust, #""version":6"#, #""version":0"#)
        expect(.malformed, trust, #""version":6"#, #""version":6,"x":1"#)
        expect(.malformed, trust, #""reason":"left""#, #""reason":"bored""#)
        expect(.malformed, trust, #""roles":["log"]"#, #""roles":["king"]"#)
        expect(.badRoles, trust, #"["exporter","witness"]"#, #"["witness","exporter"]"#)
        expect(.badRoles, trust, #""roles":["log"]"#, #""roles":[]"#)
        expect(.unknownPerson, trust, #""person":"log-of-run-7""#, #""person":"log-of-run-8""#)
        expect(.badPerson, trust, #""id":"a-exporter""#, #""id":"a--exporter""#)
        let person = #"{"id":"a-exporter","name":"A. Exporter"}"#
        expect(.duplicatePerson, trust, person, "\(person),\(person)")
        let other = #"{"id":"log-of-run-7","name":"Log of run 7"}"#
        expect(.malformed, trust, "\(person),\(other)", "\(other),\(person)")
        let threshold = #"{"count":2,"role":"exporter"}"#
        expect(.badThreshold, trust, threshold, "\(threshold),\(threshold)")
        expect(.badThreshold, trust, #""count":2"#, #""count":0"#)
        let raw = Base64.encode(try Samples.key(2).publicKey.ed25519)
        expect(.badKey, trust, raw, Base64.encode([UInt8](repeating: 0, count: 32)))
        expect(.duplicateKey, trust, raw, Base64.encode(try Samples.key(3).publicKey.ed25519))
        expect(.badPeriod, trust, "2026-04-10T00:00:00Z", "2025-04-10T00:00:00Z")
    }

    @Test("a list beyond its limit is refused")
    func limits() throws {
        let many = (1_000...2_000).map { #"{"id":"p\#($0)","name":"p\#($0)"}"# }.joined(separator: ",")
        expect(.tooMany, Trust(), #""people":[]"#, #""people":[\#(many)]"#)
    }

    /// Replaces text in the file and expects the code.
    func expect(_ wanted: TrustError.Code, _ trust: Trust, _ old: String, _ new: String) {
        let text = String(decoding: trust.fileBytes, as: UTF8.self)
        let changed = text.replacing(old, with: new)
        #expect(changed != text, "\(old) is not there")
        #expect(code { _ = try Trust(file: Array(changed.utf8)) } == wanted, "\(new.prefix(80))")
    }
}
