import ArgumentParser
import Bytes
import Foundation
import TestSupport
import Testing

/// Names, values and documents of others that try to make lines of their own, or to hide what stands there.
@Suite("Output of hostile input")
struct HostileOutputTests {
    /// What begins a line nowhere: only the program's own lines may.
    static let mark = "ACCEPTED by nobody"
    static let values = [
        "x\n\(mark)", "x\r\n\(mark)", "x\r\(mark)", "\u{1b}[2J\u{1b}[1;1H\(mark)", "x\u{85}\(mark)",
        "x\u{2028}\(mark)\u{2029}", "\u{202e}x\u{2066}y", "a\u{200b}b\u{feff}c\u{ad}", "\u{9b}31mx\u{7f}",
        "x\u{e0041}\u{e000}\u{fffe}",
    ]

    static let programs = ["bulla", "bulla-verify", "bulla-train"]

    /// Asserts that what was printed is lines of ours with nothing hidden in them.
    static func check(_ outcome: Outcome, _ what: @autoclosure () -> String = "") {
        check(outcome.bytes, "stdout of \(what())")
        check(Array(outcome.messages.utf8), "stderr of \(what())")
    }

    /// - Parameter isPage: HTML or XML, where a line feed begins no line that a reader sees.
    static func check(_ bytes: [UInt8], isPage: Bool = false, _ what: @autoclosure () -> String) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            Issue.record("\(what()): no UTF-8")
            return
        }
        for line in text.utf8.split(separator: 0x0a).map({ String(Substring($0)) }) {
            #expect(Escape.isVisible(line), "\(what()): \(line.debugDescription)")
            #expect(isPage || !line.utf8.starts(with: mark.utf8), "\(what())")
        }
    }

    /// The words that lead to each command that has no subcommands.
    private static func commands(_ program: String) -> [[String]] {
        HelpTests.pages.filter { $0.program == program && $0.command.configuration.subcommands.isEmpty }
            .map { Array($0.path.dropFirst()) }
    }

    @Test("is our lines alone, whatever the arguments of any command say", arguments: programs)
    func arguments(_ program: String) throws {
        // One after another in rotation: every command gets several, and every value many commands.
        var turn = 0
        func value() -> String {
            turn += 1
            return Self.values[turn % Self.values.count]
        }
        for (number, command) in Self.commands(program).enumerated() {
            let tries = [
                [value()], [value(), value()], ["--\(value())"], ["--trust", value(), value()],
                ["--trust=\(value())", "--at=\(value())", "--nothing", value()],
                ["--scope", value(), value()],
                [value(), "-o", value(), "--key", value()], ["-\(value())"],
                [value(), "--trust", value(), "--first", "--sample", value(), "--seed", value()],
            ]
            // One of them for each command, in turn; a third of them in an exhaustive run.
            let turn = Effort.rounds(3, usual: tries.count)
            for (index, arguments) in tries.enumerated() where (number + index) % turn == 0 {
                let outcome = try Command.run(Built.path(program), command + arguments)
                Self.check(outcome, "\(program) \(command + arguments)")
            }
        }
    }

    @Test("takes a name that is no UTF-8 for no other name, and such a text for wrong usage")
    func undecodable() throws {
        let scratch = try ScratchFolder()
        // The name that a lossy reading would give.
        try AtomicFile.write(Array("{}\n".utf8), to: "\(scratch.path)/a\u{fffd}")
        func said(_ words: String) throws -> Outcome {
            let script = "exec \"$0\" \(words) \"$(printf 'a\\377')\""
            return try Command.run("/bin/sh", ["-c", script, Built.path("bulla")], in: scratch.path)
        }
        let name = try said("inspect")
        #expect(name.status == 2 && name.messages.contains(#"a\xff: file-open"#), "\(name)")
        let text = try said("verify x --at")
        #expect(text.status == 64 && text.messages.contains(#"argument 4 is not UTF-8: a\xff"#), "\(text)")
    }

    @Test("of files in folders is our lines alone", arguments: Effort.cases(values, usual: [0, 3, 6, 8]))
    func folders(_ value: String) throws {
        let scratch = try ScratchFolder()
        let name = value.replacing("/", with: "")
        let ceremony = try Ceremony()
        for folder in ["evidence", "weeks", "week.custody", "model"] {
            try Folder.create("\(scratch.path)/\(folder)")
            // A folder in a chain's folder ends the command: nothing there is no regular file.
            if folder != "week.custody" {
                try Folder.create("\(scratch.path)/\(folder)/\(name)")
                try AtomicFile.write([1], to: "\(scratch.path)/\(folder)/\(name)/\(name)")
            }
            for suffix in ["", ".bulla.tar.xz", ".audit.json", ".receipt.dsse.json", ".report.json", ".note"]
            {
                try AtomicFile.write([1], to: "\(scratch.path)/\(folder)/file \(name)\(suffix)")
            }
        }
        let report = "\(scratch.path)/r.json"
        let page = "\(scratch.path)/r.html"
        for arguments in [
            ["evidence", "inspect", "evidence"], ["evidence", "pack", "evidence", "-o", "packed"],
            ["audit", "status", "weeks", "--trust", ceremony.trust],
            ["audit", "status", "weeks", "--trust", ceremony.trust, "--json"],
            ["custody", "status", "week.custody", "--trust", ceremony.trust],
            ["custody", "status", "week.custody", "--trust", ceremony.trust, "--json"],
            ["publish", "portal", "weeks", "--title", value], ["review", "evidence"],
            ["review", "model", "--where"], ["torrent", "show", "evidence/file \(name)"],
            [
                "verify", Golden.bundle(1), "--trust", Golden.trust, "--at", Golden.time, "--first",
                "--custody",
                "week.custody", "--report", report, "--html", page,
            ],
        ] {
            let outcome = try Command.run(Built.path("bulla"), arguments, in: scratch.path)
            Self.check(outcome, "\(arguments)")
        }
        for path in [report, page] + ["index.html", "feed.atom"].map({ "\(scratch.path)/weeks/\($0)" })
        where Folder.hasEntry(path) {
            Self.check(try File.contents(of: path, limit: 1 << 24), isPage: path != report, path)
        }
        #expect(Folder.hasEntry(report) && Folder.hasEntry("\(scratch.path)/weeks/index.html"))
    }

    @Test(
        "of documents with hostile keys and values is our lines alone",
        arguments: [0, 3, 6]
    )
    func documents(_ number: Int) throws {
        let value = Self.values[number]
        let scratch = try ScratchFolder()
        let text = String(decoding: JSON.string(value).canonicalBytes, as: UTF8.self)
        let documents = [
            "{\(text):1}\n", "{\"type\":\(text)}\n", "{\"type\":\"bulla-trust/1\",\(text):\(text)}\n",
            "{\"payload\":\(text),\"payloadType\":\(text),\"signatures\":[]}\n", "[\(text)]\n", "\(value)\n",
            "lab.example/run\n1\n\(value)\n", "{\"mediaType\":\(text)}", "untrusted comment: \(value)\nRWQ\n",
            "\u{2014} \(value) AAAA\n\n\u{2014} \(value) AAAA\n",
        ]
        let turn = number / 3
        for (number, document) in documents.enumerated() {
            let file = "\(scratch.path)/\(number)"
            try AtomicFile.write(Array(document.utf8), to: file)
            let commands = [
                ["trust", "show", file], ["trust", "audit", file], ["key", "show", file], ["inspect", file],
                ["report", file], ["receipt", "check", file, "--trust", Golden.trust],
                ["verify", Golden.bundle(1), "--trust", file], ["log", "check", file, "--key", file],
                ["verify", Golden.bundle(1), "--trust", Golden.trust, "--previous", file],
                ["verify", Golden.bundle(1), "--trust", Golden.trust, "--first", "--plan", file],
                ["verify", Golden.bundle(1), "--trust", Golden.trust, "--first", "--witness", file],
                ["verify", Golden.bundle(1), "--trust", Golden.trust, "--first", "--receipt", file],
                ["verify", Golden.bundle(1), "--trust", Golden.trust, "--merge", file],
                ["provenance", "check", file, "--trust", Golden.trust], ["torrent", "show", file],
                ["provenance", "model", file, "--model", scratch.path, "--trust", Golden.trust],
                ["audit", "show", file], ["review", "show", file], ["custody", "check-form", file],
                ["evidence", "inspect", file], ["check-form", file],
            ]
            // Each command on each document; or on two of each value, which are others for the next value.
            for (index, arguments) in commands.enumerated()
            where Effort.isExhaustive || (number + index + turn) % 5 == 0 {
                Self.check(try Command.run(Built.path("bulla"), arguments), "\(arguments): \(document)")
            }
        }
    }

    @Test(
        "of a torrent with hostile names and trackers is our lines alone",
        arguments: Effort.cases(values, usual: [1, 4, 5, 9])
    )
    func torrents(_ value: String) throws {
        let scratch = try ScratchFolder()
        func text(_ text: String) -> String { "\(text.utf8.count):\(text)" }
        // Controls are refused in names, and shown in the refusal; whatever else there is, is shown in the list.
        let pieces = "6:pieces20:\(String(repeating: "p", count: 20))"
        let info =
            "d6:lengthi5e4:name\(text(value))12:piece lengthi16384e\(pieces)1:z\(text(value))\(text("~" + value))i1ee"
        let torrent =
            "d8:announce\(text("http://\(value)/"))7:comment\(text(value))4:info\(info)\(text("~" + value))i1ee"
        let file = "\(scratch.path)/x.torrent"
        try AtomicFile.write(Array(torrent.utf8), to: file)
        for arguments in [["show", file], ["show", file, "--json"], ["check", file, scratch.path]] {
            Self.check(try Command.run(Built.path("bulla-verify"), ["torrent"] + arguments), "\(arguments)")
        }
    }

    @Test(
        "of a model with hostile names of files is our lines alone",
        arguments: Effort.cases(values, usual: [0, 2, 7, 8])
    )
    func models(_ value: String) throws {
        let ceremony = try Ceremony()
        let scratch = try ScratchFolder()
        try AtomicFile.write([1], to: "\(scratch.path)/\(value)")
        let arguments = [
            "publish", "model", scratch.path, "--sign-as", ceremony.publicKey(1), "--sign-with", "false",
            "-o",
            ceremony.file("m.sig"),
        ]
        Self.check(try Command.run(Built.path("bulla"), arguments), "\(arguments)")
    }

    @Test(
        "of a report that somebody wrote is our lines alone, in text, HTML and XML",
        arguments: Effort.cases(values, usual: [0, 3, 5, 6])
    )
    func reports(_ value: String) throws {
        let ceremony = try Ceremony()
        let path = ceremony.file("r.json")
        let outcome = try Command.bulla(
            line: """
                verify \(Golden.bundle(1)) --trust \(Golden.trust) --at \(Golden.time) --first \
                --report \(path)
                """
        )
        #expect(outcome.status == 0 || outcome.status == 1, "\(outcome)")
        let report = try JSON(canonicalLine: File.contents(of: path, limit: 1 << 20), limits: .document)
        try AtomicFile.write(Self.putting(value, into: report).canonicalLine, to: path)
        let (html, xml) = (ceremony.file("r.html"), ceremony.file("r.xml"))
        let shown = try Command.bulla("report", path, "--text", "--html", html, "--junit", xml)
        #expect(shown.status == 0, "\(shown)")
        Self.check(shown, "report")
        for file in [html, xml] {
            Self.check(try File.contents(of: file, limit: 1 << 24), isPage: true, file)
        }
    }

    /// The report with the value in all words that may be any.
    private static func putting(_ value: String, into report: JSON) -> JSON {
        guard case .object(var members) = report else { return report }
        members["limits"] = [.string(value)]
        members["rests_on"] = [.string(value)]
        if case .array(let findings)? = members["findings"] {
            members["findings"] = .array(
                findings.map { finding in
                    guard case .object(var parts) = finding else { return finding }
                    parts["detail"] = .string(value)
                    parts["subject"] = .string(value)
                    return .object(parts)
                }
            )
        }
        return .object(members)
    }
}
