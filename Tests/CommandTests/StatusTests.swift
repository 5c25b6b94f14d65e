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
}
