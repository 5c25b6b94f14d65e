import Audit
import Bytes
import CustodyChain
import Keys
import Layout
import Reports
import TestSupport
import Testing
import Trust
import Verification

/// Evidence of age that another program made from the specification, with verdicts written down from the text.
@Suite("Evidence of age of another implementation")
struct AgeVectorTests {
    static let folder = "\(Vectors.packageRoot)/Formats/Vectors/age"

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let evidence: [String]
        let counts: [String]
        let ages: [String: String]
        let origin: String
        let asOf: String
    }

    static let cases: [Case] = (try? read()) ?? []

    private static func read() throws -> [Case] {
        var document = try JSONObject(JSON(canonicalLine: bytes("cases.json"), limits: .document), path: "")
        let (asOf, origin) = (try document.string("as_of"), try document.string("origin"))
        return try document.objects("cases").map { object in
            var object = object
            var ages: [String: String] = [:]
            var stated = try object.object("ages")
            for person in ["ann", "bob", "pia"] where stated.has(person) {
                ages[person] = try stated.string(person)
            }
            return Case(
                testDescription: try object.string("name"),
                evidence: try object.strings("evidence"),
                counts: try object.strings("counts"),
                ages: ages,
                origin: origin,
                asOf: asOf
            )
        }
    }

    private static func bytes(_ name: String) throws -> [UInt8] {
        try File.contents(of: "\(folder)/\(name)", limit: 1 << 20)
    }

    private static func sealed(_ origin: String) throws -> SealedManifest {
        let envelope = try Envelope(canonical: bytes("manifest.dsse.json"), expecting: Manifest.payloadType)
        return SealedManifest(envelope, origin: origin, manifest: SHA256.hash(envelope.payload))
    }

    private static func evidence(_ names: [String], _ trust: Trust, at time: Timestamp) throws
        -> EvidenceOfAge
    {
        var evidence = EvidenceOfAge()
        for name in names {
            if name.hasSuffix(".note") {
                evidence.notes.append(try SignedNote(bytes(name)))
            } else if name.hasSuffix(".custody") {
                let files = try Folder.names(in: "\(folder)/\(name)").map {
                    CustodyFile(name: $0, bytes: try bytes("\(name)/\($0)"))
                }
                let story = CustodyJudge.story(of: CustodyInput(files: files), trust: trust, at: time)
                #expect(story.events.count == files.count, "\(story.faults)")
                evidence.custody += story.sightings
            } else {
                evidence.receipts.append(try SignedReceipt(canonical: bytes(name)))
            }
        }
        return evidence
    }

    @Test("counts, and is as old, as the text says", arguments: cases)
    func verdict(_ test: Case) throws {
        let trust = try Trust(file: Self.bytes("cases/\(test.testDescription).trust.json"))
        let time = try Timestamp(test.asOf)
        let sealed = try Self.sealed(test.origin)
        let evidence = try Self.evidence(test.evidence, trust, at: time)
        let ages = trust.ages(of: sealed.envelope, seen: evidence.sightings(of: sealed, trust: trust))
        let judgement = trust.judge(sealed.envelope, role: .exporter, at: time, ages: ages)
        #expect(judgement.people == test.counts)
        for signer in judgement.signers {
            #expect(signer.age?.at?.description == test.ages[signer.person], "\(signer.person)")
        }
        #expect(judgement.signers.map(\.person).sorted() == ["ann", "bob", "pia"])
    }

    @Test("there are cases, and the trees of notes, receipts and chain begin that of the envelope")
    func trees() throws {
        #expect(Self.cases.count > 20)
        let sealed = try Self.sealed(Self.cases[0].origin)
        #expect(sealed.tree.head.size == 5)
        for size in 1...5 {
            let note = try SignedNote(Self.bytes("size-\(size).note"))
            let head = try #require(try ManifestNote.head(in: note, origin: sealed.origin))
            #expect(head.size == size && sealed.tree.begins(with: head))
            #expect(!sealed.tree.begins(with: SealTree.Head(size: size % 5 + 1, root: head.root)))
        }
        #expect(try ManifestNote.head(in: SignedNote(Self.bytes("size-1.note")), origin: "other") == nil)
        let receipt = try SignedReceipt(canonical: Self.bytes("ida.receipt.dsse.json"))
        #expect(receipt.receipt.bundle.sealed == sealed.tree.head)
    }

    /// The rule of each case that can be left out of the judge, by the case's name.
    static let rules: [(String, AgeRules)] = [
        ("signatures", .signatures), ("pair-in-half", .signatures), ("old-note", .signatures),
        ("sealers", .sealers),
        ("role", .role), ("once", .once), ("revoked", .revoked), ("office", .office), ("last", .last),
        ("before", .before),
    ]

    @Test("would count with its rule left out, and with that alone", arguments: rules)
    func knockOut(_ name: String, _ rule: AgeRules) throws {
        let test = try #require(Self.cases.first { $0.testDescription == name })
        let trust = try Trust(file: Self.bytes("cases/\(name).trust.json"))
        let time = try Timestamp(test.asOf)
        let sealed = try Self.sealed(test.origin)
        let seen = try Self.evidence(test.evidence, trust, at: time).sightings(of: sealed, trust: trust)
        func people(_ rules: AgeRules) -> [String] {
            let ages = trust.ages(of: sealed.envelope, seen: seen, rules: rules)
            return trust.judge(sealed.envelope, role: .exporter, at: time, ages: ages).people
        }
        #expect(people(.all) == test.counts && test.counts.count == 2)
        #expect(people(AgeRules.all.subtracting(rule)) == ["ann", "bob", "pia"])
        // A receipt that two people signed would be two sightings at one person's time.
        let both = try #require(Self.cases.first { $0.testDescription == "receipt-own-time" })
        let paper = try Trust(file: Self.bytes("cases/receipt-own-time.trust.json"))
        let shared = try KnockOut.without(ReceiptFault.Code.several.rawValue) {
            try Self.evidence(both.evidence, paper, at: time).sightings(of: sealed, trust: paper)
        }
        #expect(shared.count == 2)
        let approved = try #require(Self.cases.first { $0.testDescription == "custody-actor-alone" })
        let all = try KnockOut.without("custody-actor") {
            try Self.evidence(approved.evidence, paper, at: time).sightings(of: sealed, trust: paper)
        }
        #expect(all.map(\.person) == ["cora", "ida"])
        let one = try Self.evidence(approved.evidence, paper, at: time).sightings(of: sealed, trust: paper)
        #expect(one.map(\.person) == ["cora"])
        #expect(try Self.evidence(both.evidence, paper, at: time).sightings(of: sealed, trust: paper) == [])
    }
}
