import Audit
import Bytes
import Reports
import TestSupport
import Testing

@testable import Markup
@testable import Portal

@Suite("Pages of a site")
struct PortalTests {
    private func parsed(_ page: String) throws -> Outcome {
        let folder = try ScratchFolder()
        try AtomicFile.write(Array(page.utf8), to: "\(folder.path)/page.xml")
        let script = "\(Vectors.packageRoot)/Tests/PortalTests/Fixtures/page_check.py"
        return try Python.run([script, "\(folder.path)/page.xml"])
    }

    @Test(
        "are well-formed XML, lead nowhere outside, and let in just what stands in them, whatever a name holds"
    )
    func wellFormed() throws {
        let pages = Sites.pages(
            Sites.site([try Sites.release(Sites.hostile, 0, 4), try Sites.release("week2", 4, 9)])
        )
        #expect(pages.count == 4)
        for (path, page) in pages {
            let outcome = try parsed(page)
            #expect(outcome.status == 0, "\(path): \(outcome)")
            #expect(!page.contains("<img") && !page.contains("<b>more"), "\(path)")
        }
    }

    @Test(
        "with a fault put in are found out",
        arguments: [
            ("</main>", "<p>", "not XML"),
            ("</main>", "<a href=\"https://example.org/\">x</a></main>", "leads outside"),
            ("</main>", "<a href=\"/etc\">x</a></main>", "leads outside"),
            ("--soft:#535c66", "--soft:#535c67", "style"),
            ("\"use strict\"", "\"use strict\" ", "script"),
        ]
    )
    func knockOut(_ before: String, _ after: String, _ word: String) throws {
        let pages = Sites.pages(Sites.site([try Sites.release("week1", 0, 4)]))
        let page = try #require(pages["releases/week1.html"])
        let outcome = try parsed(page.replacing(before, with: after))
        #expect(outcome.status == 1 && outcome.output.contains(word), "\(before): \(outcome)")
    }

    @Test("show newest releases first, and name what is missing and what is forked")
    func history() throws {
        let releases = [
            try Sites.release("week1", 0, 4), try Sites.release("week3", 6, 9),
            try Sites.release("fork", 6, 9, root: "another"),
        ]
        let site = Sites.site(releases)
        #expect(site.releases.map(\.stem) == ["fork", "week3", "week1"])
        #expect(site.logs.map(\.history.gaps) == [[4..<6]])
        let index = try #require(Sites.pages(site)["index.html"])
        for code in ["history-forked", "history-missing"] { #expect(index.contains(code)) }
        // Take the fault away, and it is not named.
        let whole = Sites.site([
            try Sites.release("week1", 0, 4), try Sites.release("week2", 4, 9, after: "week1"),
        ])
        let sound = try #require(Sites.pages(whole)["index.html"])
        #expect(sound.contains("no gap and no fork") && !sound.contains("history-forked"))
    }

    @Test("are the same bytes in whatever order their bundles come")
    func ordered() throws {
        let releases = [
            try Sites.release("a", 0, 4), try Sites.release("b", 4, 9),
            try Sites.release("c", 0, 3, origin: "x"),
        ]
        #expect(Sites.pages(Sites.site(releases)) == Sites.pages(Sites.site(releases.reversed())))
    }

    @Test("are told from those of others by their first bytes")
    func ours() throws {
        for (path, page) in Sites.pages(Sites.site([try Sites.release("week1", 0, 4)])) {
            #expect(PortalPages.isOurs(Array(page.utf8)), "\(path)")
        }
        #expect(!PortalPages.isOurs(Array("<html><title>bulla publish portal</title></html>".utf8)))
        #expect(PortalPages.isOurs([]))
    }

    @Test(
        "link by relative references that begin no scheme, query or fragment",
        arguments: [
            ("week1.html", 0, "week1.html"), ("a/b c", 1, "../a/b%20c"),
            ("javascript:x", 0, "javascript%3Ax"),
            ("a?b#c%", 0, "a%3Fb%23c%25"), ("ä", 0, "%C3%A4"), ("\\\"<", 0, "%5C%22%3C"),
        ]
    )
    func links(_ path: String, _ depth: Int, _ link: String) {
        #expect(SiteFile(path).link(from: depth) == link)
    }

    @Test(
        "quote names so that every shell reads them as one word and no option",
        arguments: ["a b", "'; echo lost #", "-rf", "$(id)", "a\\b", "`id`"]
    )
    func quoted(_ name: String) throws {
        let outcome = try Command.tool("sh", "-c", "printf %s \(ShellWord.quoted(file: name))")
        #expect(outcome.output == (name.hasPrefix("-") ? "./\(name)" : name))
    }

    @Test("hold a program that ends neither its element nor its section of XML, and names no address")
    func program() {
        let text = String(decoding: CheckScript.program, as: UTF8.self)
        for sign in ["]]>", "</", "<!--", "innerHTML", "eval(", "http:", "https:"] {
            #expect(!text.contains(sign), "\(sign)")
        }
    }

    @Test(
        "take as address of a site what a feed can hold",
        arguments: [
            ("https://a.example", "https://a.example/"), ("http://a/b/", "http://a/b/"), ("ftp://a", nil),
            ("https://", nil), ("https://a b", nil), ("https://a/?x", nil), ("https://a/#x", nil),
        ]
    )
    func base(_ text: String, _ want: String?) {
        #expect(PortalSite.base(text) == want)
    }
}

@Suite("The feed of a site")
struct AtomFeedTests {
    @Test("keeps its identifiers and its bytes, and grows at its front")
    func stable() throws {
        let first = try Sites.release("week1", 0, 4)
        let before = try #require(Sites.pages(Sites.site([first]))["feed.atom"])
        let after = try #require(Sites.pages(Sites.site([first, Sites.release("week2", 4, 9)]))["feed.atom"])
        let identifier = "<id>urn:bulla:portal:\(first.segment.manifest.hex)</id>"
        #expect(before.contains(identifier) && after.contains(identifier))
        let titles = after.split(separator: "<entry>").dropFirst().map { $0.split(separator: "<")[0] }
        #expect(titles == ["title>week2", "title>week1"])
    }

    @Test("names a manifest once, whatever copies of it there are, and at most a hundred")
    func bounded() throws {
        var releases = try (0..<150).map { try Sites.release("week\($0)", $0, $0 + 1) }
        releases.append(try Sites.release("copy", 149, 150, copyOf: "week149"))
        let feed = try #require(Sites.pages(Sites.site(Array(releases[50...])))["feed.atom"])
        #expect(feed.split(separator: "<entry>").count == 101)
    }

    @Test("holds absolute addresses where the site's own is given")
    func absolute() throws {
        let site = Sites.site([try Sites.release("week 1", 0, 4)], base: "https://a.example/")
        let feed = try #require(Sites.pages(site)["feed.atom"])
        #expect(feed.contains("href=\"https://a.example/releases/week%201.html\""))
        #expect(feed.contains("href=\"https://a.example/week%201.bulla.tar.xz\""))
    }

    @Test("say SIMULATED on card and headline where a report or a receipt does, and only there")
    func simulated() throws {
        let words = "SIMULATED: rests on software sessions"
        for isSimulated in [true, false] {
            var release = try Sites.release("week1", 0, 4)
            release.papers.reports = [
                Papers.Report(
                    file: release.file,
                    page: nil,
                    digest: .zero,
                    verdict: .accepted,
                    asOf: try Timestamp("2026-06-09T00:00:00Z"),
                    scope: "all",
                    stepsChecked: 4,
                    stepsValid: 4,
                    isSimulated: isSimulated
                )
            ]
            let pages = Sites.pages(Sites.site([release]))
            for path in ["index.html", "releases/week1.html"] {
                #expect(try #require(pages[path]).contains(words) == isSimulated, "\(path)")
            }
        }
    }
}
