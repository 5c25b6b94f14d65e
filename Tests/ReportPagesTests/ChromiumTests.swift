import Bytes
import TestSupport
import Testing

@Suite(
    "Pages in a browser",
    .serialized,
    .enabled(if: Effort.isExhaustive, "\(Effort.skipped)"),
    .enabled(if: Command.has("chromium"), "chromium is not installed")
)
struct ChromiumTests {
    private func check(_ page: [UInt8]) throws -> Outcome {
        let folder = try ScratchFolder()
        let path = try Reports.write(page, "page.html", in: folder)
        return try Python.run(["\(Reports.fixtures)/chromium_check.py", path])
    }

    @Test("ask for nothing, are readable in light and dark, and print", arguments: Reports.names)
    func sound(_ name: String) throws {
        let outcome = try check(Reports.page(name))
        #expect(outcome.status == 0, "\(outcome)")
    }

    @Test(
        "with a fault put in are found out",
        arguments: [
            ("--soft:#535c66", "--soft:#b0b0b0", "contrast"),
            ("</main>", "<img src=\"https://example.org/x.png\" alt=\"x\"/></main>", "log: "),
            ("</main>", "<script>document.title=1</script></main>", "log: "),
            ("max-width:62rem", "min-width:62rem", "wide"),
            ("</main>", "<h5>deep</h5></main>", "skips a level"),
            ("size:A4", "size:A5", "want A4"),
        ]
    )
    func knockOut(_ before: String, _ after: String, _ word: String) throws {
        let whole = String(decoding: try Reports.page("accepted"), as: UTF8.self)
        let parts = whole.split(separator: before, omittingEmptySubsequences: false)
        #expect(parts.count > 1)
        var page = parts.joined(separator: after)
        // A rule that is changed would not be let in; the policy is then taken out.
        if before != "</main>" {
            page = page.split(separator: "Content-Security-Policy").joined(separator: "x")
        }
        let outcome = try check(Array(page.utf8))
        #expect(outcome.status == 1 && outcome.output.contains(word), "\(before) became \(after): \(outcome)")
    }
}
