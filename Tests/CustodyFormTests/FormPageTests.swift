import Bytes
import TestSupport
import Testing

@testable import CustodyForm

@Suite("The custody form")
struct FormPageTests {
    private func text(_ content: FormContent) -> String {
        String(decoding: FormPage.html(content), as: UTF8.self)
    }

    private func count(_ piece: String, in text: String) -> Int {
        text.split(separator: piece, omittingEmptySubsequences: false).count - 1
    }

    @Test("is the same for the same content, runs nothing and loads nothing")
    func silent() {
        let page = text(Papers.content(rows: 3))
        #expect(page == text(Papers.content(rows: 3)))
        #expect(page.contains("default-src &#39;none&#39;; style-src &#39;sha256-"))
        for piece in [
            "<script", "<img", "<link", "<iframe", "url(", "@import", "http:", "https:", " on", "style=\"",
        ] {
            #expect(!page.contains(piece) || piece == " on", "\(piece)")
        }
    }

    @Test("shows every digest in full, all words, and the marking as first and last line of each sheet")
    func complete() {
        for rows in [0, 4, 5, 20, 60] {
            let content = Papers.content(rows: rows, marking: "SECRET//NOFORN")
            let page = text(content)
            let sheets = count("<section class=\"sheet\"", in: page)
            #expect(count("<p class=\"marking\">SECRET//NOFORN</p>", in: page) == 2 * sheets)
            #expect((rows <= 4) == (sheets == 1), "\(rows) rows, \(sheets) sheets")
            for digest in content.digests.values {
                for line in DigestLine.lines(of: digest, as: .manifest) {
                    let spans = line.groups.map { "<span>\($0)</span>" }.joined(separator: " ")
                    #expect(page.contains(spans))
                }
            }
            for word in Papers.words(FormSubject(digests: content.digests)) {
                #expect(page.contains(">\(word)<"))
            }
            for row in 0..<rows { #expect(page.contains("<strong>\(row) re")) }
            // There is always a line for a pen.
            #expect(page.contains("<th scope=\"row\"></th><td></td><td><div class=\"line\"></div></td>"))
        }
    }

    @Test(
        "keeps texts of others texts",
        arguments: [
            "</td><script>alert(1)</script>", "\" onload=\"x", "<!--", "&lt;b&gt;", "\u{202e}gnp\u{0}", "]]>",
        ]
    )
    func hostile(_ text: String) {
        // As wide as the other, so that the sheets are the same.
        let marks: Set<Unicode.Scalar> = ["<", ">", "\"", "&"]
        let harmless = String(
            String.UnicodeScalarView(
                text.unicodeScalars.map {
                    marks.contains($0) ? "=" : $0.value < 0x7f && $0.value > 0x1f ? $0 : "é"
                }
            )
        )
        let plain = self.text(Papers.content(rows: 3, name: "n", text: harmless))
        let page = self.text(Papers.content(rows: 3, name: "n", text: text))
        #expect(count("<", in: page) == count("<", in: plain))
        #expect(
            count(">", in: page) == count(">", in: plain) && count("\"", in: page) == count("\"", in: plain)
        )
        #expect(!page.unicodeScalars.contains { $0 == "\u{202e}" || $0 == "\u{0}" })
    }

    @Test(
        "is read by a browser, asks for nothing and prints on the sheets that it says",
        .serialized,
        .enabled(if: Effort.isExhaustive, "\(Effort.skipped)"),
        .enabled(if: Command.has("chromium"), "chromium is not installed"),
        arguments: [0, 4, 5, 30]
    )
    func chromium(_ rows: Int) throws {
        let long = "A. N. Other-Longname, Sgt"
        for (content, isTall) in [
            (Papers.content(rows: rows), false),
            (
                Papers.content(
                    rows: rows,
                    name: String(repeating: "n", count: 32),
                    text: String(repeating: "W", count: 48)
                ), true
            ),
            (Papers.content(rows: rows, marking: "TOP SECRET//SI//NOFORN", text: long), false),
        ] where rows == 0 || rows == 5 || !isTall {
            let page = FormPage.html(content)
            let sheets = count("<section class=\"sheet\"", in: String(decoding: page, as: UTF8.self))
            let outcome = try Browser.check(page, ["--sheets", "\(sheets)"])
            #expect(outcome.status == 0, "\(rows) rows: \(outcome)")
        }
    }

    @Test(
        "is found out by that check when something is wrong with it",
        .enabled(if: Effort.isExhaustive, "\(Effort.skipped)"),
        .enabled(if: Command.has("chromium"), "chromium is not installed"),
        arguments: [
            ("</section>", "<img src=\"https://example.org/x.png\" alt=\"x\"/></section>", "log: "),
            ("<p class=\"marking\">", "<p class=\"foot\">x</p><p class=\"marking\">", "first line"),
            ("<th scope=\"col\">", "<th>", "no scope"),
        ]
    )
    func knockOut(_ before: String, _ after: String, _ word: String) throws {
        let page = text(Papers.content()).split(separator: before, omittingEmptySubsequences: false)
        let outcome = try Browser.check(Array(page.joined(separator: after).utf8), ["--sheets", "1"])
        #expect(outcome.status == 1 && outcome.output.contains(word), "\(outcome)")
    }

    @Test(
        "has a QR code that an independent reader reads from a picture of the page",
        .enabled(if: Effort.isExhaustive, "\(Effort.skipped)"),
        .enabled(if: Command.has("chromium", "zbarimg"), "chromium or zbarimg is not installed")
    )
    func scanned() throws {
        let content = Papers.content(rows: 2)
        let folder = try ScratchFolder()
        let picture = "\(folder.path)/page.png"
        let outcome = try Browser.check(FormPage.html(content), ["--sheets", "1", "--shot", picture])
        #expect(outcome.status == 0, "\(outcome)")
        let read = try Command.tool("zbarimg", "--raw", "-q", picture).output
        #expect(read == (content.payload?.text ?? "") + "\n")
        #expect(Papers.compare(read, Papers.subject(0)).verdict == .together)
    }
}

/// Headless Chromium, asked by a script.
private enum Browser {
    static func check(_ page: [UInt8], _ options: [String]) throws -> Outcome {
        let folder = try ScratchFolder()
        let path = "\(folder.path)/form.html"
        try AtomicFile.write(page, to: path)
        let script = "\(Vectors.packageRoot)/Tests/CustodyFormTests/Fixtures/form_check.py"
        return try Python.run([script, path] + options)
    }
}
