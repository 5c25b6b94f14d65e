import Bytes
import Certificates
import TestSupport
import Testing

@testable import Attestation

/// The forms that are taken apart before anything is judged; `Formats/evidence-v1.md` section 6.1.
@Suite("Evidence in texts and containers")
struct CapturedFormsTests {
    private static func sorted(_ bytes: [UInt8]) throws(AttestationError) -> EvidenceFiles {
        var sorter = EvidenceSorter()
        try sorter.take(bytes, named: "file")
        return sorter.files
    }

    /// Ways to write a report down.
    static let spellings: [@Sendable ([UInt8]) -> String] = [
        { Hex.encode($0) }, { Hex.encode($0).uppercased() }, { "0x" + Hex.encode($0) },
        { Base64.encode($0) }, { Base64.encode($0).replacing("=", with: "") },
        { Base64.encode($0).replacing("+", with: "-").replacing("/", with: "_") },
        { "-----BEGIN SEV-SNP REPORT-----\n\(Base64.encode($0))\n-----END SEV-SNP REPORT-----\n" },
        { Base64.encode(Array(Hex.encode($0).utf8)) }, { " \r\n\(Base64.encode($0))\n" },
        { "{\"provider\":\"sev_guest\",\"outblob\":\"\(Base64.encode($0))\"}" },
    ]

    @Test("a report in any of these spellings is the same report", arguments: spellings.indices)
    func spelling(_ index: Int) throws {
        let report = try Published.bytes("snp-v4.report.bin")
        let text = Array(Self.spellings[index](report).utf8)
        #expect(try Self.sorted(text).files == ["report.bin": report])
    }

    @Test("what decodes to nothing that is known stays unsupported, however deep it is wrapped")
    func unknown() throws {
        var text = [UInt8](repeating: 7, count: 300)
        for _ in 0..<5 {
            #expect(
                refusal { () throws(AttestationError) in try Self.sorted(text) } == .evidenceUnsupported
            )
            text = Array(Base64.encode(text).utf8)
        }
        for other in ["", "x", String(repeating: "ab+/-_", count: 60), String(repeating: "é", count: 400)] {
            let found = refusal { () throws(AttestationError) in try Self.sorted(Array(other.utf8)) }
            #expect(found == .evidenceUnsupported)
        }
    }

    private struct Table {
        var entries: [(guid: String, content: [UInt8])] = []

        /// The table's bytes; with GUIDs as .NET and Windows write them where asked.
        func bytes(swapped: Bool = false) throws -> [UInt8] {
            var (head, body): ([UInt8], [UInt8]) = ([], [])
            for (guid, content) in entries {
                var id = try Hex.decode(guid)
                if swapped {
                    id = Array(id[..<4].reversed() + id[4..<6].reversed() + id[6..<8].reversed() + id[8...])
                }
                head += id
                head.append(littleEndian: UInt32(24 * (entries.count + 1) + body.count))
                head.append(littleEndian: UInt32(content.count))
                body += content
            }
            return head + [UInt8](repeating: 0, count: 24) + body
        }
    }

    private static func table() throws -> Table {
        let files = try Published.files("configfs.auxblob")
        let (issuers, roots) = try SNPEvidence.chain(files)
        return Table(entries: [
            ("c0b406a4a803495297433fb6014cd0ae", roots[0].der),
            ("4ab7b379bbac4fe4a02f05aef327c782", issuers[0].der),
            ("63da758de6644564adc5f4b93be8accd", files["leaf.der"] ?? []),
        ])
    }

    @Test("a table is read in DER and PEM, with GUIDs in either order, by itself and behind the report")
    func tables() throws {
        let wanted = try Published.files("configfs.auxblob").files
        var table = try Self.table()
        #expect(try Self.sorted(table.bytes()).files == wanted)
        #expect(try Self.sorted(table.bytes(swapped: true)).files == wanted)
        table.entries.append(("ecae0c0f950243b1afa20ae2e0d565b6", [1, 2, 3]))
        #expect(try Self.sorted(table.bytes() + [UInt8](repeating: 0, count: 4096)).files == wanted)
        let report = try Published.bytes("configfs.outblob")
        let both = wanted.merging(["report.bin": report]) { $1 }
        #expect(try Self.sorted(report + table.bytes()).files == both)
        let object =
            "{\"auxblob\":\"\(Base64.encode(try table.bytes()))\",\"outblob\":\"\(Base64.encode(report))\"}"
        #expect(try Self.sorted(Array(object.utf8)).files == both)
    }

    @Test("a table that says what is not there, or holds what is no certificate, is refused")
    func wrong() throws {
        let good = try Self.table().bytes()
        for (place, value) in [(16, UInt8(0)), (17, 0xff), (19, 0x80), (21, 0xff), (23, 0x80)] {
            var bytes = good
            bytes[place] = value
            #expect(refusal { () throws(AttestationError) in try Self.sorted(bytes) } != nil, "\(place)")
        }
        for count in [25, 48, 95, good.count - 1] {
            let short = Array(good.prefix(count))
            #expect(refusal { () throws(AttestationError) in try Self.sorted(short) } != nil, "\(count)")
        }
        var twice = try Self.table()
        twice.entries.append(twice.entries[2])
        let bytes = try twice.bytes()
        #expect(refusal { () throws(AttestationError) in try Self.sorted(bytes) } == .evidenceFiles)
    }

    /// What was published, and what is given with it unchanged.
    private static let mutated = [
        ("configfs.auxblob", ["configfs.outblob"]), ("switch.json", []),
        ("azure.hcl.bin", ["azure.vcek.pem", "genoa"]),
    ]

    private static func evidence(_ bytes: [UInt8], with others: [String]) throws -> any Evidence {
        var sorter = EvidenceSorter()
        try sorter.take(bytes, named: "changed")
        for other in others {
            let genoa = other == "genoa" ? try Published.files("configfs.auxblob")["chain.pem"] : nil
            try sorter.take(genoa ?? Published.bytes(other), named: other)
        }
        return try EvidenceReader.all(sorter.files)[0]
    }

    private static func change(_ bytes: inout [UInt8], _ choices: inout Choices) {
        let place = Int.random(in: 0..<bytes.count, using: &choices)
        switch Int.random(in: 0..<4, using: &choices) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &choices)
        case 1: bytes.removeSubrange(place...)
        case 2: bytes[place % 96] = .random(in: 0...255, using: &choices)
        default: bytes.insert(.random(in: 0...255, using: &choices), at: place)
        }
    }

    // What nobody signed may change: sizes that nothing rests on, GUIDs, members of a document.
    @Test("changed bytes are refused, or say the same as before", arguments: mutated.indices)
    func mutation(_ index: Int) throws {
        let (name, others) = Self.mutated[index]
        let bytes = try Published.bytes(name)
        let context = try AuthenticationContext.at("2025-09-01T00:00:00Z")
        let original = try Self.evidence(bytes, with: others)
        #expect(original.authenticate(context).isGood)
        var choices = Choices(seed: UInt64(index))
        var refused = 0
        for _ in 0..<120 {
            var changed = bytes
            Self.change(&changed, &choices)
            guard let evidence = try? Self.evidence(changed, with: others),
                evidence.authenticate(context).isGood
            else {
                refused += 1
                continue
            }
            #expect(evidence.claims == original.claims)
        }
        #expect(refused > 60, "\(refused)")
    }
}
