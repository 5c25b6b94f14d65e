import Bytes
import Keys
import SecretKeys
import Testing
import Trust

@Suite("Judging envelopes by role")
struct RoleJudgementTests {
    func codes(_ judgement: RoleJudgement) -> [TrustFault.Code] { judgement.faults.map(\.code) }

    func trust(_ entries: [(String, SecretKey, [Role])], threshold: Int = 1) throws -> Trust {
        var trust = Trust()
        for (person, key, roles) in entries {
            try trust.add(person: person, key: key.publicKey, roles: roles)
        }
        try trust.setThreshold(.exporter, threshold)
        return trust
    }

    @Test("one signer of one is enough")
    func one() throws {
        let key = try Samples.key(1)
        let trust = try trust([("Ann", key, [.exporter])])
        let judgement = trust.judge(
            try Samples.envelope(signedBy: [key]),
            role: .exporter,
            at: try Samples.day(1)
        )
        #expect(judgement.accepted)
        #expect(judgement.people == ["ann"])
        #expect(judgement.threshold == 1)
        #expect(judgement.faults.isEmpty)
    }

    @Test("one person with two keys is no two of n, two people are")
    func people() throws {
        let keys = try [1, 2, 3].map { try Samples.key($0) }
        let trust = try trust(
            [("Ann", keys[0], [.exporter]), ("Ann", keys[1], [.exporter]), ("Bob", keys[2], [.exporter])],
            threshold: 2
        )
        let time = try Samples.day(1)
        let alone = trust.judge(
            try Samples.envelope(signedBy: [keys[0], keys[1]]),
            role: .exporter,
            at: time
        )
        #expect(!alone.accepted)
        #expect(alone.people == ["ann"])
        #expect(codes(alone) == [.thresholdNotMet])
        let both = trust.judge(
            try Samples.envelope(signedBy: [keys[1], keys[2]]),
            role: .exporter,
            at: time
        )
        #expect(both.accepted)
        #expect(both.people == ["ann", "bob"])
    }

    @Test("a key that signs twice counts once")
    func twice() throws {
        let key = try Samples.key(1, pair: true)
        let trust = try trust([("Ann", key, [.exporter])], threshold: 2)
        // ML-DSA-87 signs with randomness, so these are four different signatures.
        let judgement = trust.judge(
            try Samples.envelope(signedBy: [key, key]),
            role: .exporter,
            at: try Samples.day(1)
        )
        #expect(!judgement.accepted)
        #expect(judgement.people == ["ann"])
    }

    @Test("an empty trust accepts nothing, and unsigned envelopes are accepted by none")
    func nothing() throws {
        let key = try Samples.key(1)
        let signed = try Samples.envelope(signedBy: [key])
        let time = try Samples.day(1)
        let empty = Trust().judge(signed, role: .exporter, at: time)
        #expect(!empty.accepted)
        #expect(codes(empty) == [.signatureUnknownKey, .thresholdNotMet])
        let unsigned = try trust([("Ann", key, [.exporter])])
            .judge(Samples.envelope(signedBy: []), role: .exporter, at: time)
        #expect(!unsigned.accepted)
        #expect(codes(unsigned) == [.thresholdNotMet])
    }

    @Test("signatures of unknown keys beside good ones are told and do no harm")
    func unknown() throws {
        let key = try Samples.key(1)
        let trust = try trust([("Ann", key, [.exporter])])
        let judgement = trust.judge(
            try Samples.envelope(signedBy: [key, Samples.key(9)]),
            role: .exporter,
            at: try Samples.day(1)
        )
        #expect(judgement.accepted)
        #expect(codes(judgement) == [.signatureUnknownKey])
        #expect(judgement.faults[0].subject == (try Samples.key(9).publicKey.identifier.hex))
    }

    @Test("one invalid signature of a known key rejects, even when others suffice")
    func invalid() throws {
        let (ann, bob) = (try Samples.key(1), try Samples.key(2))
        let trust = try trust([("Ann", ann, [.exporter]), ("Bob", bob, [.log])])
        var envelope = try Samples.envelope(signedBy: [ann])
        envelope.signatures.append(
            Signature(keyIdentifier: bob.publicKey.identifier, bytes: [UInt8](repeating: 1, count: 64))
        )
        let judgement = trust.judge(envelope, role: .exporter, at: try Samples.day(1))
        #expect(!judgement.accepted)
        #expect(judgement.people == ["ann"])
        #expect(codes(judgement) == [.signatureInvalid])
    }

    @Test("half a pair does not count", arguments: [0, 1])
    func incomplete(half: Int) throws {
        let key = try Samples.key(1, pair: true)
        let trust = try trust([("Ann", key, [.exporter])])
        var envelope = try Samples.envelope(signedBy: [key])
        envelope.signatures.remove(at: half)
        let judgement = trust.judge(envelope, role: .exporter, at: try Samples.day(1))
        #expect(!judgement.accepted)
        #expect(codes(judgement) == [.signatureIncompletePair, .thresholdNotMet])
    }

    @Test("a key without the role does not count")
    func role() throws {
        let key = try Samples.key(1)
        let trust = try trust([("Ann", key, [.log, .trainer])])
        let judgement = trust.judge(
            try Samples.envelope(signedBy: [key]),
            role: .exporter,
            at: try Samples.day(1)
        )
        #expect(!judgement.accepted)
        #expect(codes(judgement) == [.roleMissing, .thresholdNotMet])
    }

    @Test("policy can demand the ML-DSA-87 half", arguments: [false, true])
    func mldsa(pair: Bool) throws {
        let key = try Samples.key(1, pair: pair)
        var trust = try trust([("Ann", key, [.exporter])])
        trust.setPolicy(
            try Policy(
                acceptingSessions: ["software"],
                proofs: [],
                sampleMinimum: 0,
                rewindsMaximum: 0,
                requireMLDSA87: true
            )
        )
        let judgement = trust.judge(
            try Samples.envelope(signedBy: [key]),
            role: .exporter,
            at: try Samples.day(1)
        )
        #expect(judgement.accepted == pair)
        #expect(codes(judgement) == (pair ? [] : [.mldsa87Missing, .thresholdNotMet]))
    }

    @Test(
        "a key counts from its first second up to, not with, its end",
        arguments: [
            (9, TrustFault.Code.keyNotYetValid), (10, nil), (19, nil), (20, .keyExpired), (21, .keyExpired),
        ] as [(Int64, TrustFault.Code?)]
    )
    func period(day: Int64, fault: TrustFault.Code?) throws {
        let key = try Samples.key(1)
        var trust = Trust()
        try trust.add(
            person: "Ann",
            key: key.publicKey,
            roles: [.exporter, .log],
            from: Samples.day(10),
            until: Samples.day(20)
        )
        let judgement = trust.judge(
            try Samples.envelope(signedBy: [key]),
            role: .exporter,
            at: try Samples.day(day)
        )
        #expect(judgement.accepted == (fault == nil))
        #expect(codes(judgement) == (fault.map { [$0, .thresholdNotMet] } ?? []))
        #expect(trust.noteKeys(.log, at: try Samples.day(day)).isEmpty == (fault != nil))
    }

    @Test("a retired key counts before its retirement only", arguments: RetirementReason.allCases)
    func retired(reason: RetirementReason) throws {
        let key = try Samples.key(1)
        var trust = try trust([("Ann", key, [.exporter])])
        try trust.retire(key.publicKey.identifier, at: Samples.day(10), reason: reason)
        let envelope = try Samples.envelope(signedBy: [key])
        #expect(trust.judge(envelope, role: .exporter, at: try Samples.day(9)).accepted)
        let judgement = trust.judge(envelope, role: .exporter, at: try Samples.day(10))
        #expect(!judgement.accepted)
        #expect(codes(judgement) == [.keyRetired, .thresholdNotMet])
    }

    @Test("log keys are those with the role, and make note keys")
    func noteKeys() throws {
        let (log, other) = (try Samples.key(1), try Samples.key(2))
        let trust = try trust([("Run 7", log, [.log]), ("Ann", other, [.exporter])])
        let keys = trust.noteKeys(.log, at: try Samples.day(1))
        #expect(keys.map(\.person) == ["run-7"])
        let key = try NoteKey(name: "origin/7", ed25519: keys[0].ed25519)
        var note = try SignedNote(text: "origin/7\n")
        note.signatures.append(try log.signNote(text: note.text, name: "origin/7"))
        #expect(note.verify(key) == .valid)
    }

    @Test("the faults of one key are told together")
    func together() throws {
        let key = try Samples.key(1)
        var trust = try trust([("Ann", key, [.log])])
        try trust.retire(key.publicKey.identifier, at: Samples.day(1), reason: .superseded)
        let judgement = trust.judge(
            try Samples.envelope(signedBy: [key]),
            role: .exporter,
            at: try Samples.day(2)
        )
        #expect(codes(judgement) == [.keyRetired, .roleMissing, .thresholdNotMet])
    }
}
