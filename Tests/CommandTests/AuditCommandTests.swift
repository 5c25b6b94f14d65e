import Audit
import Bytes
import TestSupport
import Testing

/// From a sealed bundle to a drawn sample, by commands alone.
@Suite("Audits by command")
struct AuditCommandTests {
    static let planned = "2026-06-02T09:00:00Z"
    static let drawn = "2026-06-02T10:00:00Z"
    static let dice = "31415 92653 58979 32384"

    /// A ceremony's people beside the exporter: an inspector and two witnesses.
    struct Audience {
        let ceremony: Ceremony
        var file: String { ceremony.file("week1.audit.json") }

        init() throws {
            ceremony = try Ceremony()
            for (name, role) in [("Ida", "inspector"), ("Wim", "witness"), ("Wanda", "witness")] {
                try ceremony.done("key", "new", "--name", name, "-o", key(name), "--no-password")
                try ceremony.done(
                    line: """
                        trust add \(ceremony.trust) --person \(name) --role \(role) \
                        --key \(ceremony.file("\(name).pub"))
                        """
                )
            }
        }

        func key(_ name: String) -> String { ceremony.file("\(name).key") }

        func audit(_ command: String, _ arguments: String...) throws -> Outcome {
            try Command.run(Built.path("bulla"), ["audit", command] + arguments)
        }

        func audit(line: CommandWords) throws -> Outcome {
            try Command.run(Built.path("bulla"), ["audit"] + line.words)
        }

        /// Plans for a bundle of so many steps.
        func plan(steps: Int, _ more: String...) throws -> (bundle: String, outcome: Outcome) {
            try ceremony.record(steps: 1...steps)
            let bundle = try ceremony.seal()
            return (bundle, try plan(of: bundle, at: file, more))
        }

        func plan(of bundle: String, at path: String, _ more: [String]) throws -> Outcome {
            let fixed = ["audit", "plan", bundle, "--trust", ceremony.trust, "-o", path]
            return try Command.run(Built.path("bulla"), fixed + ["--at", AuditCommandTests.planned] + more)
        }

        func commit(_ names: String...) throws -> Outcome {
            try sign(["audit", "commit", file, "--trust", ceremony.trust], names, AuditCommandTests.planned)
        }

        func draw(_ names: [String], _ more: String..., at time: String = AuditCommandTests.drawn) throws
            -> Outcome
        {
            try sign(["audit", "draw", file, "--trust", ceremony.trust] + more, names, time)
        }

        private func sign(_ command: [String], _ names: [String], _ time: String) throws -> Outcome {
            let keys = names.flatMap { ["--key", key($0)] }
            return try Command.run(Built.path("bulla"), command + keys + ["--at", time])
        }

        var bytes: [UInt8] { get throws { try File.contents(of: file, limit: 1 << 20) } }
    }

    @Test("the whole way: plan, sign, throw, sign, show")
    func whole() throws {
        let audience = try Audience()
        let (bundle, planned) = try audience.plan(steps: 400)
        #expect(planned.status == 0, "\(planned)")
        #expect(planned.output.hasPrefix("not verified: "))
        #expect(planned.output.contains("asks       180 of 400 steps, no failure allowed"), "\(planned)")
        #expect(planned.output.contains("want 1") && planned.output.contains("ida"))
        #expect(planned.output.contains("next       bulla audit commit \(audience.file) --key KEY"))

        let first = try audience.commit("Ida")
        #expect(first.status == 0 && first.output.contains("inspectors ida"), "\(first)")
        #expect(first.output.contains("plan-witnesses") && first.output.contains("wanda, wim"))
        #expect(try audience.draw(["Ida"], "--dice", Self.dice).status == 2)
        let second = try audience.commit("Wim", "Wanda")
        #expect(second.output.contains("next       bulla audit draw"), "\(second)")
        #expect(try audience.commit("Wim").output.contains("already signed"))

        let draw = try audience.draw(["Ida"], "--dice", Self.dice)
        #expect(draw.status == 0 && draw.output.contains("dice       31415926535897932384"), "\(draw)")
        #expect(draw.output.contains("draw-signer-missing: wim"))
        #expect(try audience.audit("show", audience.file, "--trust", audience.ceremony.trust).status == 1)
        let last = try audience.draw(["Wim", "Wanda"])
        #expect(last.status == 0 && !last.output.contains("missing"), "\(last)")
        #expect(last.output.contains("next       bulla verify BUNDLE"))
        try check(audience, last.output, bundle)
    }

    /// What is printed can be done again by hand, and the file holds the sample that is shown.
    private func check(_ audience: Audience, _ output: String, _ bundle: String) throws {
        let ceremony = try Audit.Ceremony(canonical: audience.bytes)
        let picks = try #require(ceremony.draws.first).picks
        let shown = try audience.audit("show", audience.file, "--picks")
        #expect(shown.lines.map(String.init) == picks.map { "\($0)" } && picks.count == 180)
        let line = try #require(output.split(separator: "\n").first { $0.contains("printf") })
        let command = try #require(line.split(separator: "by hand ").last)
        let digest = try Command.tool("sh", "-c", "\(command) | cut -c 1-64")
        let expected = SHA256.hash(Array("\(ceremony.draws[0].seed),1".utf8))
        #expect(digest.output == "\(expected)\n")
        let json = try audience.audit(
            line: "show \(audience.file) --trust \(audience.ceremony.trust) --json --picks --at \(Self.drawn)"
        )
        #expect(json.status == 0, "\(json)")
        var state = try JSONObject(JSON(parsing: json.bytes, limits: .document), path: "")
        #expect(try state.strings("witnesses") == ["wanda", "wim"])
        #expect(try state.array("faults").isEmpty)
        #expect(try state.digest("plan") == ceremony.planned.digest)
        var strata = try state.objects("strata")
        #expect(try strata[0].array("picks") == picks.map { .number($0) })
        #expect(try BundleDigest.manifest(of: bundle) == ceremony.planned.manifest)
    }

    @Test("nothing is replaced by something else, and nothing comes out of its turn")
    func order() throws {
        let audience = try Audience()
        let (bundle, _) = try audience.plan(steps: 30)
        let plan = try audience.bytes
        let again = try audience.plan(of: bundle, at: audience.file, [])
        #expect(again.status == 2 && again.messages.contains("already exists"))
        #expect(try audience.bytes == plan)
        _ = try audience.commit("Ida", "Wim", "Wanda")
        let cases: [(Outcome, String)] = [
            (try audience.draw(["Ida"]), "got nothing, want 20 decimal digits"),
            (try audience.draw(["Ida"], "--dice", "3141592653589793238"), "got 19 decimal digits"),
            (try audience.draw(["Ida"], "--dice", "314159265358979323846"), "got 21 decimal digits"),
            (
                try audience.draw(["Ida"], "--beacon-value", String(repeating: "0", count: 64)),
                "got a beacon's value"
            ),
            (
                try audience.draw(["Ida"], "--dice", Self.dice, at: "2026-06-02T08:59:59Z"),
                "the time of the plan, or later"
            ),
            (
                try audience.audit(
                    line: "reveal \(audience.file) --secret /no/secret --key \(audience.ceremony.key(1))"
                ),
                "not a two-way audit"
            ),
        ]
        for (outcome, words) in cases {
            #expect(outcome.status == 2 && outcome.messages.contains(words), "\(outcome)")
        }
        #expect(try audience.draw(["Ida"], "--dice", Self.dice).status == 0)
        let drawn = try audience.bytes
        let late = try audience.commit("Wim")
        #expect(late.status == 2 && late.messages.contains("already drawn"))
        let other = try audience.draw(["Wim"], "--dice", "00000 00000 00000 00000")
        #expect(other.status == 2 && other.messages.contains("cannot be changed"))
        #expect(try audience.bytes == drawn)
        #expect(try audience.draw(["Wim"], "--dice", "31415926535897932384").status == 0)
    }

    @Test("a sample below the exact size is refused with that size, a larger one is taken")
    func sizes() throws {
        let audience = try Audience()
        let (bundle, small) = try audience.plan(steps: 400, "--sample", "179")
        #expect(small.status == 2 && small.messages.contains("got 179, want 180 to 400"), "\(small)")
        #expect(try audience.plan(of: bundle, at: audience.file, ["--sample", "401"]).status == 2)
        #expect(try audience.plan(of: bundle, at: audience.file, ["--sample", "180"]).status == 0)
        func asks(_ name: String, _ more: String...) throws -> AuditPlan {
            let path = audience.ceremony.file(name)
            let outcome = try audience.plan(of: bundle, at: path, more)
            guard outcome.status == 0 else { throw Ceremony.Failed(description: "\(outcome)") }
            return try Audit.Ceremony(canonical: File.contents(of: path, limit: 1 << 20)).planned
        }
        let finer = try asks("finer", "--good-rate", "99.5", "--confidence", "90.25", "--allowed", "1")
        #expect(finer.goodRate == 9_950 && finer.confidence == 9_025 && finer.allowed == 1)
        let parts = try asks("parts", "--strata", "3", "--witnesses", "0", "--dice-digits", "30")
        #expect(parts.strata.map(\.last) == [134, 267, 400] && parts.witnesses == 0)
        #expect(parts.randomness == .dice(digits: 30))
        let beacon = try asks("beacon", "--beacon", "drand.quicknet", "--round", "12")
        #expect(beacon.randomness == .beacon(name: "drand.quicknet", round: 12))
        let refused = try audience.plan(
            of: bundle,
            at: audience.ceremony.file("opened"),
            ["--openings", "replay/1"]
        )
        #expect(refused.status == 2 && refused.messages.contains("plan-budget"), "\(refused)")
    }

    @Test("plans name the one before, and a second one of the same bundle says why")
    func chain() throws {
        let audience = try Audience()
        let (bundle, _) = try audience.plan(steps: 30)
        let second = audience.ceremony.file("second")
        let before = ["--previous-plan", audience.file]
        let silent = try audience.plan(of: bundle, at: second, before)
        #expect(silent.status == 2 && silent.messages.contains("want extension or redraw"), "\(silent)")
        #expect(try audience.plan(of: bundle, at: second, ["--purpose", "redraw"]).status == 2)
        #expect(try audience.plan(of: bundle, at: second, before + ["--purpose", "redraw"]).status == 0)
        let plans = try [audience.file, second].map {
            try Audit.Ceremony(canonical: File.contents(of: $0, limit: 1 << 20)).planned
        }
        #expect(plans[1].round == 2 && plans[1].previousPlan == plans[0].digest)
        #expect(plans[0].round == 1 && plans[0].previousPlan == nil)
        // The next bundle starts again at 1, and still names the last plan.
        try audience.ceremony.record(steps: 31...40)
        let next = audience.ceremony.file("next.bulla.tar.xz")
        try audience.ceremony.done(
            line: """
                seal \(audience.ceremony.run) --key \(audience.ceremony.key(1)) --after \(bundle) \
                -o \(next)
                """
        )
        let third = audience.ceremony.file("third")
        #expect(try audience.plan(of: next, at: third, ["--previous-plan", second]).status == 0)
        let plan = try Audit.Ceremony(canonical: File.contents(of: third, limit: 1 << 20)).planned
        #expect(plan.round == 1 && plan.previousPlan == plans[1].digest)
    }

    @Test("two ways: the exporter reveals between plan and draw")
    func twoWay() throws {
        let audience = try Audience()
        let secret = SHA256.hash(Array("secret".utf8))
        let plan = AuditPlan(
            of: AuditedSegment(
                manifest: .zero,
                origin: "lab.example/run/1",
                segment: Segment(run: .zero, from: 0, to: 30, root: .zero),
                population: 20,
                commitment: .init(leaf: 3, digest: SHA256.hash(secret.bytes))
            ),
            plannedAt: try Timestamp(Self.planned),
            randomness: .dice(digits: 20),
            strata: [.init(first: 1, last: 20, sample: 20)]
        )
        try AtomicFile.write(Audit.Ceremony(planning: plan).canonicalBytes, to: audience.file)
        let path = audience.ceremony.file("secret")
        func reveal(_ text: String) throws -> Outcome {
            try AtomicFile.write(Array(text.utf8), to: path)
            return try audience.audit(
                line: """
                    reveal \(audience.file) --secret \(path) --key \(audience.ceremony.key(1)) \
                    --trust \(audience.ceremony.trust) --at \(Self.planned)
                    """
            )
        }
        #expect(try reveal("\(secret)\n").messages.contains("nobody has signed"))
        _ = try audience.commit("Ida")
        #expect(try reveal("\(secret)\n").messages.contains("plan-witnesses"))
        let ready = try audience.commit("Wim", "Wanda")
        #expect(ready.output.contains("next       bulla audit reveal"), "\(ready)")
        let early = try audience.draw(["Ida"], "--dice", Self.dice)
        #expect(early.status == 2 && early.messages.contains("reveal-missing"), "\(early)")
        #expect(try reveal("\(secret)").status == 2)
        let done = try reveal("\(secret)\n")
        #expect(done.status == 0 && done.output.contains("\(SHA256.hash(secret.bytes))"), "\(done)")
        #expect(try reveal("\(Digest.zero)\n").messages.contains("a different secret"))
        #expect(try audience.draw(["Ida", "Wim", "Wanda"], "--dice", Self.dice).status == 0)
        #expect(try reveal("\(secret)\n").status == 2)
        let finished = try Audit.Ceremony(canonical: audience.bytes)
        #expect(finished.drawn?.secret == secret)
    }

    @Test("a secret is held against the bundle that committed to it")
    func revealToABundle() throws {
        let audience = try Audience()
        let ceremony = audience.ceremony
        try ceremony.train(steps: 4)
        try ceremony.done("log", "commit", ceremony.run, "-o", ceremony.file("secret"))
        try AtomicFile.write(Array("\(Digest.zero)\n".utf8), to: ceremony.file("other"))
        let bundle = try ceremony.seal()
        try #require(audience.plan(of: bundle, at: audience.file, []).status == 0)
        _ = try audience.commit("Ida", "Wim", "Wanda")
        func reveal(_ secret: String, to bundle: String) throws -> Outcome {
            try audience.audit(
                line: """
                    reveal \(audience.file) --secret \(ceremony.file(secret)) --key \(ceremony.key(1)) \
                    --bundle \(bundle)
                    """
            )
        }
        let before = try audience.bytes
        let wrong = try reveal("other", to: bundle)
        #expect(wrong.status == 2 && wrong.messages.contains("got a secret with SHA-256"), "\(wrong)")
        let nowhere = try reveal("secret", to: Golden.bundle(1))
        #expect(nowhere.status == 2 && nowhere.messages.contains("has no commitment"), "\(nowhere)")
        #expect(try audience.bytes == before)
        #expect(try reveal("secret", to: bundle).status == 0)
    }

    @Test(
        "a wrong command line gives 64",
        arguments: [
            ["plan", "x"], ["plan", "x", "--trust", "y", "-o", "z", "--beacon", "a"],
            ["plan", "x", "--trust", "y", "-o", "z", "--confidence", "100"],
            ["plan", "x", "--trust", "y", "-o", "z", "--good-rate", "99.555"],
            ["plan", "x", "--trust", "y", "-o", "z", "--good-rate", ".5"],
            ["plan", "x", "--trust", "y", "-o", "z", "--strata", "0"],
            ["plan", "x", "--trust", "y", "-o", "z", "--purpose", "fun"],
            ["plan", "x", "--trust", "y", "-o", "z", "--openings-due", "2026-06-08T00:00:00Z"],
            ["commit", "x"], ["reveal", "x", "--key", "y"], ["draw", "x", "--key", "y"],
            ["draw", "x", "--trust", "t", "--key", "y", "--dice", "12a"],
            ["draw", "x", "--trust", "t", "--key", "y", "--dice", "1", "--beacon-value", "2"],
            ["draw", "x", "--trust", "t", "--key", "y", "--beacon-value", "2"], ["show"],
        ]
    )
    func usage(_ arguments: [String]) throws {
        let outcome = try Command.run(Built.path("bulla"), ["audit"] + arguments)
        #expect(outcome.status == 64 && outcome.output.isEmpty, "\(outcome)")
    }
}

/// The manifest's digest, as `bulla inspect` prints it.
private enum BundleDigest {
    static func manifest(of bundle: String) throws -> Digest {
        let bytes = try Command.bulla("inspect", bundle, "--json").bytes
        var json = try JSONObject(JSON(parsing: bytes, limits: .manifest), path: "")
        return try json.digest("manifest")
    }
}
