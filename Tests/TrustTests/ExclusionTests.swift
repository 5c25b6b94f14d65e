import Bytes
import Keys
import SecretKeys
import Testing
import Trust

@Suite("Roles that exclude each other")
struct ExclusionTests {
    func sample() throws -> Trust {
        var trust = Trust()
        try trust.add(person: "Ann", key: Samples.key(1).publicKey, roles: [.exporter, .log])
        try trust.exclude([.witness, .exporter, .inspector])
        try trust.exclude([.log, .authority])
        return trust
    }

    @Test("are kept sorted, round-trip, and stand there once")
    func roundTrip() throws {
        var trust = try sample()
        #expect(trust.exclusions == [[.authority, .log], [.exporter, .inspector, .witness]])
        #expect(try Trust(file: trust.fileBytes) == trust)
        let version = trust.version
        try trust.exclude([.log, .authority])
        #expect(trust.version == version)
    }

    @Test(
        "refuse a person with two of them, by one key or two, retired or not; other people may have the other role"
    )
    func refused() throws {
        var trust = try sample()
        let key = try Samples.key(2).publicKey
        #expect(code { try trust.add(person: "Ann", key: key, roles: [.inspector]) } == .excludedRoles)
        #expect(
            code { try trust.add(person: "Bob", key: key, roles: [.inspector, .witness]) } == .excludedRoles
        )
        try trust.retire(Samples.key(1).publicKey.identifier, at: Samples.day(1), reason: .left)
        #expect(code { try trust.add(person: "Ann", key: key, roles: [.inspector]) } == .excludedRoles)
        try trust.add(person: "Bob", key: key, roles: [.inspector])
        #expect(code { try trust.exclude([.exporter, .log]) } == .excludedRoles, "Ann has both")
        #expect(trust.exclusions.count == 2)
    }

    @Test("are enforced when a file is read")
    func reading() throws {
        let text = String(decoding: try sample().fileBytes, as: UTF8.self)
        func refusal(_ old: String, _ new: String) -> TrustError.Code? {
            #expect(text.contains(old))
            return code { _ = try Trust(file: Array(text.replacing(old, with: new).utf8)) }
        }
        #expect(refusal(#""roles":["exporter","log"]"#, #""roles":["exporter","witness"]"#) == .excludedRoles)
        #expect(refusal(#"["authority","log"]"#, #"["log","authority"]"#) == .badRoles)
        #expect(refusal(#"["authority","log"]"#, #"["log"]"#) == .badRoles)
        #expect(refusal(#"["authority","log"],"#, #"["authority","king"],"#) == .malformed)
        let lists = #"[["authority","log"],["exporter","inspector","witness"]]"#
        #expect(refusal(lists, #"[["exporter","inspector"],["authority","log"]]"#) == .badRoles)
        #expect(refusal(lists, "[]") == .malformed)
        #expect(refusal(lists, #"["log"]"#) == .malformed)
        #expect(refusal(lists, "[[1,2]]") == .malformed)
    }
}
