import Bytes
import TestSupport
import Testing

/// A site made by commands alone, from a folder of weeks.
@Suite("Publishing a portal")
struct PortalCommandTests {
    private struct Site {
        let weeks: AuditStatusCommandTests.Weeks
        var folder: String { weeks.folder }

        init(weeks count: Int) throws {
            weeks = try AuditStatusCommandTests.Weeks()
            for week in 1...count { try weeks.add(week) }
        }

        func publish(_ more: String...) throws -> Outcome {
            try Command.run(Built.path("bulla"), ["publish", "portal", folder] + more)
        }

        var judged: [String] { ["--trust", weeks.ceremony.trust, "--at", "2026-06-20T00:00:00Z"] }

        func judge() throws -> Outcome {
            try Command.run(Built.path("bulla"), ["publish", "portal", folder] + judged)
        }

        func accept() throws {
            let time = "2026-06-15T00:00:00Z"
            let fixed = ["accept", weeks.bundle(1), "--trust", weeks.ceremony.trust, "--at", time]
            let more = ["--first", "--key", weeks.audience.key("Ida")]
            let outcome = try Command.run(
                Built.path("bulla"),
                fixed + more + ["-o", "\(folder)/week1.receipt.dsse.json"]
            )
            guard outcome.status == 0 else { throw Ceremony.Failed(description: "\(outcome)") }
        }

        func text(_ path: String) throws -> String {
            String(decoding: try File.contents(of: "\(folder)/\(path)", limit: 1 << 24), as: UTF8.self)
        }

        func write(_ text: String, _ path: String) throws {
            try AtomicFile.write(Array(text.utf8), to: "\(folder)/\(path)")
        }

        func copy(_ name: String, _ copy: String, _ change: (inout [UInt8]) -> Void = { _ in }) throws {
            var bytes = try File.contents(of: "\(folder)/\(name)", limit: 1 << 24)
            change(&bytes)
            try AtomicFile.write(bytes, to: "\(folder)/\(copy)")
        }
    }

    @Test("gives the same bytes twice, writes nothing anew, and takes away the page of a bundle that is gone")
    func again() throws {
        let site = try Site(weeks: 2)
        let first = try site.publish()
        #expect(first.status == 0 && first.output.contains("4 pages written, 0 unchanged"), "\(first)")
        let index = try site.text("index.html")
        let second = try site.publish()
        #expect(second.output.contains("0 pages written, 4 unchanged"))
        #expect(try site.text("index.html") == index)
        try Folder.remove(site.weeks.bundle(2))
        #expect(try site.publish().output.contains("1 removed"))
        #expect(!Folder.hasEntry("\(site.folder)/releases/week2.html"))
    }

    @Test("passes over what operating systems left, says so, and ends with 0")
    func leftBehind() throws {
        let site = try Site(weeks: 1)
        for name in ["._week1.bulla.tar.xz", ".DS_Store", "Thumbs.db"] { try site.write("x", name) }
        let outcome = try site.publish()
        #expect(outcome.status == 0 && outcome.messages.contains("Thumbs.db"), "\(outcome)")
        #expect(try !site.text("index.html").contains("Thumbs.db"))
    }

    @Test("says who accepted a release where a trust file is at hand, and that nothing was checked where not")
    func receipts() throws {
        let site = try Site(weeks: 1)
        try site.accept()
        #expect(try site.judge().status == 0)
        #expect(try site.text("index.html").contains("accepted by ida"))
        #expect(try site.publish().status == 0)
        let plain = try site.text("index.html")
        #expect(plain.contains("its signature was not checked") && !plain.contains("accepted by ida"))
        #expect(plain.contains("a report says accepted"))
    }

    @Test("leaves out what is damaged, forged, contradicts or has an absurd name, and ends with 1")
    func leftOut() throws {
        let site = try Site(weeks: 1)
        try site.accept()
        let sound = try site.judge()
        #expect(sound.status == 0, "\(sound)")
        let index = try site.text("index.html")
        let faults: [(String, (Site) throws -> Void)] = [
            (
                "portal-unreadable",
                { try $0.copy("week1.bulla.tar.xz", "x.bulla.tar.xz") { $0.removeLast(4) } }
            ),
            ("portal-unreadable", { try $0.write("{}", "x.receipt.dsse.json") }),
            ("portal-unreadable", { try $0.write("d4:infoi1ee", "x.torrent") }),
            ("portal-name", { try $0.copy("week1.bulla.tar.xz", "x\n.bulla.tar.xz") }),
            ("portal-name", { try $0.copy("week1.bulla.tar.xz", "x") }),
            ("portal-unreadable", { try $0.copy("week1.bulla.tar.xz", "x.torrent") }),
            (
                "portal-unreadable",
                { site in
                    let linked = try Command.tool(
                        "ln",
                        "-s",
                        "week1.bulla.tar.xz",
                        "\(site.folder)/x.bulla.tar.xz"
                    )
                    try #require(linked.status == 0)
                }
            ),
            (
                "portal-forged",
                { site in
                    let text = try site.text("week1.receipt.dsse.json")
                    // Another signature of the same length, in base64 as the format wants it.
                    let mark = "\"sig\":\""
                    let old = try #require(text.split(separator: mark).dropFirst().first?.first)
                    let changed = text.replacing("\(mark)\(old)", with: "\(mark)\(old == "A" ? "B" : "A")")
                    try site.write(changed, "x.receipt.dsse.json")
                }
            ),
            (
                "portal-contradicts",
                { site in
                    let text = try site.text("week1.report.json")
                    try site.write(text.replacing("\"from\":0,", with: "\"from\":1,"), "x.report.json")
                }
            ),
        ]
        for (code, put) in faults {
            try put(site)
            let outcome = try site.judge()
            #expect(outcome.status == 1 && outcome.messages.contains(code), "\(code): \(outcome)")
            #expect(try site.text("index.html") == index, "\(code)")
            for name in try Folder.names(in: site.folder) where name.hasPrefix("x") {
                try Folder.remove("\(site.folder)/\(name)")
            }
            #expect(try site.judge().status == 0, "\(code) stays")
        }
    }

    @Test("writes over no page of others and through no link, and then writes nothing")
    func foreign() throws {
        for path in ["index.html", "feed.atom", "releases/week1.html"] {
            let site = try Site(weeks: 1)
            try Folder.create("\(site.folder)/releases")
            try site.write("<!DOCTYPE html><title>mine</title>", path)
            let outcome = try site.publish()
            #expect(outcome.status == 2 && outcome.messages.contains("not overwritten"), "\(outcome)")
            #expect(try site.text(path).contains("mine"))
            #expect(try Folder.names(in: "\(site.folder)/releases").count == (path.hasPrefix("r") ? 1 : 0))
            // Take the page away, and it works.
            try Folder.remove("\(site.folder)/\(path)")
            #expect(try site.publish().status == 0)
        }
    }

    @Test("shows a name with markup in it as text, links to it, and quotes it in lines to copy")
    func hostileName() throws {
        let site = try Site(weeks: 1)
        let stem = "\"><img src=x onerror=alert(1)>'&#?%"
        try site.copy("week1.bulla.tar.xz", "\(stem).bulla.tar.xz")
        #expect(try site.publish().status == 0)
        for path in ["index.html", "feed.atom", "releases/week1.html", "releases/\(stem).html"] {
            let text = try site.text(path)
            #expect(!text.contains("<img"), "\(path)")
            let script = "\(Vectors.packageRoot)/Tests/PortalTests/Fixtures/page_check.py"
            let outcome = try Python.run([script, "\(site.folder)/\(path)"])
            #expect(outcome.status == 0, "\(path): \(outcome)")
        }
        #expect(try site.text("releases/\(stem).html").contains("&#39;\\&#39;&#39;&amp;#?%.bulla.tar.xz"))
    }

    @Test(
        "is used in a browser, from a folder and from a server: a good file and step are accepted, changed ones refused",
        .enabled(if: Effort.isExhaustive, "\(Effort.skipped)"),
        .enabled(if: Command.has("chromium"), "chromium is not installed"),
        arguments: [[], ["--http"]]
    )
    func browser(_ way: [String]) throws {
        let site = try Site(weeks: 2)
        try site.accept()
        let tiles = "\(site.folder)/tiles/lab.example/run/1"
        let laid = try Command.bulla(
            line: "publish tiles \(site.weeks.bundle(1)) \(site.weeks.bundle(2)) -o \(tiles)"
        )
        #expect(laid.status == 0, "\(laid)")
        let fixtures = "\(Vectors.packageRoot)/Tests/PortalTests/Fixtures"
        #expect(try site.judge().status == 0)
        let outcome = try Python.run(["\(fixtures)/site_check.py", site.folder, "week2"] + way)
        #expect(outcome.status == 0, "\(outcome)")
    }

    @Test(
        "finds the live leaf of a step that was done again, and says of a discarded one what it is",
        .enabled(if: Command.has("node"), "node is not installed")
    )
    func rewound() throws {
        let ceremony = try Ceremony()
        let site = ceremony.file("site")
        try Folder.create(site)
        try ceremony.train(steps: 12, ["--rewind-at", "8", "--rewind-to", "5"])
        let leaves = try ceremony.done("log", "show", ceremony.run, "--json").lines
        let back = try #require(leaves.firstIndex { $0.contains(#""type":"rewind""#) })
        func index(of step: Int, last: Bool) throws -> Int {
            let isIt = { (leaf: Substring) in
                leaf.contains(#""step":\#(step),"#) && leaf.contains(#""type":"step""#)
            }
            return try #require(last ? leaves.lastIndex(where: isIt) : leaves.firstIndex(where: isIt))
        }
        // The whole run, and the run as it stood right after the rewind.
        for (name, end) in [("whole", leaves.count), ("cut", back + 1)] {
            try ceremony.done(
                line: """
                    seal \(ceremony.run) --key \(ceremony.key(1)) --to \(end) -o \(site)/\(name).bulla.tar.xz \
                    --sealed-at \(Ceremony.sealedAt)
                    """
            )
        }
        let tiles = "\(site)/tiles/bulla.local/run"
        try ceremony.done("publish", "tiles", "\(site)/whole.bulla.tar.xz", "-o", tiles)
        try ceremony.done("publish", "portal", site)
        let script = "\(Vectors.packageRoot)/Tests/PortalTests/Fixtures/steps_check.js"
        func say(_ page: String, _ words: String...) throws -> [Substring] {
            let outcome = try Command.run(
                Command.find("node") ?? "node",
                [script, "\(site)/releases/\(page).html", tiles] + words
            )
            #expect(outcome.status == 0, "\(outcome)")
            return outcome.lines
        }
        let whole = try say("whole", "3", "6", "8", "12", "13")
        try #require(whole.count == 5)
        for (line, step) in zip(whole, [3, 6, 8, 12]) {
            #expect(line.contains(#""kind":"pass""#), "\(line)")
            #expect(
                line.contains("Step \(step) stands in the log, as leaf \(try index(of: step, last: true))\"")
            )
        }
        #expect(whole[4].contains("No leaf of the tiles is step 13"))
        let cut = try say("cut", "5", "7")
        #expect(cut.count == 2 && cut[0].contains(#""kind":"pass""#), "\(cut)")
        #expect(cut[1].contains("as leaf \(try index(of: 7, last: false)), and was discarded"), "\(cut)")
        #expect(cut[1].contains("Leaf \(back), a rewind (operator), went back to step 5"), "\(cut)")
        // The proof of a discarded leaf of the whole run.
        let old = try index(of: 6, last: false)
        let (proof, leaf) = (ceremony.file("proof"), ceremony.file("leaf"))
        try ceremony.done("log", "prove", ceremony.run, "\(old)", "-o", proof)
        try AtomicFile.write(Array(leaves[old].utf8), to: leaf)
        let proved = try say("whole", "--", proof, leaf)
        #expect(proved.count == 1 && proved[0].contains("as leaf \(old), and was discarded"), "\(proved)")
    }

    @Test(
        "refuses options that do not go together",
        arguments: [["--at", "2026-06-20T00:00:00Z"], ["--title", ""], ["--base-url", "ftp://x"]]
    )
    func usage(_ options: [String]) throws {
        let folder = try ScratchFolder()
        let outcome = try Command.run(Built.path("bulla"), ["publish", "portal", folder.path] + options)
        #expect(outcome.status == 64, "\(outcome)")
    }
}
