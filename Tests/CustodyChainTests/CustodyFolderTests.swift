import Bytes
import Keys
import SecretKeys
import Testing
import Trust

@testable import CustodyChain

@Suite("Folders of custody")
struct CustodyFolderTests {
    private static func renamed(_ file: CustodyFile, _ name: String) -> CustodyFile {
        CustodyFile(name: name, bytes: file.bytes)
    }

    @Test("a missing event is a gap, wherever it is missing but at the end")
    func gaps() throws {
        let medium = try Medium.whole()
        for index in medium.files.indices.dropLast() {
            let codes = try medium.codes { $0.files.remove(at: index) }
            #expect(codes.contains(.gap), "without \(index): \(codes)")
        }
        #expect(try medium.codes { $0.files.removeLast() } == [], "the end is no gap")
        #expect(try medium.codes { $0.files = [] } == [.empty])
        #expect(try medium.codes { $0.files.removeFirst() }.contains(.notOpen))
    }

    @Test("two events of one number are a fork")
    func forks() throws {
        var medium = try Medium.started()
        var other = medium
        try medium.add(.release, by: .bert, to: .carl)
        try other.add(.lost, by: .bert)
        let more = try #require(other.files.last)
        #expect(try medium.codes { $0.files.append(more) } == [.fork])
        #expect(try medium.codes() == [] && other.codes() == [], "the knock-outs")
    }

    @Test("names that do not fit, and files that do not belong there")
    func names() throws {
        let medium = try Medium.started()
        for (index, name) in [(1, "001-receive.dsse.json"), (2, "003-receive.dsse.json")] {
            let codes = try medium.codes { $0.files[index] = Self.renamed($0.files[index], name) }
            #expect(codes == [.file], "\(name): \(codes)")
        }
        for name in [
            "notes.txt", "0003-lost.dsse.json", "003-Lost.dsse.json", "003-lost.dsse.json~",
            "-01-open.dsse.json",
        ] {
            let codes = try medium.codes { $0.files.append(Self.renamed($0.files[0], name)) }
            #expect(codes == [.file], "\(name): \(codes)")
        }
        let codes = try medium.codes { $0.files[2] = CustodyFile(name: $0.files[2].name, bytes: [0x7b]) }
        #expect(codes == [.malformed])
        let many = (0...CustodyInput.fileLimit).map { CustodyFile(name: "x\($0)", bytes: []) }
        #expect(try medium.codes { $0.files += many }.contains(.file))
    }

    @Test("events that changed their places are found, whatever they are called")
    func order() throws {
        let medium = try Medium.whole()
        for index in medium.files.indices.dropLast() {
            let codes = try medium.codes {
                let (a, b) = ($0.files[index], $0.files[index + 1])
                $0.files[index] = Self.renamed(b, a.name)
                $0.files[index + 1] = Self.renamed(a, b.name)
            }
            #expect(codes.contains(.file), "\(index): \(codes)")
        }
    }

    @Test("halves that were swapped between two transfers are refused, signed anew or not")
    func swapped() throws {
        var medium = try Medium.started()
        let first = try medium.last
        try medium.add(.release, by: .bert, to: .carl)
        try medium.add(.receive, by: .carl) { $0.release = first.release }
        #expect(try medium.codes() == [.receiveTwice])
        let whole = try Medium.whole()
        let receives = whole.events.indices.filter { whole.events[$0].event.kind == .receive }
        let (a, b) = (receives[0], receives[1])
        let codes = try whole.codes {
            let (x, y) = ($0.files[a], $0.files[b])
            $0.files[a] = Self.renamed(y, x.name)
            $0.files[b] = Self.renamed(x, y.name)
        }
        #expect(!codes.isEmpty)
    }

    @Test("events of another bundle are foreign, one by one and all together")
    func foreign() throws {
        var medium = Medium()
        try medium.add(.open, by: .ada, manifest: Medium.file.sha256)
        #expect(try medium.codes() == [.foreignBundle])
        #expect(try medium.codes { $0.manifest = nil } == [], "the knock-out")
        let good = try Medium.started()
        let codes = try good.codes { $0.files[0] = medium.files[0] }
        #expect(codes.contains(.foreignBundle) && codes.contains(.otherChain))
        #expect(try good.story().sightings.count == 3)
        #expect(try medium.story().sightings == [])
    }

    @Test("a file of other bytes than the chain was opened with")
    func file() throws {
        let medium = try Medium.started()
        #expect(try medium.codes { $0.bundleFile = Medium.file } == [])
        #expect(
            try medium.codes { $0.bundleFile = .init(sha256: Medium.file.sha256, size: 1) } == [.fileDiffers]
        )
    }

    @Test("a chain that was cut off or rewritten shows against what somebody kept, and only so")
    func kept() throws {
        let medium = try Medium.whole()
        let last = try medium.last
        #expect(try medium.codes { $0.kept = .init(last) } == [])
        let cut = try medium.story { $0.files.removeLast() }
        #expect(cut.holds && cut.unchecked.contains { $0.contains("missing at the end") })
        for kept in [CustodyInput.Kept(last), .init(digest: last.digest)] {
            let codes = try medium.codes {
                $0.kept = kept
                $0.files.removeLast()
            }
            #expect(codes == [.truncated])
        }
        var other = try Medium.started()
        try other.add(.lost, by: .bert)
        let rewritten = try other.last
        #expect(try medium.codes { $0.kept = .init(rewritten) } == [.rewritten])
    }

    @Test("another medium than the chain names")
    func medium() throws {
        let medium = try Medium.started()
        #expect(try medium.codes { $0.medium = "SN-1" } == [])
        #expect(try medium.codes { $0.medium = "SN-COPY" } == [.otherMedium])
    }

    @Test("a copy's chain is held against its parent's; the parent's chain is none for the copy")
    func parents() throws {
        var parent = try Medium.started()
        try parent.add(.copy, by: .bert, witnesses: [.will])
        let copy = try parent.last
        let chain = try #require(parent.events.first).digest
        func child(_ change: @escaping (inout CustodyEvent) -> Void = { _ in }) throws -> Medium {
            var medium = Medium()
            try medium.add(.open, by: .bert) {
                $0.at = try Medium.hour(9)
                $0.items = copy.items
                $0.parent = .init(chain: chain, event: copy.digest)
                change(&$0)
            }
            return medium
        }
        let good = try child()
        #expect(try good.codes { $0.parent = parent.files } == [])
        #expect(try good.story().unchecked.contains { $0.contains("copied from") })
        for lie in [
            try child { $0.parent?.event = chain }, try child { $0.parent?.chain = copy.digest },
            try child { $0.items = [Medium.item("SN-9")] }, try child { $0.parent = nil },
        ] {
            #expect(try lie.codes { $0.parent = parent.files } == [.parent])
        }
        #expect(try good.codes { $0.parent = $0.files } == [.parent], "its own chain is not its parent's")
        #expect(try good.codes { $0.parent = Array(parent.files.dropFirst()) } == [.parent])
        #expect(try parent.codes { $0.medium = copy.items[0].serial } == [.otherMedium])
    }
}

@Suite("Keys that come to an end, in chains of custody")
struct CustodyKeyTests {
    private static func trust(_ change: (inout Trust, Digest) throws -> Void) throws -> Trust {
        var trust = try Medium.trust()
        try change(&trust, try Medium.key(.bert).publicKey.identifier)
        return trust
    }

    @Test("an event that claims a time after the end of its key is told apart by the end")
    func ended() throws {
        // bert signs in the hours 2 and 3, and carl has seen both in hour 4.
        var medium = try Medium.started()
        try medium.transfer(.bert, .carl)
        #expect(try medium.codes() == [], "the knock-out")
        let retired = try Self.trust { try $0.retire($1, at: Medium.hour(3), reason: .superseded) }
        #expect(try medium.codes(trust: retired) == [.keyUnshown, .keyRetired])
        let revoked = try Self.trust { try $0.revoke($1, since: Medium.hour(3), reason: .compromised) }
        #expect(try medium.codes(trust: revoked) == [.keyUnshown, .keyRevoked])
        let later = try Self.trust { try $0.retire($1, at: Medium.hour(5), reason: .left) }
        #expect(try medium.codes(trust: later) == [], "carl shows it")
    }

    @Test(
        "a key that ended later counts where somebody else acted since, and neither on its own word nor on a witness's"
    )
    func unshown() throws {
        var medium = try Medium.started()
        let later = try Self.trust { try $0.retire($1, at: Medium.hour(5), reason: .left) }
        let revoked = try Self.trust { try $0.revoke($1, since: Medium.hour(5), reason: .lost) }
        #expect(try medium.codes(trust: later) == [.keyUnshown])
        var witnessed = medium
        try medium.add(.release, by: .bert, to: .carl)
        #expect(try medium.codes(trust: later) == [.keyUnshown, .keyUnshown])
        // The witness may sign whenever asked: the time is bert's.
        try witnessed.add(.release, by: .bert, to: .carl, witnesses: [.will])
        #expect(try witnessed.codes(trust: later) == [.keyUnshown, .keyUnshown])
        for trust in [later, revoked] {
            var taken = witnessed
            try taken.add(.receive, by: .carl)
            #expect(try taken.codes(trust: trust) == [], "carl acts in hour 4")
            var late = witnessed
            try late.add(.receive, by: .carl) { $0.at = try Medium.hour(6) }
            #expect(try late.codes(trust: trust) == [.keyUnshown, .keyUnshown])
        }
    }

    @Test(
        "who acts later shows something as archivist, custodian or inspector, in office, with a key that was never revoked"
    )
    func whoShows() throws {
        let carl = try Medium.key(.carl).publicKey.identifier
        func codes(_ taker: Medium.Who, _ change: (inout Trust) throws -> Void = { _ in }) throws
            -> [CustodyFaultCode]
        {
            var medium = try Medium.started()
            try medium.transfer(.bert, taker)
            let trust = try Self.trust {
                try $0.retire($1, at: Medium.hour(5), reason: .left)
                try change(&$0)
            }
            return try medium.codes(trust: trust)
        }
        #expect(try codes(.carl) == [], "the knock-out")
        #expect(try codes(.dora) == [], "an inspector")
        #expect(try codes(.ada) == [.keyUnshown, .keyUnshown], "an exporter")
        let revoked = try codes(.carl) { try $0.revoke(carl, since: Medium.hour(20), reason: .lost) }
        #expect(revoked == [.keyUnshown, .keyUnshown, .keyUnshown])
        #expect(try codes(.carl) { try $0.retire(carl, at: Medium.hour(20), reason: .left) } == [.keyUnshown])
        #expect(try codes(.carl) { try $0.setThreshold(.custodian, 2) } == [.keyUnshown, .keyUnshown])
        // Two of them, one after the other.
        var medium = try Medium.started()
        try medium.transfer(.bert, .carl)
        try medium.add(.release, by: .carl, to: .dora) { $0.at = try Medium.hour(4) }
        try medium.add(.receive, by: .dora) { $0.at = try Medium.hour(5) }
        let two = try Self.trust {
            try $0.retire($1, at: Medium.hour(5), reason: .left)
            try $0.setThreshold(.custodian, 2)
        }
        #expect(try medium.codes(trust: two) == [])
    }

    @Test(
        "a signature that is added once another event stands after it breaks the chain, and is shown by nobody"
    )
    func signedLate() throws {
        var medium = Medium()
        try medium.add(.open, by: .ada) { $0.approvers = ["dora"] }
        let open = try #require(medium.events.first)
        try medium.transfer(.ada, .bert)
        #expect(try medium.codes() == [.approverUnsigned])
        var late = open
        try late.add(Medium.key(.dora).sign(late.signedBytes))
        #expect(
            try medium.codes {
                $0.files[0] = CustodyFile(name: "000-open.dsse.json", bytes: late.canonicalBytes)
            } == [.link]
        )
        // In time, before the release: the knock-out.
        var early = Medium()
        try early.add(.open, by: .ada, signers: [.ada, .dora]) { $0.approvers = ["dora"] }
        try early.transfer(.ada, .bert)
        #expect(try early.codes() == [])
    }

    @Test(
        "of the bundle's signatures only who acts shows anything, at the time of signing and not of the act"
    )
    func sightings() throws {
        var medium = Medium()
        try medium.add(.open, by: .ada, signers: [.ada, .dora]) {
            $0.approvers = ["dora"]
            $0.acted = try Timestamp("2026-05-01T00:00:00Z")
        }
        try medium.transfer(.ada, .bert, witnesses: [.will])
        let story = try medium.story()
        #expect(story.holds && story.sightings.map(\.person) == ["ada", "ada", "bert"])
        #expect(try story.sightings.map(\.at) == [0, 1, 2].map { try Medium.hour($0) })
        #expect(story.sightings.allSatisfy { $0.means == .custody && $0.seen == Medium.tree.head })
        // Who acts in an event of another chain has not seen what this one's open names.
        var other = medium
        try other.add(.lost, by: .bert) { $0.chain = Medium.manifest }
        #expect(try other.story().sightings.count == 3)
    }

    @Test("a chain that was opened over other signatures than the bundle's is foreign")
    func otherSignatures() throws {
        let medium = try Medium.started()
        let shorter = SealTree(Envelope(payloadType: "text/plain", payload: Array("manifest".utf8)))
        #expect(try medium.codes { $0.tree = shorter } == [.foreignBundle], "its signature is gone")
        var early = Medium()
        try early.add(.open, by: .ada) { $0.sealed = shorter.head }
        #expect(try early.codes() == [], "a signature was appended since")
    }

    @Test("a chain of bulla 0.1.0 is judged with a warning, shows no signatures, and goes on")
    func older() throws {
        var medium = Medium()
        try medium.add(.open, by: .ada) { $0.sealed = nil }
        try medium.transfer(.ada, .bert)
        let story = try medium.story()
        #expect(story.faults == [] && story.sightings == [])
        #expect(story.warnings.map(\.code) == [.older] && story.state == .held(by: "bert"))
        let shorter = SealTree(Envelope(payloadType: "text/plain", payload: Array("manifest".utf8)))
        #expect(try medium.codes { $0.tree = shorter } == [], "it is not held against signatures")
        for (sealed, codes) in [(nil, []), (Medium.tree.head, [CustodyFaultCode.link])] {
            var plain = Medium()
            try plain.add(.open, by: .ada) { $0.sealed = sealed }
            let open = try plain.last.digest
            try plain.add(.lost, by: .ada) { $0.previous = open }
            #expect(try plain.codes() == codes, "events named the one before without its signatures")
        }
        #expect(try medium.codes { $0.manifest = .zero } == [.foreignBundle], "but against the manifest")
        #expect(try Medium.started().story().warnings == [], "the knock-out")
    }

    @Test("what systems and killed writers left is named, not read, and changes neither verdict nor digest")
    func leftBehind() throws {
        let medium = try Medium.started()
        let left = (0..<9).map { ByteName("._\($0)\u{1b}[2J") } + ["003-lost.dsse.json.partial"]
        let story = try medium.story { $0.leftBehind = left }
        #expect(story.faults == [] && story.warnings.map(\.code) == [.leftBehind, .leftBehind])
        #expect(
            story.warnings[0].detail.hasSuffix(" and 1 more") && !story.warnings[0].detail.contains("\u{1b}")
        )
        #expect(story.warnings[1].detail.contains("003-lost.dsse.json.partial"))
        var input = CustodyInput(files: medium.files)
        let digest = input.digest
        input.leftBehind = left
        #expect(input.digest == digest)
    }

    @Test("an act after its signature is refused")
    func actedLate() throws {
        let open = try #require(try Medium.started().events.first).event
        let text = String(decoding: open.canonicalBytes, as: UTF8.self)
        for acted in [open.at, .last] {
            var event = open
            event.acted = acted
            #expect(throws: CustodyError.self) { try SignedCustodyEvent(event) }
            let lie = Array(#"{"acted":"\#(acted)","#.utf8) + text.utf8.dropFirst()
            #expect { try CustodyEvent(canonical: lie) } throws: {
                ($0 as? CustodyError)?.location == "event.acted"
            }
        }
    }

    @Test("a key counts only from its first day, and to its last")
    func period() throws {
        var trust = Trust()
        for who in Medium.Who.allCases where who != .bert && who != .stranger {
            try trust.add(person: who.rawValue, key: Medium.key(who).publicKey, roles: who.roles)
        }
        var (early, expired) = (trust, trust)
        let key = try Medium.key(.bert).publicKey
        try early.add(person: "bert", key: key, roles: [.custodian], from: Medium.hour(9))
        try expired.add(person: "bert", key: key, roles: [.custodian], until: Medium.hour(1))
        var medium = Medium()
        medium.items = [Medium.item()]
        try medium.add(.open, by: .bert)
        #expect(try medium.codes(trust: early).first == .keyEarly)
        try medium.add(.correct, by: .bert) {
            $0.correction = .init(event: $0.chain ?? Medium.manifest, field: .place, value: "X")
        }
        #expect(try medium.codes(trust: expired).contains(.keyExpired))
    }

    @Test("a signature that was changed is invalid; one of another event too")
    func invalid() throws {
        let medium = try Medium.started()
        var envelope = medium.events[2].envelope
        envelope.signatures = medium.events[1].envelope.signatures
        let swapped = envelope.canonicalBytes
        #expect(
            try medium.codes { $0.files[2] = CustodyFile(name: $0.files[2].name, bytes: swapped) }
                .contains(.signatureUninvited)
        )
        var own = medium.events[2].envelope
        own.signatures = own.signatures.map {
            Signature(keyIdentifier: $0.keyIdentifier, bytes: $0.bytes.reversed())
        }
        let broken = own.canonicalBytes
        #expect(
            try medium.codes { $0.files[2] = CustodyFile(name: $0.files[2].name, bytes: broken) }
                == [.signatureInvalid]
        )
    }
}
