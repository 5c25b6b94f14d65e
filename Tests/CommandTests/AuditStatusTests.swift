import Bytes
import TestSupport
import Testing

/// Weeks of a run in a folder, made by commands alone.
@Suite("The status of a run by command")
struct AuditStatusCommandTests {
    /// Exports on Mondays; nothing is late as of the last one.
    struct Weeks {
        let audience: AuditCommandTests.Audience
        var ceremony: Ceremony { audience.ceremony }
        var folder: String { ceremony.file("weeks") }

        static let mondays = ["2026-06-01", "2026-06-08", "2026-06-15", "2026-06-22", "2026-06-29"]
        static func monday(_ week: Int) -> String { "\(mondays[week - 1])T00:00:00Z" }

        init() throws {
            audience = try AuditCommandTests.Audience()
            try Folder.create(folder)
        }

        func bundle(_ week: Int, in folder: String? = nil) -> String {
            "\(folder ?? self.folder)/week\(week).bulla.tar.xz"
        }

        /// Records three steps and seals them, after the week before.
        func add(_ week: Int, sealedAt: String? = nil) throws {
            try ceremony.record(steps: (week * 3 - 2)...(week * 3))
            try seal(week, sealedAt: sealedAt, run: ceremony.run, to: bundle(week))
        }

        func seal(_ week: Int, sealedAt: String? = nil, run: String, to path: String) throws {
            var arguments = ["seal", run, "--key", ceremony.key(1), "-o", path]
            if week > 1 { arguments += ["--after", bundle(week - 1)] }
            arguments += [
                "--sealed-at", sealedAt ?? Self.monday(week), "--next-export", Self.monday(week + 1),
            ]
            let outcome = try Command.run(Built.path("bulla"), arguments)
            guard outcome.status == 0 else { throw Ceremony.Failed(description: "\(outcome)") }
        }

        func status(_ more: String..., week: Int = 3, trust: String? = nil) throws -> Outcome {
            let fixed = ["audit", "status", folder, "--trust", trust ?? ceremony.trust]
            return try Command.run(Built.path("bulla"), fixed + ["--at", Self.monday(week)] + more)
        }

        /// Plans, signs and draws the sample of a week.
        func audit(_ week: Int) throws {
            let file = "\(folder)/week\(week).audit.json"
            let keys = ["Ida", "Wim", "Wanda"].flatMap { ["--key", audience.key($0)] }
            let fixed = ["--trust", ceremony.trust, "--at", Self.monday(week + 1)]
            var plan = ["audit", "plan", bundle(week), "-o", file]
            if week > 1 { plan += ["--previous-plan", "\(folder)/week\(week - 1).audit.json"] }
            for arguments in [
                plan + fixed, ["audit", "commit", file] + keys + fixed,
                ["audit", "draw", file, "--dice", AuditCommandTests.dice] + keys + fixed,
            ] {
                let outcome = try Command.run(Built.path("bulla"), arguments)
                guard outcome.status == 0 else { throw Ceremony.Failed(description: "\(outcome)") }
            }
        }
    }

    private func object(_ outcome: Outcome) throws -> JSONObject {
        try JSONObject(JSON(parsing: outcome.bytes, limits: .document), path: "")
    }

    /// The codes of what is wrong or open.
    private func codes(_ outcome: Outcome) throws -> [String] {
        var document = try object(outcome)
        return try document.objects("findings").compactMap { finding in
            var finding = finding
            return try finding.string("outcome") == "note" ? nil : finding.string("code")
        }
    }

    @Test("three weeks in time, two of them drawn, are continuous")
    func continuous() throws {
        let weeks = try Weeks()
        for week in 1...3 { try weeks.add(week) }
        for week in 1...2 { try weeks.audit(week) }
        let kept = weeks.ceremony.file("week2.checkpoint")
        let receipt = "\(weeks.folder)/week1.receipt.dsse.json"
        let time = Weeks.monday(3)
        let fixed = [
            "accept", weeks.bundle(1), "--trust", weeks.ceremony.trust, "--at", time,
        ]
        let more = ["--first", "--keep", kept, "--key", weeks.audience.key("Ida"), "-o", receipt]
        let accepted = try Command.run(Built.path("bulla"), fixed + more)
        #expect(accepted.status == 0, "\(accepted)")

        let outcome = try weeks.status("--kept", kept)
        #expect(outcome.status == 0 && outcome.output.hasPrefix("CONTINUOUS\n"), "\(outcome)")
        #expect(outcome.output.contains("kept       week2.checkpoint"), "\(outcome)")
        #expect(outcome.output.contains("is the end of week1 and the beginning of week2"), "\(outcome)")
        #expect(
            outcome.output.contains("2 draws: the chance that some bound is wrong is 0.0975"),
            "\(outcome)"
        )
        #expect(outcome.output.contains("segment-not-audited"), "\(outcome)")
        #expect(outcome.output.contains(" 3 of 3  2026-06-15 ida\n"), "\(outcome)")
        #expect(outcome.output.contains("next       2026-06-22T00:00:00Z, from leaf "), "\(outcome)")
        #expect(outcome.lines.allSatisfy { !$0.hasSuffix(" ") })
        var json = try object(weeks.status("--json"))
        #expect(try json.string("state") == "continuous" && json.integer("redraws") == 0)
        var audits = try json.objects("audits")
        #expect(try audits.indices.map { try audits[$0].string("state") } == ["drawn", "drawn"])
        var logs = try json.objects("logs")
        #expect(try logs.count == 1 && logs[0].objects("segments").count == 3)
        // A second more than promised.
        let overdue = try weeks.status("--json", week: 5)
        #expect(try overdue.status == 2 && codes(overdue) == ["history-overdue"])
        #expect(try weeks.status("--ended", week: 5).status == 0)
    }

    @Test("a missing week and a late one end with 2")
    func missing() throws {
        let weeks = try Weeks()
        for week in 1...3 { try weeks.add(week, sealedAt: week == 3 ? "2026-06-15T02:00:00Z" : nil) }
        let late = try weeks.status("--json")
        #expect(try late.status == 2 && codes(late) == ["history-late"], "\(late)")
        #expect(try weeks.status().output.contains("2026-06-15 LATE"))
        try Folder.remove(weeks.bundle(2))
        let missing = try weeks.status("--json")
        #expect(try missing.status == 2 && codes(missing) == ["history-missing"], "\(missing)")
        #expect(try weeks.status().output.contains("MISSING"))
        let empty = weeks.ceremony.file("empty")
        try Folder.create(empty)
        #expect(try Command.bulla("audit", "status", empty, "--trust", weeks.ceremony.trust).status == 2)
    }

    @Test("a fork beside the week, and a kept checkpoint of one that is not here, end with 1")
    func forked() throws {
        let weeks = try Weeks()
        try weeks.add(1)
        // The same run goes on in two places.
        let (copy, kept) = (weeks.ceremony.file("copy"), weeks.ceremony.file("fork.checkpoint"))
        #expect(try Command.tool("cp", "-r", weeks.ceremony.run, copy).status == 0)
        try weeks.add(2)
        try weeks.ceremony.record(steps: 4...6, in: copy)
        let other = weeks.ceremony.file("week2-other.bulla.tar.xz")
        try weeks.seal(2, run: copy, to: other)
        let fixed = [
            "verify", other, "--trust", weeks.ceremony.trust, "--at", Weeks.monday(2), "--keep", kept,
        ]
        #expect(try Command.run(Built.path("bulla"), fixed).status == 0)
        #expect(try weeks.status(week: 2).status == 0)
        let seen = try weeks.status("--kept", kept, "--json", week: 2)
        #expect(try seen.status == 1 && codes(seen) == ["history-contradicted"], "\(seen)")
        #expect(try Command.tool("cp", other, "\(weeks.folder)/other.bulla.tar.xz").status == 0)
        let both = try weeks.status("--json", week: 2)
        #expect(try both.status == 1 && codes(both) == ["history-forked"], "\(both)")
        #expect(try weeks.status(week: 2).output.contains("FORKED"))
        try Folder.remove(weeks.bundle(2))
        #expect(try weeks.status(week: 2).status == 0)
    }

    @Test("what nobody in the trust file signed, and what is no bundle, is named and not counted")
    func notCounted() throws {
        let weeks = try Weeks()
        try weeks.add(1)
        let stranger = weeks.ceremony.file("stranger.json")
        try weeks.ceremony.done("trust", "init", "-o", stranger)
        let unsigned = try weeks.status(week: 1, trust: stranger)
        #expect(unsigned.status == 2 && unsigned.output.contains("bundle-not-counted"), "\(unsigned)")
        #expect(unsigned.output.contains("no bundle here counts"))
        for name in ["x.bulla.tar.xz", "x.audit.json", "x.receipt.dsse.json", "x.txt"] {
            try AtomicFile.write(Array("x".utf8), to: "\(weeks.folder)/\(name)")
        }
        let outcome = try weeks.status("--json", week: 1)
        #expect(try outcome.status == 2 && codes(outcome) == Array(repeating: "file-unreadable", count: 3))
    }

    @Test("a bundle counts under any name, but through no link, and no paper is named as another kind")
    func names() throws {
        let weeks = try Weeks()
        try weeks.add(1)
        let other = weeks.ceremony.file("other")
        try Folder.rename(weeks.bundle(1), to: other)
        #expect(try Command.tool("ln", "-s", other, weeks.bundle(1)).status == 0)
        let linked = try weeks.status("--json", week: 1)
        #expect(try linked.status == 2 && codes(linked).contains("file-unreadable"), "\(linked)")
        try Folder.remove(weeks.bundle(1))
        #expect(try Command.tool("cp", other, "\(weeks.folder)/week").status == 0)
        #expect(try weeks.status(week: 1).status == 0)
        #expect(try Command.tool("cp", other, "\(weeks.folder)/x.note").status == 0)
        let misnamed = try weeks.status("--json", week: 1)
        #expect(try misnamed.status == 2 && codes(misnamed) == ["file-unreadable"], "\(misnamed)")
        #expect(misnamed.output.contains("is a bundle, and named as a signed checkpoint"), "\(misnamed)")
    }

    @Test("what an operating system left beside the weeks is named, and changes nothing")
    func leftBehind() throws {
        let weeks = try Weeks()
        try weeks.add(1)
        let before = try weeks.status(week: 1)
        for name in ["._week1.bulla.tar.xz", "._x.custody", "x.receipt.dsse.json.partial"] {
            try AtomicFile.write(Array("x".utf8), to: "\(weeks.folder)/\(name)")
        }
        let after = try weeks.status(week: 1)
        #expect(before.status == 0 && after.status == 0, "\(after)")
        let outcome = try weeks.status("--json", week: 1)
        #expect(try codes(outcome) == [] && outcome.output.ranges(of: "left-behind").count == 3, "\(outcome)")
    }

    @Test("the JSON fits its schema", .enabled(if: Python.has("jsonschema"), "\(Python.missing)"))
    func schema() throws {
        let weeks = try Weeks()
        for week in [1, 2] { try weeks.add(week) }
        try weeks.audit(1)
        let document = weeks.ceremony.file("status.json")
        try AtomicFile.write(weeks.status("--json", week: 5).bytes, to: document)
        let schema = "\(Vectors.packageRoot)/Formats/audit-status-v1.schema.json"
        let script = """
            import json, sys, jsonschema
            schema, document = (json.load(open(path)) for path in sys.argv[1:])
            jsonschema.Draft202012Validator(schema).validate(document)
            """
        let outcome = try Python.run(["-c", script, schema, document])
        #expect(outcome.status == 0, "\(outcome)")
    }

    @Test(
        "a wrong command line gives 64",
        arguments: [[], ["x"], ["x", "--trust"], ["x", "y", "--trust", "z"]]
    )
    func usage(_ arguments: [String]) throws {
        #expect(try Command.run(Built.path("bulla"), ["audit", "status"] + arguments).status == 64)
    }

    @Test("a folder that is not there is an error with status 2")
    func noFolder() throws {
        let outcome = try Command.bulla("audit", "status", "/no/folder", "--trust", Golden.trust)
        #expect(outcome.status == 2 && outcome.messages.contains("/no/folder"), "\(outcome)")
    }
}
