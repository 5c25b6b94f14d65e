import Bytes
import Hashing
import TestSupport
import Testing

@Suite("The custody form by command")
struct CustodyFormTests {
    private func form(_ bundle: String, _ page: String) throws -> Outcome {
        try Command.bulla(
            "custody",
            "form",
            bundle,
            "--serial",
            "WD-2209",
            "--medium",
            "USB <stick>",
            "-o",
            page
        )
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
        #expect(outcome.status == 0 && outcome.messages.contains("--print-to-pdf"), "\(outcome)")
        let page = String(decoding: try File.contents(of: path, limit: 1 << 20), as: UTF8.self)
        #expect(page.contains("USB &lt;stick&gt;") && page.contains("WD-2209"))
        let own = try check(page, Golden.bundle(1), by: program)
        #expect(own.status == 0 && own.output.hasPrefix("together: "), "\(own)")
        #expect(own.output.contains("same: M1, M2, T1, T2, words"))
        let other = try check(page, Golden.bundle(2), by: program)
        #expect(other.status == 1 && other.output.contains("rejected: form-differs: M1: "), "\(other)")
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

    @Test("refuses a cell that would not fit, and writes nothing")
    func tooWide() throws {
        let folder = try ScratchFolder()
        let path = "\(folder.path)/form.html"
        let wide = String(repeating: "x", count: 49)
        let outcome = try Command.bulla("custody", "form", Golden.bundle(1), "--label", wide, "-o", path)
        #expect(outcome.status == 2 && outcome.messages.contains("--label"), "\(outcome)")
        #expect(!Folder.hasEntry(path))
    }
}
