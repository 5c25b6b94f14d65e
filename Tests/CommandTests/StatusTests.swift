import Bytes
import TestSupport
import Testing

/// What a script sees of the commands that read bundles.
@Suite("Exit statuses")
struct StatusTests {
    static let bundle = Golden.bundle(1)

    private func verify(_ bundle: String, _ more: String...) throws -> Outcome {
        let fixed = ["verify", bundle, "--trust", Golden.trust, "--at", Golden.time]
        return try Command.run(Built.path("bulla-verify"), fixed + more)
    }

    @Test("an accepted bundle gives 0, its checkpoint and its report")
    func accepted() throws {
        let scratch = try ScratchFolder()
        let (kept, report) = ("\(scratch.path)/kept", "\(scratch.path)/report.json")
        let outcome = try verify(Self.bundle, "--first", "--keep", kept, "--report", report, "--quiet")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.output == "accepted\n" && outcome.messages == "")
        #expect(
            try File.contents(of: kept, limit: 1 << 16)
                == File.contents(of: Golden.checkpoint(1), limit: 1 << 16)
        )
        let next = try verify(Golden.bundle(2), "--previous", kept)
        #expect(next.status == 0, "\(next)")
        let json = try verify(Self.bundle, "--first", "--json")
        #expect(try json.output == String(decoding: File.contents(of: report, limit: 1 << 20), as: UTF8.self))
    }

    @Test("both programs say the same")
    func samePrograms() throws {
        let arguments = ["verify", Self.bundle, "--trust", Golden.trust, "--at", Golden.time]
        let (one, other) = try (
            Command.run(Built.path("bulla"), arguments), Command.run(Built.path("bulla-verify"), arguments)
        )
        #expect(one.status == 0 && other.status == 0 && one.output == other.output)
    }

    @Test("a changed bundle, and one out of its turn, give 1 and nothing to keep")
    func rejected() throws {
        let scratch = try ScratchFolder()
        let (changed, kept) = ("\(scratch.path)/changed", "\(scratch.path)/kept")
        var bytes = try File.contents(of: Self.bundle, limit: 1 << 24)
        bytes[bytes.count / 2] ^= 1
        try AtomicFile.write(bytes, to: changed)
        let outcome = try verify(changed, "--first", "--keep", kept)
        #expect(outcome.status == 1 && outcome.output.contains("xz-block-check"), "\(outcome)")
        #expect(!Folder.hasEntry(kept))
        let turn = try verify(Golden.bundle(2), "--first", "--quiet")
        #expect(turn.status == 1 && turn.output == "rejected\n")
    }

    @Test("a bundle that cannot be read gives 2, never a verdict")
    func unfinished() throws {
        let outcome = try verify("/nowhere/at/all", "--quiet")
        #expect(outcome.status == 2 && outcome.output == "incomplete\n")
        #expect(try Command.bulla("inspect", "/nowhere/at/all").status == 2)
    }

    /// Command lines that want something else.
    static let wrong = [
        [], ["verify"], ["verify", "x"], ["verify", "x", "--trust", "y", "--sample", "1"],
        ["verify", "x", "--trust", "y", "--seed", "1"],
        ["verify", "x", "--trust", "y", "--scope", "some"],
        ["verify", "x", "--trust", "y", "--scope", "sample"],
        ["verify", "x", "--trust", "y", "--first", "--previous", "z"],
        ["verify", "x", "--trust", "y", "--trust-pin", "z"],
        ["verify", "x", "--trust", "y", "--sla", "30"],
        ["verify", "x", "--trust", "y", "--deadline", "1m1h"],
        ["verify", "x", "--trust", "y", "--at", "z", "--shard", "1/2", "--partial", "p", "--sla", "1s"],
        ["verify", "x", "--trust", "y", "--at", "z", "--merge", "p", "--estimate"], ["inspect"],
        ["inspect", "x", "y"],
        ["extract", "x"],
        ["spec", "a", "b"], ["key", "new"], ["trust", "add", "x"], ["seal"], ["seal", "x", "-o", "y"],
        ["seal", "x", "-o", "y", "--prepare", "--key", "z"],
        ["seal", "-o", "y", "--finish", "x", "--from", "1"],
        ["seal", "-o", "y", "--finish", "x", "--withhold", "replay/1"],
        ["seal", "x", "-o", "y", "--key", "z", "--withhold", "replay"], ["log", "commit", "x"],
        ["run", "init", "x", "--disclosure-budget", "3"],
        ["run", "init", "x", "--disclosure", "replay", "--disclosure-budget", "-3"],
        ["accept", "x", "--trust", "y", "--key", "k"], ["accept", "x", "--trust", "y", "-o", "r"],
        ["accept", "x", "--trust", "y", "--key", "k", "-o", "r", "--add", "s"],
        ["accept", "x", "--trust", "y", "--key", "k", "-o", "r", "--accepted-at", "t"],
        ["accept", "x", "--trust", "y", "--key", "k", "--key", "l", "-o", "r"],
        ["accept", "x", "--trust", "y", "--key", "k", "--with", "s"],
        ["accept", "x", "--trust", "y", "--key", "k", "-o", "r", "--estimate"], ["receipt", "check"],
        ["receipt", "check", "x"],
        ["sign"], ["no-such-command"], ["verify", "--no-such-option"],
    ]

    @Test("a wrong command line gives 64", arguments: Effort.kinds(wrong) { $0.first })
    func usage(_ arguments: [String]) throws {
        let outcome = try Command.run(Built.path("bulla"), arguments)
        // Alone, the program shows its help.
        #expect(outcome.status == (arguments.isEmpty ? 0 : 64), "\(outcome)")
        #expect(arguments.isEmpty || (outcome.output.isEmpty && !outcome.messages.isEmpty))
    }

    @Test("inspect shows what a bundle says of itself, and refuses what is none")
    func inspect() throws {
        let golden = try Golden(1)
        let outcome = try Command.bulla("inspect", Self.bundle)
        #expect(outcome.status == 0 && outcome.output.hasPrefix("not verified: "))
        #expect(outcome.output.contains(golden.manifest.hex) && outcome.output.contains(golden.root.hex))
        let bytes = Array(try Command.bulla("inspect", Self.bundle, "--json").output.utf8)
        var json = try JSONObject(JSON(parsing: bytes, limits: .manifest), path: "")
        #expect(try json.digest("manifest") == golden.manifest)
        #expect(try json.integer("blocks") == golden.blocks.count)
        let refused = try Command.bulla("inspect", Golden.trust)
        #expect(refused.status == 1 && refused.output == "" && refused.messages.contains("xz-not-xz"))
    }

    @Test(
        "extract gives a member's very bytes, once",
        arguments: [
            "README.txt", "manifest.json", "data/run/run.json", "data/log/checkpoint", "data/evidence/b",
        ]
    )
    func extract(_ name: String) throws {
        let scratch = try ScratchFolder()
        let member = try #require(try Golden(1).members.first { $0.name == name })
        let path = "\(scratch.path)/member"
        #expect(try Command.bulla("extract", Self.bundle, name, "-o", path).status == 0)
        let bytes = try File.contents(of: path, limit: 1 << 20)
        #expect(SHA256.hash(bytes) == member.sha256)
        #expect(try Command.bulla("extract", Self.bundle, name).bytes == bytes)
        #expect(try Command.bulla("extract", Self.bundle, name, "-o", path).status == 2)
    }

    @Test("spec lists and prints the documents")
    func spec() throws {
        let names = try Command.bulla("spec").lines.map(String.init)
        #expect(names.contains("verify.py") && names.contains("bundle-v1.md"))
        let page = try File.contents(of: "\(Vectors.packageRoot)/Formats/verify.py", limit: 1 << 20)
        #expect(try Array(Command.bulla("spec", "verify.py").output.utf8) == page)
    }

    // MARK: Several bundles, and digests from elsewhere

    @Test("several bundles get a verdict each, and the status of the worst")
    func several() throws {
        let scratch = try ScratchFolder()
        let changed = "\(scratch.path)/changed"
        var bytes = try File.contents(of: Self.bundle, limit: 1 << 24)
        bytes[bytes.count / 2] ^= 1
        try AtomicFile.write(bytes, to: changed)
        let other = Golden.bundle(2)
        for (paths, verdicts, status) in [
            ([Self.bundle, other], ["accepted", "accepted"], Int32(0)),
            (["/nowhere", Self.bundle], ["incomplete", "accepted"], 2),
            ([changed, "/nowhere", other], ["rejected", "incomplete", "accepted"], 1),
        ] {
            let outcome = try verify(paths[0], Array(paths.dropFirst()) + ["--quiet"])
            #expect(outcome.status == status, "\(outcome)")
            #expect(outcome.lines.map(String.init) == zip(paths, verdicts).map { "\($0): \($1)" })
        }
        let long = try verify(Self.bundle, [other])
        #expect(long.lines.contains { $0 == "\(other): accepted" } && long.lines.count > 20)
        let json = try verify(Self.bundle, [other, "--json"])
        let names = try json.lines.map { line in try JSON(canonical: Array(line.utf8), limits: .document) }
        #expect(names.count == 2)
        for option in [["--keep", "kept"], ["--report", "r.json"], ["--custody", "c"], ["--estimate"]] {
            let outcome = try verify(Self.bundle, [other] + option)
            #expect(outcome.status == 64 && outcome.messages.contains(option[0]), "\(outcome)")
        }
    }

    @Test("a file that is not the one that was named is rejected before anything in it is read")
    func digest() throws {
        let bytes = try File.contents(of: Self.bundle, limit: 1 << 24)
        let right = SHA256.hash(bytes).hex
        let named = try verify(Self.bundle, ["--digest", right])
        #expect(named.status == 0 && named.output.contains("the SHA-256 that was given"), "\(named)")
        // Without the digest the same file is accepted: it is the check that rejects.
        let wrong = try verify(Golden.bundle(2), ["--digest", right])
        #expect(wrong.status == 1 && wrong.output.contains("file-digest"), "\(wrong)")
        #expect(try verify(Golden.bundle(2), []).status == 0)
        let short = try verify(Self.bundle, ["--digest", String(right.dropLast())])
        #expect(short.status == 64, "\(short)")
        let few = try verify(Self.bundle, [Golden.bundle(2), "--digest", right])
        #expect(few.status == 64 && few.messages.contains("one for each bundle"), "\(few)")
    }

    private func verify(_ bundle: String, _ more: [String]) throws -> Outcome {
        let fixed = ["verify", bundle] + more + ["--trust", Golden.trust, "--at", Golden.time]
        return try Command.run(Built.path("bulla-verify"), fixed)
    }

    // MARK: Names that are no text

    @Test("a file is opened by its bytes and shown with escapes; text that is no text is wrong usage")
    func latin1() throws {
        let scratch = try ScratchFolder()
        let script = """
            set -e; cd \(scratch.path); n=$(printf 'w\\366che'); cp \(Golden.trust) "$n"
            \(Built.path("bulla")) trust fingerprint "$n" >/dev/null
            \(Built.path("bulla")) trust init -o "$n.json"
            \(Built.path("bulla")) inspect "$n.none" 2>&1 || echo "status $?"
            \(Built.path("bulla")) key new --name "$n" -o x.key 2>&1 || echo "status $?"
            \(Built.path("bulla")) "trust" show --file="$n" 2>&1 || echo "status $?"
            """
        let outcome = try Command.run("/bin/sh", ["-c", script])
        #expect(outcome.output.contains(#"w\xf6che.json: version 1"#), "\(outcome)")
        #expect(outcome.output.contains(#"w\xf6che.none"#) && outcome.output.contains("status 2"))
        #expect(outcome.output.contains(#"argument 4 is not UTF-8: w\xf6che"#), "\(outcome)")
        #expect(outcome.lines.count { $0 == "status 64" } == 2 && !outcome.output.contains("\u{10f7f6}"))
        #expect(!Folder.hasEntry("\(scratch.path)/x.key"))
        let names = try Folder.entries(in: scratch.path).map(\.description)
        #expect(names == [#"w\xf6che"#, #"w\xf6che.json"#])
    }
}
