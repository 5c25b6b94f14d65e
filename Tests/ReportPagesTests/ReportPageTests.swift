import Bytes
import Sampling
import TestSupport
import Testing

@testable import ReportPages
@testable import Reports

@Suite("Report pages")
struct ReportPageTests {
    private func text(_ name: String) throws -> String {
        String(decoding: try Reports.page(name), as: UTF8.self)
    }

    @Test("are well-formed, name nothing outside and hold no script", arguments: Reports.names)
    func wellFormed(_ name: String) throws {
        let folder = try ScratchFolder()
        let path = try Reports.write(Reports.page(name), "page.html", in: folder)
        let outcome = try Python.run(["\(Reports.fixtures)/markup_check.py", path])
        #expect(outcome.status == 0, "\(outcome)")
    }

    @Test(
        "with a fault put in are found out",
        arguments: [
            ("<h2 ", "<h4 "), ("</main>", "<script></script></main>"), ("id=\"why\"", "id=\"main\""),
            ("<main ", "<main onclick=\"x\" "), ("</main>", "<img alt=\"x\"/></main>"), ("</p>", "<p>"),
            ("href=\"#verdict\"", "href=\"https://example.org/\""), (":root{", ":root{background:url(x);"),
        ]
    )
    func knockOut(_ before: String, _ after: String) throws {
        let folder = try ScratchFolder()
        let whole = try text("accepted")
        let parts = whole.split(separator: before, maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2)
        let path = try Reports.write(Array("\(parts[0])\(after)\(parts[1])".utf8), "page.html", in: folder)
        let outcome = try Python.run(["\(Reports.fixtures)/markup_check.py", path])
        #expect(outcome.status == 1, "\(before) became \(after)")
    }

    @Test("are the same bytes for the same report", arguments: Reports.names)
    func deterministic(_ name: String) throws {
        #expect(try Reports.page(name) == Reports.page(name))
    }

    @Test(
        "say the verdict first, in a word",
        arguments: [
            ("accepted", "Accepted"), ("rejected", "Rejected"), ("incomplete", "Incomplete"),
            ("minimal", "Rejected"),
        ]
    )
    func verdict(_ name: String, _ word: String) throws {
        let page = try text(name)
        #expect(page.contains("<h1>\(word)</h1>"))
        #expect(page.contains("<title>\(word): "))
        #expect(page.contains("SIMULATED") == (name == "rejected"))
    }

    @Test("say what the sample shows in plain sentences, and what it does not")
    func sentences() throws {
        let blank = "\u{a0}%"
        let page = try text("rejected")
        #expect(page.contains("291 of 300 sampled steps verify (97\(blank)); wanted 99\(blank)."))
        #expect(
            page.contains(
                "At least 94.5\(blank) of all 10,000 steps are good (9,450), with 95\(blank) confidence; "
                    + "wanted 99\(blank)."
            )
        )
        #expect(page.contains("4.98\(blank)"))
        #expect(page.contains("picked by hand and not drawn at random"))
        #expect(page.contains("custody: no custody folder was given"))
        #expect(try text("incomplete").contains("is the producer’s word"))
    }

    @Test("carry marking and digest of the report")
    func marking() throws {
        let bytes = try Reports.bytes("accepted")
        let page = try text("accepted")
        #expect(page.split(separator: "<p class=\"marking\">OFFICIAL-SENSITIVE</p>").count == 3)
        let eights = SHA256.hash(bytes).hex.prefix(8)
        #expect(page.contains("<span>\(eights)</span>"))
    }

    @Test("let through no style but their own")
    func policy() throws {
        let page = try text("accepted")
        let style = try #require(page.split(separator: "<style>").last?.split(separator: "</style>").first)
        let source = "sha256-\(Base64.encode(SHA256.hash(Array(style.utf8)).bytes))"
        #expect(page.contains("default-src &#39;none&#39;; style-src &#39;\(source)&#39;"))
        #expect(!style.contains("<") && !style.contains("&"))
    }

    @Test("show what a hostile report says as text, and nothing of it hidden")
    func hostile() throws {
        let page = try text("hostile")
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(page.contains("\\u{202e}gnp.exe\\u{202c}"))
        #expect(page.contains("\\x07") && page.contains("\\u{200b}") && page.contains("\\u{fffe}"))
        #expect(page.contains("more bytes)"))
        let shown = page.unicodeScalars.allSatisfy { scalar in
            scalar == "\n"
                || ![.control, .format, .privateUse, .unassigned].contains(scalar.properties.generalCategory)
        }
        #expect(shown)
        #expect(!page.contains("\u{301}\u{301}\u{301}\u{301}"))
    }

    @Test("stay of a readable size whatever the report's")
    func huge() throws {
        let bytes = try Reports.bytes("huge")
        let report = try Report(canonicalLine: bytes)
        let page = ReportPage.html(report, digest: SHA256.hash(bytes))
        #expect(page.count < 4 << 20)
        let text = String(decoding: page, as: UTF8.self)
        for things in ["findings", "sessions", "metrics"] {
            #expect(text.contains("more \(things) in report.json"), "\(things)")
        }
        // Of the steps that fail, that were picked by hand, and of all.
        for count in Effort.isExhaustive ? ["658", "1,800", "3,000"] : ["243", "50", "100"] {
            #expect(text.contains(">\(count) more in report.json"), "\(count)")
        }
        let xml = JUnitReport.xml(report)
        #expect(xml.count < 32 << 20)
        #expect(String(decoding: xml, as: UTF8.self).contains("more that are in report.json"))
    }

    @Test(
        "print lines that give the same picks in a shell",
        .enabled(if: Command.has("sh", "sha256sum", "bc"), "bc is not installed"),
        arguments: ["accepted", "rejected", "incomplete"]
    )
    func byHand(_ name: String) throws {
        let page = try text(name)
        let blocks = page.split(separator: "<pre ").dropFirst().compactMap { block in
            block.split(separator: "<code>", maxSplits: 1).last?.split(separator: "</code>").first
        }
        #expect(blocks.count == (name == "rejected" ? 3 : 1))
        for block in blocks {
            let lines = unescaped(block)
            let outcome = try Command.run("/bin/sh", ["-euc", lines])
            let wanted = lines.split(separator: "\n").filter { $0.hasPrefix("# ") }.map { $0.dropFirst(2) }
            #expect(outcome.status == 0 && outcome.lines == wanted, "\(outcome)")
            #expect(wanted.count == 6)
        }
    }

    private func unescaped(_ text: Substring) -> String {
        var text = String(text)
        for (entity, character) in [
            ("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"),
        ] {
            text = text.split(separator: entity, omittingEmptySubsequences: false).joined(
                separator: character
            )
        }
        return text
    }
}
