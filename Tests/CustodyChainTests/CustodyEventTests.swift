import Bytes
import SecretKeys
import TestSupport
import Testing
import Trust

@testable import CustodyChain

@Suite("Events of custody")
struct CustodyEventTests {
    @Test("are read as they were written, every kind of them")
    func roundTrip() throws {
        var medium = try Medium.whole()
        try medium.add(.lost, by: .bert)
        #expect(Set(medium.events.map(\.event.kind)) == Set(CustodyEvent.Kind.allCases))
        for signed in medium.events {
            #expect(try SignedCustodyEvent(canonical: signed.canonicalBytes) == signed)
        }
    }

    @Test("with a key less, a key more or a key of another kind are refused")
    func keys() throws {
        var medium = try Medium.whole()
        try medium.add(.lost, by: .bert)
        for event in medium.events.map(\.event) {
            guard
                case .object(let good) = try JSON(
                    canonical: event.canonicalBytes,
                    limits: CustodyEvent.limits
                )
            else { throw CustodyError(.malformed, at: "test", "no object") }
            let must = CustodyEvent.Keys.of(event.kind).must
            for key in good.keys.sorted() {
                var less = good
                less[key] = nil
                let read = try? CustodyEvent(canonical: JSON.object(less).canonicalBytes)
                #expect((read == nil) == must.contains(key), "\(event.kind) without \(key)")
            }
            for key in ["comment", "taker", "correction", "parent", "to", "outcome"] where good[key] == nil {
                var more = good
                more[key] = "X"
                #expect((try? CustodyEvent(canonical: JSON.object(more).canonicalBytes)) == nil)
            }
            var (other, bare) = (event, event)
            if event.kind == .paper { other.to = "bert" } else { other.taker = "DEPOT-4" }
            #expect(throws: CustodyError.self) { try SignedCustodyEvent(other) }
            if event.kind == .receive { bare.to = nil } else { bare.from = nil }
            #expect(throws: CustodyError.self) { try SignedCustodyEvent(bare) }
        }
    }

    @Test("hold no free text")
    func patterns() throws {
        for good in ["A", "SN-1", "2026/07.A", String(repeating: "A", count: 32)] {
            #expect(CustodyWords.isCode(good), "\(good)")
        }
        for bad in ["", "a", "-A", "A B", "A_B", "Ä", "A\n", String(repeating: "A", count: 33)] {
            #expect(!CustodyWords.isCode(bad), "\(bad)")
        }
        let event = try #require(try Medium.started().events.first).event
        for (member, text) in [
            ("place", #""LAB-1""#), ("from", #""ada""#), ("serial", #""SN-1""#), ("marking", #""INTERNAL""#),
            ("clock", #""watch""#), ("kind", #""flash""#),
        ] {
            let good = String(decoding: event.canonicalBytes, as: UTF8.self)
            let bad = good.replacing("\"\(member)\":\(text)", with: "\"\(member)\":\"Some words, see file.\"")
            #expect(bad != good)
            #expect(throws: CustodyError.self) { try CustodyEvent(canonical: Array(bad.utf8)) }
        }
    }

    @Test(
        "with any byte of the beginning flipped, or bytes all over the story, are not accepted",
        arguments: [true, false]
    )
    func flips(_ isBeginning: Bool) throws {
        let medium = try isBeginning ? Medium.started() : Medium.whole()
        #expect(try medium.codes() == [], "the knock-out")
        let trust = try Medium.trust()
        let time = try Timestamp(Medium.now)
        for index in medium.files.indices {
            let good = medium.files[index]
            for byte in Effort.places(good.bytes.count, oneIn: isBeginning ? 31 : 211) {
                var bytes = good.bytes
                bytes[byte] ^= 1 << (byte % 8)
                var input = medium.input
                input.files[index] = CustodyFile(name: good.name, bytes: bytes)
                let story = CustodyJudge.story(of: input, trust: trust, at: time)
                if story.holds { Issue.record("\(good.name), byte \(byte)") }
            }
        }
    }

    @Test("a key that has signed cannot sign again, and there is an end to signatures")
    func twice() throws {
        var signed = try #require(try Medium.started().events.first)
        let again = try Medium.key(.ada).sign(signed.signedBytes)
        #expect { try signed.add(again) } throws: { ($0 as? CustodyError)?.code == .notExtending }
    }

    @Test("the policy of custody is read as it is written, and strictly")
    func policy() throws {
        let json = CustodyPolicy.standard.json
        #expect(try CustodyPolicy(json, path: "custody") == .standard)
        var rich = CustodyPolicy.standard
        rich[.dispose] = .init(
            roles: [.custodian],
            witnesses: 2,
            approvals: .init(count: 2, role: .authority)
        )
        #expect(try CustodyPolicy(rich.json, path: "custody") == rich)
        let text = String(decoding: rich.json.canonicalBytes, as: UTF8.self)
        for (part, other) in [
            (#""witnesses":2"#, #""witnesses":17"#), (#""count":2"#, #""count":0"#),
            (#""role":"authority""#, #""role":"boss""#), (#"["custodian"]"#, "[]"),
            (#"["archivist","custodian","exporter"]"#, #"["custodian","archivist"]"#),
            (#""dispose""#, #""destroy""#),
        ] {
            let bad = text.replacing(part, with: other)
            #expect(bad != text)
            #expect(throws: FormatError.self) {
                try CustodyPolicy(JSON(parsing: Array(bad.utf8), limits: .document), path: "custody")
            }
        }
        for bad in [[], ["OPEN", "OPEN"], ["open"], ["A\u{7f}"], [" A"]] {
            #expect(throws: FormatError.self) {
                try MarkingOrder.form.read(.array(bad.map { .string($0) }), "markings")
            }
        }
    }
}
