import Bytes
import Keys
import SecretKeys
import Testing
import Trust

@testable import CustodyChain

@Suite("Chains of custody")
struct CustodyJudgeTests {
    @Test("a whole story is believed, and says at every point who has the medium")
    func story() throws {
        let medium = try Medium.whole()
        var states: [String] = []
        for count in 1...medium.events.count {
            let story = try medium.story { $0.files = Array($0.files.prefix(count)) }
            #expect(story.holds, "\(story.faults)")
            states.append("\(story.state.word) \(story.state.holder ?? "-")")
        }
        #expect(
            states == [
                "held ada", "released ada", "held bert", "held bert", "held bert", "released bert",
                "held carl",
                "outside -", "held bert", "disposed -",
            ]
        )
        let whole = try medium.story()
        #expect(whole.chain == medium.events.first?.digest && whole.events.count == 10)
        #expect(whole.unchecked.count == 2 && whole.sightings.first?.person == "ada")
    }

    /// A lie, the one code that it must give, and nothing else.
    struct Lie: Sendable, CustomTestStringConvertible {
        let code: CustodyFaultCode
        let testDescription: String
        let tell: @Sendable (inout Medium) throws -> Void

        init(
            _ code: CustodyFaultCode,
            _ words: String,
            _ tell: @escaping @Sendable (inout Medium) throws -> Void
        ) {
            self.code = code
            testDescription = "\(code.rawValue): \(words)"
            self.tell = tell
        }
    }

    /// Each told after a medium was opened by ada and given to bert.
    static let lies: [Lie] = [
        Lie(.overlap, "a release by somebody who has it no more") {
            try $0.add(.release, by: .ada, to: .carl)
        },
        Lie(.overlap, "a copy by somebody else") { try $0.add(.copy, by: .carl, witnesses: [.will]) },
        Lie(.overlap, "a loss reported by somebody else") { try $0.add(.lost, by: .carl) },
        Lie(.overlap, "a correction by somebody who had no part") {
            let event = try $0.last.digest
            try $0.add(.correct, by: .carl) {
                $0.correction = .init(event: event, field: .place, value: "X")
            }
        },
        Lie(.selfTransfer, "to oneself") { try $0.add(.release, by: .bert, to: .bert) },
        Lie(.inTransit, "copied while it is under way") {
            try $0.add(.release, by: .bert, to: .carl)
            try $0.add(.copy, by: .bert, witnesses: [.will])
        },
        Lie(.receiveUnreleased, "a release that is nowhere") {
            try $0.add(.receive, by: .carl) { $0.release = Medium.manifest }
        },
        Lie(.receiveTwice, "received twice") { try $0.add(.receive, by: .bert) },
        Lie(.receiveOther, "the answer to an older release") {
            let older = try $0.last.release
            try $0.add(.release, by: .bert, to: .ada)
            try $0.add(.release, by: .bert, to: .carl)
            let replaced = $0.events[3].digest
            #expect(older != replaced)
            try $0.add(.receive, by: .carl) { $0.release = replaced }
        },
        Lie(.wrongTaker, "taken by somebody else") {
            try $0.add(.release, by: .bert, to: .carl)
            try $0.add(.receive, by: .ada)
        },
        Lie(.role, "an action without the role") { try $0.add(.dispose, by: .bert, witnesses: [.will]) },
        Lie(.role, "released to a witness") { try $0.add(.release, by: .bert, to: .will) },
        Lie(.witnessesFew, "copied without a witness") { try $0.add(.copy, by: .bert) },
        Lie(.witnessRole, "a witness who is none") {
            try $0.add(.release, by: .bert, to: .carl, witnesses: [.dora])
        },
        Lie(.witnessUnsigned, "a witness who did not sign") {
            try $0.add(.release, by: .bert, to: .carl, witnesses: [.will], signers: [.bert])
        },
        Lie(.approverUnsigned, "somebody who did not approve") {
            try $0.add(.release, by: .bert, to: .carl) { $0.approvers = ["dora"] }
        },
        Lie(.unsigned, "only the witness signed") {
            try $0.add(.release, by: .bert, to: .carl, witnesses: [.will], signers: [.will])
        },
        Lie(.signatureUninvited, "somebody signed who is not named") {
            try $0.add(.release, by: .bert, to: .carl, signers: [.bert, .dora])
        },
        Lie(.signatureUninvited, "a key that nobody knows") {
            try $0.add(.release, by: .bert, to: .carl, signers: [.bert, .stranger])
        },
        Lie(.sealBroken, "taken over with a broken seal") {
            try $0.add(.release, by: .bert, to: .carl)
            try $0.add(.receive, by: .carl) { $0.seal?.condition = .broken }
        },
        Lie(.sealWrong, "another seal than it was left with") {
            try $0.add(.release, by: .bert, to: .carl) { $0.seal?.after = "S-2" }
            try $0.add(.receive, by: .carl) { $0.seal?.before = "S-3" }
        },
        Lie(.sealWrong, "nobody looked at the seal") {
            try $0.add(.release, by: .bert, to: .carl) { $0.seal = nil }
        },
        Lie(.markingLower, "a marking taken down") {
            $0.items[0].marking = "SECRET"
            try $0.add(.release, by: .bert, to: .carl)
            $0.items[0].marking = "INTERNAL"
            try $0.add(.receive, by: .carl)
        },
        Lie(.markingLower, "a marking below the bundle's") {
            try $0.add(.copy, by: .bert, witnesses: [.will]) { $0.items[0].marking = "OPEN" }
        },
        Lie(.markingUnknown, "a marking that policy does not have") {
            try $0.add(.copy, by: .bert, witnesses: [.will]) { $0.items[0].marking = "PRIVATE" }
        },
        Lie(.items, "another medium") {
            $0.items[0].serial = "SN-2"
            try $0.add(.release, by: .bert, to: .carl)
        },
        Lie(.timeBackwards, "a clock that was put back") {
            try $0.add(.release, by: .bert, to: .carl) { $0.at = try Medium.hour(1) }
        },
        Lie(.timeFuture, "a time that has not come") {
            try $0.add(.release, by: .bert, to: .carl) { $0.at = try Timestamp("2027-01-01T00:00:00Z") }
        },
        Lie(.correctUnknown, "a correction of nothing") {
            try $0.add(.correct, by: .bert) {
                $0.correction = .init(event: Medium.manifest, field: .place, value: "X")
            }
        },
        Lie(.afterEnd, "handed over after it was lost") {
            try $0.add(.lost, by: .bert)
            try $0.add(.release, by: .bert, to: .carl)
        },
        Lie(.link, "an event that does not name the one before") {
            try $0.add(.release, by: .bert, to: .carl) { $0.previous = Medium.manifest }
        },
        Lie(.otherChain, "an event of another chain") {
            try $0.add(.release, by: .bert, to: .carl) { $0.chain = Medium.manifest }
        },
        Lie(.foreignBundle, "an event of another bundle") {
            try $0.add(.release, by: .bert, to: .carl, manifest: Medium.file.sha256)
        },
    ]

    @Test("each lie is found with its own code, and nothing else is found", arguments: lies)
    func lie(_ lie: Lie) throws {
        var medium = try Medium.started()
        #expect(try medium.codes() == [], "the knock-out")
        try lie.tell(&medium)
        // bert, a custodian, may dispose; for this one lie policy says who else.
        let trust = try Medium.trust {
            guard lie.testDescription.contains("without the role") else { return }
            var custody = CustodyPolicy.standard
            custody[.dispose].roles = [.archivist]
            $0.statedCustody = custody
        }
        #expect(try medium.codes(trust: trust) == [lie.code])
    }

    @Test("a party is no witness, whoever it is", arguments: [Medium.Who.ada, .bert, .carl])
    func parties(_ who: Medium.Who) throws {
        var medium = try Medium.started()
        try medium.add(.release, by: .bert, to: .carl, witnesses: who == .bert ? [] : [who]) {
            if who == .bert { $0.witnesses = ["bert"] }
        }
        #expect(try medium.codes().contains(.witnessParty) == (who != .ada))
    }

    @Test("k of n must approve where policy says so; one person with two keys is one")
    func approvals() throws {
        let trust = try Medium.trust {
            var custody = CustodyPolicy.standard
            custody[.release].approvals = .init(count: 2, role: .custodian)
            $0.statedCustody = custody
        }
        var medium = Medium()
        try medium.add(.open, by: .bert)
        var other = medium
        try medium.add(.release, by: .bert, to: .ada, signers: [.bert, .carl]) { $0.approvers = ["carl"] }
        #expect(try medium.codes(trust: trust) == [])
        try other.add(.release, by: .bert, to: .ada)
        #expect(try other.codes(trust: trust) == [.approvalsFew])
        var twice = try #require(other.events.last)
        try twice.add(Medium.key(.bert, second: true).sign(twice.signedBytes))
        let files =
            other.files.dropLast() + [CustodyFile(name: twice.event.fileName, bytes: twice.canonicalBytes)]
        #expect(try other.codes(trust: trust) { $0.files = Array(files) } == [.approvalsFew])
        #expect(try other.codes { $0.files = Array(files) } == [], "two keys of one person are no harm")
    }

    @Test("two people cannot have one key")
    func oneKey() throws {
        var trust = try Medium.trust()
        #expect {
            try trust.add(person: "carl", key: Medium.key(.bert).publicKey, roles: [.custodian])
        } throws: {
            ($0 as? TrustError)?.code == .duplicateKey
        }
    }

    @Test("a broken seal that kept a taker from accepting is a warning, and the giver keeps the medium")
    func refused() throws {
        var medium = try Medium.started()
        try medium.add(.release, by: .bert, to: .carl)
        try medium.add(.receive, by: .carl) {
            $0.seal?.condition = .broken
            $0.outcome = .rejected
        }
        let story = try medium.story()
        #expect(
            story.holds && story.warnings.map(\.code) == [.sealBroken] && story.state == .held(by: "bert")
        )
        try medium.transfer(.bert, .carl)
        #expect(try medium.story().state == .held(by: "carl"))
    }

    @Test("what came back from somebody without a key needs the witnesses of a paper")
    func paper() throws {
        var medium = try Medium.started()
        try medium.add(.paper, by: .bert, witnesses: [.vera, .will])
        let paper = try medium.last.digest
        var few = medium
        try few.add(.receive, by: .bert, witnesses: [.will]) { $0.release = paper }
        #expect(try few.codes() == [.witnessesFew])
        try medium.add(.receive, by: .bert, witnesses: [.vera, .will]) { $0.release = paper }
        #expect(try medium.codes() == [])
    }
}
