import Bytes
import TestSupport
import Testing

@Suite("Reports by command")
struct ReportCommandTests {
    @Test("verify writes the page and the XML that report makes from the JSON, byte for byte")
    func same() throws {
        let ceremony = try Ceremony()
        try ceremony.record(steps: 1...30)
        let bundle = try ceremony.seal()
        let (json, html, xml) = (ceremony.file("r.json"), ceremony.file("r.html"), ceremony.file("r.xml"))
        try ceremony.done(
            line: """
                verify \(bundle) --trust \(ceremony.trust) --first --sample 5 \
                --seed 31415926535897932384 --report \(json) --html \(html) --junit \(xml)
                """
        )
        let (page, units) = (ceremony.file("again.html"), ceremony.file("again.xml"))
        try ceremony.done("report", json, "--html", page, "--junit", units)
        #expect(try bytes(page) == bytes(html) && bytes(units) == bytes(xml))
        #expect(String(decoding: try bytes(html), as: UTF8.self).contains("<h1"))
        #expect(try ceremony.done("report", json, "--text").output.hasPrefix("ACCEPTED"))
    }

    /// What `verify` prints, held against what `report` prints of the file that `verify` wrote.
    private func text(_ bundle: String, _ arguments: String..., by program: String = "bulla-verify") throws
        -> String
    {
        let scratch = try ScratchFolder()
        let report = "\(scratch.path)/r.json"
        let verified = try Command.run(
            Built.path(program),
            ["verify", bundle] + arguments + ["--report", report]
        )
        let shown = try Command.run(Built.path("bulla"), ["report", report, "--text"])
        #expect(shown.status == 0 && !verified.bytes.isEmpty, "\(verified) \(shown)")
        #expect(shown.bytes == verified.bytes, "\(arguments)")
        return verified.output
    }

    @Test("report prints what verify printed, byte for byte, of bundles accepted, rejected and not finished")
    func golden() throws {
        let scratch = try ScratchFolder()
        let bundle = Golden.bundle(1)
        for program in ["bulla", "bulla-verify"] {
            let accepted = try text(
                bundle,
                "--trust",
                Golden.trust,
                "--at",
                Golden.time,
                "--first",
                by: program
            )
            #expect(accepted.hasPrefix("ACCEPTED") && accepted.contains("the verdict rests on"))
        }
        let sample = try text(
            bundle,
            "--trust",
            Golden.trust,
            "--at",
            Golden.time,
            "--scope",
            "sample",
            "--sample",
            "3",
            "--seed",
            "31415926535897932384",
            "--pick",
            "1",
            "--pick",
            "2"
        )
        #expect(sample.contains("targeted   2 of 2 steps picked by hand verify; they are not counted"))
        #expect(sample.contains("sample     3 of 3") && sample.contains("steps were not drawn"))
        let absent = try text("\(scratch.path)/absent", "--trust", Golden.trust, "--at", Golden.time)
        #expect(absent.hasPrefix("INCOMPLETE") && absent.contains("no proofs were checked"))
        var bytes = try bytes(bundle)
        bytes[bytes.count / 2] ^= 1
        let changed = "\(scratch.path)/changed.bulla.tar.xz"
        try AtomicFile.write(bytes, to: changed)
        #expect(try text(changed, "--trust", Golden.trust, "--at", Golden.time).hasPrefix("REJECTED"))
        try AtomicFile.write([1, 2, 3], to: changed)
        #expect(try text(changed, "--trust", Golden.trust, "--at", Golden.time).hasPrefix("REJECTED"))
    }

    @Test("report prints what verify printed of a medium's custody")
    func custody() throws {
        let counter = try CustodyCommandTests.Counter()
        try counter.handed()
        let told = try text(
            counter.bundle,
            "--trust",
            counter.ceremony.trust,
            "--first",
            "--at",
            "2026-06-03T00:00:00Z",
            "--custody",
            counter.folder
        )
        #expect(told.contains("custody    held by bert") && told.contains("left with seal S-1"), "\(told)")
        #expect(
            told.contains("  release 1    2026-06-02T02:00:00Z (claimed) at LAB-1 by exporter-1 to bert"),
            "\(told)"
        )
    }

    @Test("report prints what verify printed of a sample that a ceremony drew")
    func ceremony() throws {
        let audience = try AuditCommandTests.Audience()
        let bundle = try audience.plan(steps: 400).bundle
        for outcome in [
            try audience.commit("Ida"), try audience.commit("Wim", "Wanda"),
            try audience.draw(["Ida"], "--dice", AuditCommandTests.dice),
            try audience.draw(["Wim", "Wanda"]),
        ] {
            #expect(outcome.status == 0, "\(outcome)")
        }
        let told = try text(
            bundle,
            "--trust",
            audience.ceremony.trust,
            "--first",
            "--at",
            AuditCommandTests.drawn,
            "--plan",
            audience.file
        )
        #expect(told.contains("drawn by   round 1 of plan "), "\(told)")
        #expect(told.contains("inspectors ida; witnesses wanda, wim"), "\(told)")
    }

    @Test("what is no report is refused with a hint, and nothing is written")
    func refused() throws {
        let ceremony = try Ceremony()
        try AtomicFile.write(Array("{}\n".utf8), to: ceremony.file("r.json"))
        let page = ceremony.file("r.html")
        let outcome = try Command.run(
            Built.path("bulla"),
            ["report", ceremony.file("r.json"), "--html", page]
        )
        #expect(outcome.status == 2 && outcome.messages.contains("r.json"), "\(outcome)")
        #expect(!Folder.hasEntry(page))
    }

    private func bytes(_ path: String) throws -> [UInt8] { try File.contents(of: path, limit: 1 << 24) }
}
