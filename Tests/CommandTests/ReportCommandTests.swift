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
