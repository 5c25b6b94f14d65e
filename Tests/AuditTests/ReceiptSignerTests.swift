import Bytes
import Keys
import SecretKeys
import Testing
import Trust

@testable import Audit

@Suite("Who signed a receipt, and what those of several inspectors say together")
struct ReceiptSignerTests {
    @Test(
        "a receipt that several people have signed counts for nobody, and shows nothing: one of them took the other's time"
    )
    func several() throws {
        let trust = try Samples.trust(inspectors: 2)
        let signed = try ReceiptTests.signed(by: [.inspector, .inspector2])
        let judgement = try ReceiptTests.judge(signed, trust: trust)
        #expect(judgement.faults.map(\.code) == [.unsigned, .several] && judgement.inspectors == [])
        #expect(signed.sightings(trust: trust) == [])
        #expect(
            try ReceiptTests.judge(ReceiptTests.signed(by: [.inspector, .witness])).faults.map(\.code) == [
                .unsigned, .several,
            ]
        )
        // The same, with this rule off: two people at one person's time.
        KnockOut.without(ReceiptFault.Code.several.rawValue) {
            #expect(signed.sightings(trust: trust).map(\.person).sorted() == ["inspector", "inspector2"])
        }
        let own = try ReceiptTests.signed().sightings(trust: trust)
        #expect(own.map(\.person) == ["inspector"] && own.map(\.means) == [.receipt])
        #expect(try own.map(\.at) == [Timestamp(Samples.time)] && own.map(\.seen) == [ReceiptTests.tree.head])
    }

    @Test("two receipts must agree in all but time, report, timing and trust file")
    func agreement() throws {
        let trust = try Samples.trust(inspectors: 2)
        func codes(_ change: (inout Receipt) throws -> Void) throws -> [ReceiptFault.Code] {
            var other = try ReceiptTests.receipt()
            try change(&other)
            let second = try ReceiptTests.signed(other, by: [.inspector2])
            return try ReceiptTests.judge(ReceiptTests.signed(), second, trust: trust).faults.map(\.code)
        }
        let changes: [(inout Receipt) throws -> Void] = [
            { $0.bundle.manifest = .zero }, { $0.bundle.sealed = ReceiptTests.tree.manifestHead },
            { $0.bundle.fileDigest = .zero }, { $0.checkpoint = nil }, { $0.plan = .zero },
            { $0.scope = .all },
            { $0.isSimulated = false },
            {
                $0.statement = Receipt.Statement(
                    source: .ceremony,
                    population: 1_000,
                    sampled: 239,
                    failed: 0,
                    goodAtLeast: 990,
                    confidence: 9_500
                )
            },
        ]
        for change in changes { #expect(try codes(change) == [.disagree]) }
        #expect(
            try codes {
                $0.acceptedAt = try Timestamp("2026-06-03T00:00:00Z")
                ($0.report, $0.timing) = (.zero, nil)
            } == []
        )
    }

    @Test("a receipt of bulla 0.1.0 is named as older, and does not count")
    func older() throws {
        let good = String(decoding: try ReceiptTests.receipt().canonicalBytes, as: UTF8.self)
        let old = good.replacing(#"","bundle""#, with: #"","as_of":"2026-06-01T12:00:00Z","bundle""#)
        #expect(old != good)
        #expect { try Receipt(canonical: Array(old.utf8)) } throws: {
            ($0 as? AuditError)?.code == .olderReceipt
        }
    }

    @Test(
        "an inspector who has left counts for receipts of that person's time; one whose key was revoked does not"
    )
    func retired() throws {
        let key = try Samples.key(.inspector).publicKey.identifier
        func judge(_ left: String, at time: String, revoked: String? = nil) throws -> [ReceiptFault.Code] {
            var trust = try Samples.trust()
            try trust.retire(key, at: Timestamp(left), reason: .left)
            if let revoked { try trust.revoke(key, since: Timestamp(revoked), reason: .compromised) }
            return try ReceiptTests.judge(ReceiptTests.signed(), trust: trust, at: time).faults.map(\.code)
        }
        let july = "2026-07-01T00:00:00Z"
        #expect(try judge(july, at: "2026-06-30T23:59:59Z") == [])
        #expect(try judge(july, at: july) == [.keyEnded])
        #expect(try judge(Samples.time, at: july) == [.keyEnded], "in that very second")
        #expect(try judge("2026-06-01T11:59:59Z", at: july) == [.unsigned], "it claims a time after the end")
        #expect(try judge(july, at: july, revoked: "2026-08-01T00:00:00Z") == [.unsigned])
        #expect(try judge(july, at: "2026-06-30T00:00:00Z", revoked: "2026-08-01T00:00:00Z") == [])
    }

    @Test("signatures may be appended to a bundle after it was accepted; those that were there must still be")
    func grown() throws {
        let grown = SealTree(ReceiptTests.envelope(signatures: 3))
        var bundle = ReceiptTests.bundle
        bundle.sealed = grown.head
        let signed = try ReceiptTests.signed()
        #expect(try ReceiptTests.judge(signed, bundle: bundle, tree: grown).faults == [])
        #expect(
            try ReceiptTests.judge(signed, bundle: bundle).faults.map(\.code) == [.otherBundle],
            "the knock-out"
        )
        let less = SealTree(ReceiptTests.envelope(signatures: 1))
        bundle.sealed = less.head
        #expect(
            try ReceiptTests.judge(signed, bundle: bundle, tree: less).faults.map(\.code) == [.otherBundle]
        )
    }
}
