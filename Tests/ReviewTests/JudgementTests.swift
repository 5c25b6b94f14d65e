import Bytes
import Keys
import SecretKeys
import TestSupport
import Testing
import Trust

@testable import Review

@Suite("Judging a review")
struct JudgementTests {
    static let time = Timestamp(seconds: 1_800_000_000) ?? .last
    static let digest = SHA256.hash([1])

    /// A review of one file with one hit, reviewed by one person and waived by another.
    struct Case {
        let first: SecretKey
        let second: SecretKey
        var trust: Trust
        var document: ReviewDocument
        var subject: ReviewSubject

        init() throws {
            first = try SecretKey.generate(name: "A. First", withMLDSA: false)
            second = try SecretKey.generate(name: "B. Second", withMLDSA: false)
            trust = Trust()
            for key in [first, second] {
                try trust.add(person: key.publicKey.name, key: key.publicKey, roles: [.exporter])
            }
            var policy = ReviewPolicy.standard
            policy.isRequired = true
            policy.waivers = 1
            policy.lists = [digest]
            trust = try Case.trust(trust, policy)
            let log = ReviewDocument.Log(run: digest, size: 9, root: digest)
            document = ReviewDocument(
                reviewedAt: time,
                log: log,
                marking: "UNMARKED",
                lists: [.init(sha256: digest, terms: 2)],
                software: "0.1.0",
                files: [ReviewedFile(path: "evidence/a", size: 3, sha256: digest, kind: .text)],
                hits: [ReviewHit(.content(0), .init(.ssn), count: 2)]
            )
            document.markings = MarkingScale(["UNMARKED", "INTERNAL"]).digest
            subject = ReviewSubject(log: log, marking: "UNMARKED", members: [("evidence/a", 3, digest)])
        }

        /// The same people under another policy.
        static func trust(_ old: Trust, _ policy: ReviewPolicy?) throws -> Trust {
            var new = Policy.standard
            new.review = policy
            var trust = Trust(policy: new)
            for key in old.keys {
                try trust.add(person: key.key.name, key: key.key, roles: key.roles)
            }
            return trust
        }

        mutating func policy(_ change: (inout ReviewPolicy) -> Void) throws {
            var policy = trust.policy.review ?? .standard
            change(&policy)
            trust = try Case.trust(trust, policy)
        }

        func signed(by reviewer: SecretKey? = nil, waivedBy waiver: SecretKey?) throws -> SignedReview {
            var signed = try SignedReview(document)
            try signed.add((reviewer ?? first).sign(signed.signedBytes))
            if let waiver {
                var envelope = try signed.waiver([0: .synthetic], at: time)
                envelope.signatures = try waiver.sign(envelope.signedBytes)
                try signed.add(waiver: envelope)
            }
            return signed
        }

        func codes(_ signed: SignedReview) -> [ReviewFault.Code] {
            signed.judge(subject, trust: trust, at: time).faults.map(\.code)
        }
    }

    @Test("a review that covers everything, and whose hits a second person waived, stands")
    func good() throws {
        let test = try Case()
        let signed = try test.signed(waivedBy: test.second)
        let judgement = signed.judge(test.subject, trust: test.trust, at: Self.time)
        #expect(judgement.faults == [] && judgement.waived == 1)
        #expect(judgement.reviewers == ["a-first"] && judgement.waivers == ["b-second"])
        #expect(try SignedReview(canonical: signed.canonicalBytes) == signed)
    }

    @Test("each thing that is wrong has its own code, alone")
    func faults() throws {
        func check(_ code: ReviewFault.Code, _ change: (inout Case) throws -> Void) throws {
            var test = try Case()
            try change(&test)
            #expect(try test.codes(test.signed(waivedBy: test.second)) == [code])
        }
        let other = SHA256.hash([2])
        try check(.otherRun) { $0.document.log = .init(run: other, size: 9, root: Self.digest) }
        try check(.log) { $0.document.log = .init(run: Self.digest, size: 8, root: Self.digest) }
        try check(.log) { $0.document.log = .init(run: Self.digest, size: 9, root: other) }
        try check(.marking) { $0.document.marking = "SECRET" }
        try check(.fileMissing) {
            $0.subject = ReviewSubject(
                log: $0.subject.log,
                marking: "UNMARKED",
                members: $0.subject.members + [("evidence/b", 1, other)]
            )
        }
        try check(.fileChanged) {
            $0.subject = ReviewSubject(
                log: $0.subject.log,
                marking: "UNMARKED",
                members: [("evidence/a", 3, other)]
            )
        }
        try check(.waiversExceeded) { try $0.policy { $0.waivers = 0 } }
        try check(.listMissing) { try $0.policy { $0.lists = [other] } }
        try check(.proofsMissing) { try $0.policy { $0.wantsProofs = true } }
        #expect(ReviewFault.ofNone(under: try Case().trust.policy.review)?.code == .missing)
        #expect(ReviewFault.ofNone(under: nil) == nil && ReviewFault.ofNone(under: .standard) == nil)
    }

    @Test("a review that could not be read back is not signed, and is not read")
    func unreadable() throws {
        let other = ReviewedFile(path: "evidence/A", size: 0, sha256: Self.digest, kind: .empty)
        let changes: [(inout ReviewDocument) -> Void] = [
            { $0.marking = "secret" }, { $0.software = "0 1" }, { $0.lists += $0.lists },
            { $0.files.append(other) }, { $0.hits.append(ReviewHit(.content(1), .init(.ssn), count: 1)) },
            { $0.hits.append(ReviewHit(.log, .init(.word, list: 1), count: 1)) },
            { $0.hits.append(ReviewHit(.log, .init(.fileType), count: 1)) },
            { $0.hits.append(ReviewHit(.log, .init(.ssn), count: 0)) },
        ]
        for change in changes {
            var document = try Case().document
            change(&document)
            #expect(throws: ReviewError.self) { try SignedReview(document) }
        }
        let text = String(decoding: try Case().document.canonicalBytes, as: UTF8.self)
        for (from, to) in [
            (#""file":0"#, #""file":1"#), (#""kind":"text""#, #""kind":"hidden words""#),
            (#""path":"evidence/a""#, #""path":"hidden words""#), (#""limits""#, #""limit""#),
        ] {
            let bad = text.replacing(from, with: to)
            #expect(bad != text)
            let error = #expect(throws: ReviewError.self) { try ReviewDocument(canonical: Array(bad.utf8)) }
            #expect(error?.code == .malformed && error?.detail.contains("hidden") == false)
        }
    }

    @Test("hits that nobody waived, that the reviewer or a stranger waived, stay")
    func waivers() throws {
        var test = try Case()
        #expect(try test.codes(test.signed(waivedBy: nil)) == [.unresolved])
        let stranger = try SecretKey.generate(name: "C. Stranger", withMLDSA: false)
        #expect(try test.codes(test.signed(waivedBy: stranger)) == [.waiverSignature, .unresolved])
        #expect(try test.codes(test.signed(by: stranger, waivedBy: test.second)) == [.signature])
        // The same person with a second key.
        let again = try SecretKey.generate(name: "A. First", withMLDSA: false)
        try test.trust.add(person: "A. First", key: again.publicKey, roles: [.exporter])
        #expect(try test.codes(test.signed(waivedBy: again)) == [.waiverSelf, .unresolved])
        #expect(throws: ReviewError.self) { try test.signed(waivedBy: test.first) }
        test.document.files[0].isQuarantined = true
        #expect(try test.codes(test.signed(waivedBy: nil)) == [.quarantined])
        test.subject = ReviewSubject(log: test.subject.log, marking: "UNMARKED", members: [])
        #expect(try test.codes(test.signed(waivedBy: nil)) == [])
    }

    @Test("a waiver of another review counts for nothing")
    func foreign() throws {
        let test = try Case()
        var other = test
        other.document.reviewedAt = .last
        var signed = try test.signed(waivedBy: nil)
        let waiver = try other.signed(waivedBy: other.second).waivers[0].envelope
        try signed.add(waiver: waiver)
        #expect(test.codes(signed) == [.waiverForeign, .unresolved])
    }

    @Test("any byte changed: never accepted")
    func flips() throws {
        let test = try Case()
        let bytes = try test.signed(waivedBy: test.second).canonicalBytes
        for index in Effort.places(bytes.count, oneIn: 7) {
            for bit in Effort.cases([UInt8(1), 0x20], usual: [index % 2]) {
                var changed = bytes
                changed[index] ^= bit
                guard let signed = try? SignedReview(canonical: changed) else { continue }
                #expect(!test.codes(signed).isEmpty, "byte \(index)")
            }
        }
    }

    @Test("policy keeps what it reads, and refuses what it does not know")
    func policy() throws {
        let json =
            #"{"lists":["\#(Self.digest)"],"proofs":true,"required":true,"role":"exporter","waiver_role":"authority","waivers":3}"#
        func read(_ text: String) throws -> ReviewPolicy {
            try ReviewPolicy(
                JSON(canonical: Array(text.utf8), limits: .document),
                path: "review"
            )
        }
        let policy = try read(json)
        #expect(policy.json.canonicalBytes == Array(json.utf8) && policy.waiverRole == .authority)
        for (from, to) in [
            ("true,\"role", "1,\"role"), ("exporter", "boss"), ("waivers\":3", "waivers\":-1"),
            ("lists", "list"),
        ] {
            #expect(throws: FormatError.self) { try read(json.replacing(from, with: to)) }
        }
    }
}
