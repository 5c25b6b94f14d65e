import Bytes
import TestSupport
import Testing

@Suite("The custody form by command")
struct CustodyFormTests {
    private func form(_ bundle: String, _ page: String) throws -> Outcome {
        try Command.bulla(line: "custody form \(bundle) --serial WD-2209 --medium 'USB <stick>' -o \(page)")
    }

    private func check(_ text: String, _ bundle: String, by program: String = "bulla") throws -> Outcome {
        try Command.run(
            Built.path(program),
            ["custody", "check-form", "-", "--bundle", bundle],
            input: text
        )
    }

    @Test("goes with its bundle and with no other, in both programs", arguments: ["bulla", "bulla-verify"])
    func belongs(_ program: String) throws {
        let folder = try ScratchFolder()
        let path = "\(folder.path)/form.html"
        let outcome = try form(Golden.bundle(1), path)
        #expect(outcome.status == 0 && outcome.messages.contains("hint: print at"), "\(outcome)")
        let page = String(decoding: try File.contents(of: path, limit: 1 << 20), as: UTF8.self)
        #expect(page.contains("USB &lt;stick&gt;") && page.contains("WD-2209"))
        let own = try check(page, Golden.bundle(1), by: program)
        #expect(own.status == 0 && own.output.hasPrefix("together: "), "\(own)")
        #expect(own.output.contains("same: M1, M2, T1, T2, words"))
        let other = try check(page, Golden.bundle(2), by: program)
        #expect(other.status == 1 && other.output.contains("rejected: form-differs at M1: "), "\(other)")
    }

    @Test("has the digests that sha256sum gives of what bulla spec prints")
    func programs() throws {
        let spec = try Command.bulla("spec", "verify.py")
        let bytes = SHA256.hash(spec.bytes).hex
        let folder = try ScratchFolder()
        let path = "\(folder.path)/form.html"
        _ = try form(Golden.bundle(1), path)
        let page = String(decoding: try File.contents(of: path, limit: 1 << 20), as: UTF8.self)
        #expect(page.contains("<span>\(bytes.prefix(4))</span> <span>\(bytes.dropFirst(4).prefix(4))</span>"))
    }

    @Test("is told from a slip of the finger, and from nothing at all")
    func slips() throws {
        let inspected = try Command.bulla("inspect", Golden.bundle(1)).lines
        let line = try #require(inspected.first { $0.hasPrefix("manifest ") })
        let digest = try #require(line.split(separator: " ").last)
        #expect(try check(String(digest), Golden.bundle(1)).status == 0)
        let slip = try check("M1 \(digest.dropFirst().prefix(31))", Golden.bundle(1))
        #expect(slip.status == 1 && slip.output.contains("mistyped") && slip.output.contains("form-length"))
        let nothing = try check("?? 123", Golden.bundle(1))
        #expect(nothing.status == 2 && nothing.messages.contains("hint:"), "\(nothing)")
    }

    @Test("is a PDF, too, where a converter makes one; where none does, the page stays")
    func pdf() throws {
        let folder = try ScratchFolder()
        let (page, pdf) = ("\(folder.path)/form.html", "\(folder.path)/form.pdf")
        let arguments = ["custody", "form", Golden.bundle(1), "--pdf", pdf]
        let converter = "printf '%%PDF-1.4\n'; cat; printf '%%%%EOF\n'"
        let made = try Command.run(Built.path("bulla"), arguments + ["--pdf-with", converter])
        #expect(made.status == 0 && made.output.contains("as PDF"), "\(made)")
        #expect(
            try File.contents(of: pdf, limit: 1 << 20).starts(with: Array("%PDF-1.4\n<!DOCTYPE html>".utf8))
        )
        try Folder.remove(pdf)
        let failed = try Command.run(
            Built.path("bulla"),
            arguments + ["-o", page, "--pdf-with", "exit 3"]
        )
        #expect(failed.status == 2 && failed.messages.contains("hint: the page is written"), "\(failed)")
        #expect(Folder.hasEntry(page) && !Folder.hasEntry(pdf))
        #expect(try Command.bulla("custody", "form", Golden.bundle(1)).status == 64)
    }

    @Test("refuses a cell that would not fit, and writes nothing")
    func tooWide() throws {
        let folder = try ScratchFolder()
        let path = "\(folder.path)/form.html"
        let wide = String(repeating: "x", count: 49)
        let outcome = try Command.bulla("custody", "form", Golden.bundle(1), "--label", wide, "-o", path)
        #expect(outcome.status == 64 && outcome.messages.contains("--label"), "\(outcome)")
        #expect(!Folder.hasEntry(path))
    }

    @Test("carries a chain that was judged, and knows at which event it was printed")
    func chain() throws {
        let counter = try CustodyCommandTests.Counter()
        try counter.handed()
        let path = counter.ceremony.file("form.html")
        let arguments = [
            "custody", "form", counter.bundle, "--custody", counter.folder, "--trust", counter.ceremony.trust,
            "--at",
            "2026-06-03T00:00:00Z", "-o", path,
        ]
        let outcome = try Command.run(Built.path("bulla"), arguments)
        #expect(outcome.status == 0, "\(outcome)")
        let page = String(decoding: try File.contents(of: path, limit: 1 << 20), as: UTF8.self)
        for piece in [
            "<strong>0 open</strong>", "<strong>1 release</strong>", "<strong>2 receive</strong>", "to bert",
            "seal S-1",
            ">SN-1<", ">BOX/7<", "signed, key ", "64000000000 bytes", "Chain head",
        ] { #expect(page.contains(piece), "\(piece)") }
        let check = ["custody", "check-form", path, "--bundle", counter.bundle]
        let own = try Command.run(Built.path("bulla-verify"), check + ["--custody", counter.folder])
        #expect(
            own.status == 0 && own.output.contains("H1, H2") && !own.output.contains("ends with event"),
            "\(own)"
        )
        let without = try Command.run(Built.path("bulla"), check)
        #expect(without.status == 0 && without.output.contains("H1: not compared"), "\(without)")
        // The chain grows, and the paper is an old one; it is cut, and the paper knows more than it.
        _ = try counter.event("release", 4, by: ["bert"], "--to", "carl", "--seal", "intact")
        let grown = try Command.run(Built.path("bulla"), check + ["--custody", counter.folder])
        #expect(grown.status == 0 && grown.output.contains("event 2, the chain with event 3"), "\(grown)")
        try Folder.remove("\(counter.folder)/003-release.dsse.json")
        try Folder.remove("\(counter.folder)/002-receive.dsse.json")
        let cut = try Command.run(Built.path("bulla"), check + ["--custody", counter.folder])
        #expect(cut.status == 1 && cut.output.contains("form-chain-unknown"), "\(cut)")
    }

    @Test("of a chain with a fault is not printed")
    func faulty() throws {
        let counter = try CustodyCommandTests.Counter()
        try counter.handed()
        try Folder.remove("\(counter.folder)/001-release.dsse.json")
        let path = counter.ceremony.file("form.html")
        let outcome = try Command.run(
            Built.path("bulla"),
            [
                "custody", "form", counter.bundle, "--custody", counter.folder, "--trust",
                counter.ceremony.trust,
                "--at", "2026-06-03T00:00:00Z", "-o", path,
            ]
        )
        #expect(outcome.status == 1 && outcome.output.contains("refused: custody-gap"), "\(outcome)")
        #expect(!Folder.hasEntry(path))
    }
}
