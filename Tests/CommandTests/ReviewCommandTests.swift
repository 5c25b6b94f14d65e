import Bytes
import TestSupport
import Testing

@Suite("Reviewing from the command line")
struct ReviewCommandTests {
    /// A run, a word list, a second person, and evidence that holds one of each.
    struct Case {
        let ceremony: Ceremony
        var run: String { ceremony.run }
        var review: String { "\(ceremony.run)/review.json" }
        static let planted = ["quietharbour", "078-05-1121", "00483920"]

        init(plants: Bool = true) throws {
            ceremony = try Ceremony(exporters: 1)
            try ceremony.record(steps: 1...3)
            try ceremony.done(line: "key new --name Second -o \(ceremony.file("second.key")) --no-password")
            try ceremony.done(
                line: """
                    trust add \(ceremony.trust) --person Second --role exporter \
                    --key \(ceremony.file("second.pub"))
                    """
            )
            try AtomicFile.write(Array("# words\nQuietHarbour\n".utf8), to: ceremony.file("terms.txt"))
            try Folder.create("\(run)/evidence")
            try AtomicFile.write(Array("an ordinary line\n".utf8), to: "\(run)/evidence/good.log")
            guard plants else { return }
            try AtomicFile.write(
                Array("the quietharbour 078-05-1121\nMRN 00483920\n".utf8),
                to: "\(run)/evidence/bad.log"
            )
        }

        func scan(_ more: String...) throws -> Outcome {
            try Command.run(
                Built.path("bulla"),
                ["review", run, "--words", ceremony.file("terms.txt"), "--key", ceremony.key(1)] + more
            )
        }

        func seal(_ name: String) throws -> Outcome {
            try Command.bulla(
                line: """
                    seal \(run) --trust \(ceremony.trust) --key \(ceremony.key(1)) \
                    --sealed-at \(Ceremony.sealedAt) -o \(ceremony.file("\(name).bulla.tar.xz"))
                    """
            )
        }

        /// Says in the trust file what a review must be.
        func demand(waivers: Int) throws {
            let policy =
                #"{"proofs":["attested/1"],"require_mldsa87":false,"review":{"lists":[],"proofs":false,"#
                + #""required":true,"role":"exporter","waiver_role":"exporter","waivers":\#(waivers)},"#
                + #""rewinds_maximum":16,"sample_minimum":0,"sessions":["software"]}"#
            try AtomicFile.write(Array(policy.utf8), to: ceremony.file("policy.json"))
            try ceremony.done("trust", "policy", ceremony.trust, "--set", ceremony.file("policy.json"))
        }

        func verify(_ name: String) throws -> Outcome {
            try Command.run(
                Built.path("bulla-verify"),
                [
                    "verify", ceremony.file("\(name).bulla.tar.xz"), "--trust", ceremony.trust, "--at",
                    Ceremony.sealedAt, "--first",
                ]
            )
        }

        /// Nothing that was planted stands in what was said or written.
        func isSilent(_ outcome: Outcome) throws -> Bool {
            var texts = [outcome.output, outcome.messages]
            if Folder.hasEntry(review) {
                texts.append(String(decoding: try File.contents(of: review, limit: 1 << 20), as: UTF8.self))
                texts.append(try Command.bulla("review", "show", review, "--json").output)
                texts.append(try Command.bulla("review", "show", review).output)
            }
            return texts.allSatisfy { text in
                Self.planted.allSatisfy { !text.lowercased().contains($0) }
            }
        }
    }

    @Test("hits are counted and never shown; a seal refuses them until they are moved away")
    func quarantine() throws {
        let test = try Case()
        try test.demand(waivers: 0)
        let without = try test.seal("none")
        #expect(without.status == 2 && without.messages.contains("review-missing"), "\(without)")
        let found = try test.scan("--where")
        #expect(found.status == 1 && found.output.contains("record-number in evidence/bad.log"), "\(found)")
        #expect(found.output.contains("byte 4: word") && found.output.contains("ssn"), "\(found)")
        #expect(try test.isSilent(found))
        let refused = try test.seal("refused")
        #expect(refused.status == 2 && refused.messages.contains("review-unresolved"), "\(refused)")
        #expect(try test.isSilent(refused))
        let moved = try test.scan("--quarantine", test.ceremony.file("held"))
        #expect(moved.status == 0 && moved.output.contains("moved away evidence/bad.log"), "\(moved)")
        #expect(Folder.hasEntry(test.ceremony.file("held/bad.log")))
        #expect(!Folder.hasEntry("\(test.run)/evidence/bad.log"))
        #expect(try test.seal("sealed").status == 0)
        let verified = try test.verify("sealed")
        #expect(verified.status == 0 && verified.output.contains("word lists:"), "\(verified)")
        #expect(try test.isSilent(verified))
    }

    @Test("a second person can waive, the first cannot, and policy says how many")
    func waive() throws {
        let test = try Case()
        try test.demand(waivers: 3)
        #expect(try test.scan().status == 1)
        func waive(_ key: String, _ hits: [String], _ reason: String = "synthetic") throws -> Outcome {
            try Command.run(
                Built.path("bulla"),
                ["review", "waive", test.review, "--reason", reason, "--key", key]
                    + hits.flatMap { ["--hit", $0] }
            )
        }
        let second = test.ceremony.file("second.key")
        let own = try waive(test.ceremony.key(1), ["0"])
        #expect(own.status == 2 && own.messages.contains("another person"), "\(own)")
        #expect(try waive(second, ["9"]).status == 2)
        #expect(try waive(second, ["0"], "because").status == 64)
        #expect(try waive(second, ["0", "1"]).status == 0)
        #expect(try test.seal("two").messages.contains("review-unresolved"))
        #expect(try waive(second, ["2"], "false-match").status == 0)
        let sealed = try test.seal("three")
        #expect(sealed.status == 0, "\(sealed)")
        let verified = try test.verify("three")
        #expect(verified.status == 0 && verified.output.contains("3 hits waived by second"), "\(verified)")
        #expect(try test.isSilent(verified))
        try test.demand(waivers: 2)
        #expect(try test.verify("three").output.contains("review-waivers-exceeded"))
    }

    @Test("a clean run passes, and evidence that changes afterwards does not")
    func clean() throws {
        let test = try Case(plants: false)
        let found = try test.scan()
        #expect(found.status == 0 && found.output.contains("hits       none"), "\(found)")
        #expect(try test.seal("one").status == 0)
        try AtomicFile.write(Array("another line\n".utf8), to: "\(test.run)/evidence/good.log")
        #expect(try test.seal("two").messages.contains("review-file-changed"))
        #expect(try test.scan("--proofs").status == 0)
        #expect(try test.seal("two").status == 0)
        try test.ceremony.record(steps: 4...5)
        #expect(try test.seal("three").messages.contains("review-log"))
    }

    @Test("a name with a hit is not written down; files of no run are looked at, too")
    func names() throws {
        let test = try Case(plants: false)
        try AtomicFile.write([0x61], to: "\(test.run)/evidence/quietharbour.txt")
        let found = try test.scan()
        #expect(found.status == 1 && found.output.contains("word in the name of withheld/"), "\(found)")
        #expect(try test.isSilent(found))
        let files = try Command.bulla(
            "review",
            "\(test.run)/evidence",
            "--words",
            test.ceremony.file("terms.txt")
        )
        #expect(files.status == 1 && files.output.contains("reviewed   2 files"), "\(files)")
    }
}
