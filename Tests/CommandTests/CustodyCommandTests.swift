import Bytes
import TestSupport
import Testing

/// Hand-overs by running the programs.
@Suite("Custody from the command line")
struct CustodyCommandTests {
    /// A sealed run, and people whom the trust file knows.
    struct Counter {
        let ceremony: Ceremony
        let bundle: String
        var folder: String { ceremony.file("week1.custody") }

        init() throws {
            ceremony = try Ceremony()
            try ceremony.record(steps: 1...3)
            bundle = try ceremony.seal("week1")
            for (name, role) in [
                ("bert", "custodian"), ("carl", "custodian"), ("will", "witness"), ("vera", "witness"),
            ] {
                try ceremony.done("key", "new", "--name", name, "-o", key(name), "--no-password")
                try ceremony.done(
                    line: """
                        trust add \(ceremony.trust) --person \(name) --role \(role) \
                        --key \(ceremony.file("\(name).pub"))
                        """
                )
            }
        }

        func key(_ name: String) -> String {
            name == "ada" ? ceremony.key(1) : ceremony.file("\(name).key")
        }

        /// An event at an hour of the second of June; whoever is first acts.
        func event(_ word: String, _ hour: Int, by people: [String], _ more: String...) throws -> Outcome {
            try event(word, hour, by: people, more)
        }

        func event(_ word: String, _ hour: Int, by people: [String], line: CommandWords) throws -> Outcome {
            try event(word, hour, by: people, line.words)
        }

        private func event(_ word: String, _ hour: Int, by people: [String], _ more: [String]) throws
            -> Outcome
        {
            let fixed = [
                "custody", word, folder, "--trust", ceremony.trust, "--place", "LAB-1", "--at",
                "2026-06-02T\(hour < 10 ? "0" : "")\(hour):00:00Z", "--clock", "watch",
            ]
            let keys = people.flatMap { ["--key", key($0)] }
            return try Command.run(Built.path("bulla"), fixed + keys + more)
        }

        func opened() throws {
            let outcome = try event(
                "open",
                1,
                by: ["ada"],
                line: "--bundle \(bundle) --item SN-1:BOX/7:flash:64000000000 --new-seal S-1"
            )
            guard outcome.status == 0 else { throw Ceremony.Failed(description: "\(outcome)") }
        }

        func handed() throws {
            try opened()
            for outcome in [
                try event("release", 2, by: ["ada"], "--to", "bert", "--seal", "intact"),
                try event("receive", 3, by: ["bert"], "--seal", "intact", "--bundle", bundle),
            ] {
                guard outcome.status == 0 else { throw Ceremony.Failed(description: "\(outcome)") }
            }
        }

        func status(_ more: String...) throws -> Outcome {
            try Command.run(
                Built.path("bulla"),
                ["custody", "status", folder, "--trust", ceremony.trust, "--at", "2026-06-03T00:00:00Z"]
                    + more
            )
        }

        func verify(line: CommandWords) throws -> Outcome { try verify(line.words, "bulla-verify") }

        func verify(_ more: String..., program: String = "bulla-verify") throws -> Outcome {
            try verify(more, program)
        }

        private func verify(_ more: [String], _ program: String) throws -> Outcome {
            try Command.run(
                Built.path(program),
                [
                    "verify", bundle, "--trust", ceremony.trust, "--first", "--at", "2026-06-03T00:00:00Z",
                ] + more
            )
        }
    }

    @Test("a story told by command is believed by status and by both verifiers")
    func story() throws {
        let counter = try Counter()
        try counter.handed()
        let release = try counter.event(
            "release",
            4,
            by: ["bert"],
            line: "--to carl --seal intact --new-seal S-2 --witness will"
        )
        #expect(release.status == 0 && release.output.contains("to sign: will has not signed"), "\(release)")
        #expect(try counter.status().status == 1, "a witness is missing")
        let early = try counter.event("receive", 5, by: ["carl"], "--seal", "intact")
        #expect(early.status == 2 && early.messages.contains("custody-witness-unsigned"), "\(early)")
        try counter.ceremony.done(
            line: """
                custody sign \(counter.folder) --trust \(counter.ceremony.trust) \
                --key \(counter.key("will")) --at 2026-06-02T05:00:00Z
                """
        )
        let receive = try counter.event("receive", 5, by: ["carl"], "--seal", "intact")
        #expect(receive.status == 0, "\(receive)")
        let status = try counter.status("--bundle", counter.bundle, "--medium", "SN-1")
        #expect(status.status == 0 && status.output.contains("held by carl"), "\(status)")
        #expect(status.output.contains("003-release") && status.output.contains("left with seal S-2"))
        for program in ["bulla", "bulla-verify"] {
            let verdict = try counter.verify("--custody", counter.folder, program: program)
            #expect(verdict.status == 0 && verdict.output.contains("held by carl"), "\(verdict)")
            #expect(verdict.output.contains("missing at the end"))
        }
    }

    @Test("what systems and killed writers left is named, and nothing else comes of it")
    func leftBehind() throws {
        let counter = try Counter()
        try counter.handed()
        let before = try counter.verify("--custody", counter.folder)
        #expect(try !counter.status().output.contains("custody-left-behind"), "the knock-out")
        for name in [".DS_Store", "._000-open.dsse.json", "desktop.ini", "002-lost.dsse.json.77.partial"] {
            try AtomicFile.write(Array("x".utf8), to: "\(counter.folder)/\(name)")
        }
        try Folder.create("\(counter.folder)/System Volume Information")
        let status = try counter.status()
        #expect(status.status == 0, "\(status)")
        for name in [".DS_Store", "desktop.ini", "System Volume Information", "77.partial"] {
            #expect(status.output.contains(name), "\(name): \(status)")
        }
        let verdict = try counter.verify("--custody", counter.folder)
        #expect(
            verdict.status == before.status && verdict.output.contains("custody-left-behind"),
            "\(verdict)"
        )
        let next = try counter.event("release", 4, by: ["bert"], "--to", "carl", "--seal", "intact")
        #expect(next.status == 0, "\(next)")
        try AtomicFile.write(Array("x".utf8), to: "\(counter.folder)/notes.txt")
        #expect(try counter.status().status == 1, "anything else is a fault")
    }

    @Test("nothing is signed that would be a fault, and no event is replaced")
    func refusals() throws {
        let counter = try Counter()
        try counter.handed()
        for (code, outcome) in [
            (
                "custody-overlap",
                try counter.event("release", 4, by: ["ada"], "--to", "carl", "--seal", "intact")
            ),
            (
                "custody-self-transfer",
                try counter.event("release", 4, by: ["bert"], "--to", "bert", "--seal", "intact")
            ),
            (
                "custody-role",
                try counter.event("release", 4, by: ["bert"], "--to", "will", "--seal", "intact")
            ),
            ("custody-time-backwards", try counter.event("lost", 1, by: ["bert"])),
            (
                "custody-seal-wrong",
                try counter.event(
                    "release",
                    4,
                    by: ["bert"],
                    line: "--to carl --seal intact --seal-number S-9"
                )
            ),
            (
                "custody-witnesses-few",
                try counter.event("copy", 4, by: ["bert"], "--seal", "intact", "--item", "SN-2:BOX/8:tape:9")
            ),
        ] {
            #expect(outcome.status == 1 && outcome.output.contains("refused: \(code)"), "\(outcome)")
        }
        #expect(try Folder.names(in: counter.folder).count == 3)
        let unseen = try counter.event("release", 4, by: ["bert"], "--to", "carl")
        #expect(unseen.status == 64 && unseen.messages.contains("S-1"), "\(unseen)")
        let again = try counter.event(
            "open",
            4,
            by: ["ada"],
            line: "--bundle \(counter.bundle) --item A:B:tape:1"
        )
        #expect(again.status == 2 && again.messages.contains("already holds a chain"))
        let nothing = try counter.event("receive", 4, by: ["carl"], "--seal", "intact")
        #expect(nothing.status == 2 && nothing.messages.contains("the medium was not released"))
    }

    @Test("paper, copy, correction, disposal: every command writes what status tells")
    func others() throws {
        let counter = try Counter()
        try counter.handed()
        let steps = [
            try counter.event(
                "copy",
                4,
                by: ["bert", "will"],
                line: "--seal intact --item SN-2:BOX/8:tape:9 --witness will"
            ),
            try counter.event("correct", 5, by: ["bert"], line: "--event 1 --field place --value LAB-2"),
            try counter.event(
                "paper",
                6,
                by: ["bert", "will", "vera"],
                line: "--seal intact --taker DEPOT-4 --form \(counter.bundle) --witness vera --witness will"
            ),
            try counter.event(
                "receive",
                7,
                by: ["bert", "will", "vera"],
                line: "--seal broken --outcome rejected --witness vera --witness will --new-seal S-5"
            ),
            try counter.event(
                "receive",
                8,
                by: ["bert", "will", "vera"],
                line: "--seal intact --witness vera --witness will"
            ),
            try counter.event(
                "dispose",
                9,
                by: ["bert", "will"],
                line: "--seal intact --method destroy --authority ORDER-9 --witness will"
            ),
        ]
        for step in steps { #expect(step.status == 0, "\(step)") }
        let status = try counter.status("--json")
        #expect(status.status == 0 && status.output.contains(#""state":"disposed""#), "\(status)")
        #expect(status.output.contains("custody-seal-broken"), "the warning stays")
        let child = try Command.run(
            Built.path("bulla"),
            [
                "custody", "open", counter.ceremony.file("copy.custody"), "--parent", counter.folder,
                "--bundle",
                counter.bundle, "--trust", counter.ceremony.trust, "--key", counter.key("bert"), "--place",
                "D-2",
                "--at", "2026-06-02T10:00:00Z",
            ]
        )
        #expect(child.status == 0, "\(child)")
        let verdict = try counter.verify(
            line: """
                --custody \(counter.ceremony.file("copy.custody")) --custody-parent \(counter.folder) \
                --custody-medium SN-2
                """
        )
        #expect(verdict.status == 0 && verdict.output.contains("held by bert"), "\(verdict)")
        let lost = try Counter()
        try lost.handed()
        #expect(try lost.event("lost", 4, by: ["bert"]).status == 0)
        #expect(try lost.status().output.contains("lost, as bert says"))
    }

    @Test("verify says what is wrong with a chain, and that it was not checked where none was given")
    func verify() throws {
        let counter = try Counter()
        try counter.handed()
        let without = try counter.verify()
        #expect(without.status == 0 && without.output.contains("custody: no custody folder was given"))
        let last = "\(counter.folder)/002-receive.dsse.json"
        let kept = counter.ceremony.file("kept.dsse.json")
        try AtomicFile.write(File.contents(of: last, limit: 1 << 20), to: kept)
        #expect(try counter.verify("--custody", counter.folder, "--custody-receipt", kept).status == 0)
        try Folder.remove(last)
        #expect(try counter.verify("--custody", counter.folder).status == 0, "cut off, and nobody can see it")
        let cut = try counter.verify("--custody", counter.folder, "--custody-receipt", kept, "--json")
        #expect(cut.status == 1 && cut.output.contains("custody-truncated"), "\(cut)")
        try Folder.remove("\(counter.folder)/001-release.dsse.json")
        try AtomicFile.write(File.contents(of: kept, limit: 1 << 20), to: last)
        let gap = try counter.verify("--custody", counter.folder)
        #expect(gap.status == 1 && gap.output.contains("custody-gap"), "\(gap)")
        let alone = try counter.verify("--custody-receipt", kept)
        #expect(alone.status == 64)
    }

    @Test("shards and merge tell the same story as one run, and must be given the same chain")
    func parts() throws {
        let counter = try Counter()
        try counter.handed()
        let (one, two) = (counter.ceremony.file("whole.json"), counter.ceremony.file("merged.json"))
        let whole = try counter.verify(
            line: "--custody \(counter.folder) --report \(one) --html \(counter.ceremony.file("w.html"))"
        )
        #expect(whole.status == 0, "\(whole)")
        let page = String(
            decoding: try File.contents(of: counter.ceremony.file("w.html"), limit: 1 << 22),
            as: UTF8.self
        )
        #expect(page.contains("Events of custody") && page.contains("held by bert"))
        var parts: [String] = []
        for index in 1...2 {
            parts.append(counter.ceremony.file("part-\(index).json"))
            let shard = try counter.verify(
                line: "--custody \(counter.folder) --shard \(index)/2 --partial \(parts[index - 1])"
            )
            #expect(shard.status == 0, "\(shard)")
        }
        func merge(_ more: [String]) throws -> Outcome {
            try Command.run(
                Built.path("bulla-verify"),
                [
                    "verify", counter.bundle, "--trust", counter.ceremony.trust, "--first", "--at",
                    "2026-06-03T00:00:00Z", "--report", two,
                ] + more + ["--merge"] + parts
            )
        }
        let merged = try merge(["--custody", counter.folder])
        #expect(merged.status == 0, "\(merged)")
        #expect(try File.contents(of: one, limit: 1 << 22) == File.contents(of: two, limit: 1 << 22))
        #expect(try merge([]).status == 2, "without the chain it is another verification")
    }
}
