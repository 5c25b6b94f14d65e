import Bytes
import TestSupport
import Testing

/// Accepting and checking by running the programs.
@Suite("Accepting from the command line")
struct AcceptTests {
    /// A sealed run, and inspectors whom the trust file knows.
    struct Desk {
        static let time = "2026-06-01T12:00:00Z"

        let ceremony: Ceremony
        let bundle: String
        var receipt: String { ceremony.file("week1.receipt.dsse.json") }
        var report: String { ceremony.file("week1.report.json") }

        init(inspectors: Int = 1, wanted: Int = 1) throws {
            ceremony = try Ceremony()
            try ceremony.record(steps: 1...5)
            bundle = try ceremony.seal("week1")
            for number in 1...inspectors {
                try newKey("inspector\(number)", person: "Inspector \(number)", role: "inspector")
            }
            try wantInspectors(wanted)
        }

        func key(_ name: String) -> String { ceremony.file("\(name).key") }

        func newKey(_ name: String, person: String, role: String) throws {
            let pub = ceremony.file("\(name).pub")
            try ceremony.done("key", "new", "--name", person, "-o", key(name), "--no-password")
            try ceremony.done(
                line: "trust add \(ceremony.trust) --person \(person) --role \(role) --key \(pub)"
            )
        }

        /// No command sets a threshold in a file that is there, so the file is changed as an editor would.
        private func wantInspectors(_ count: Int) throws {
            guard count > 1 else { return }
            let text = String(
                decoding: try File.contents(of: ceremony.trust, limit: 1 << 20),
                as: UTF8.self
            )
            let exporter = #"{"count":1,"role":"exporter"}"#
            let changed = text.replacing(
                exporter,
                with: #"\#(exporter),{"count":\#(count),"role":"inspector"}"#
            )
            try AtomicFile.write(Array(changed.utf8), to: ceremony.trust)
        }

        func setPolicy(_ acceptance: String) throws {
            let policy = ceremony.file("policy.json")
            let text =
                #"{"acceptance":\#(acceptance),"proofs":["attested/1"],"require_mldsa87":false,"#
                + #""rewinds_maximum":16,"sample_minimum":0,"sessions":["software"]}"#
            try AtomicFile.write(Array(text.utf8), to: policy)
            try ceremony.done("trust", "policy", ceremony.trust, "--set", policy)
        }

        func accept(_ more: String..., keys: [String] = ["inspector1"], of bundle: String? = nil) throws
            -> Outcome
        {
            let keys = keys.flatMap { ["--key", key($0)] }
            return try Command.run(
                Built.path("bulla"),
                ["accept", bundle ?? self.bundle, "--trust", ceremony.trust] + keys + more
            )
        }

        /// Accepts what should be accepted.
        func accepted(_ more: String...) throws {
            let fixed = ["-o", receipt, "--first", "--at", Self.time]
            let outcome = try Command.run(
                Built.path("bulla"),
                ["accept", bundle, "--trust", ceremony.trust, "--key", key("inspector1")] + fixed + more
            )
            guard outcome.status == 0 else { throw Ceremony.Failed(description: "\(outcome)") }
        }

        func check(_ more: String..., program: String = "bulla-verify") throws -> Outcome {
            try Command.run(
                Built.path(program),
                ["receipt", "check", receipt, "--trust", ceremony.trust, "--at", Self.time] + more
            )
        }
    }

    static func bytes(_ path: String) throws -> [UInt8] { try File.contents(of: path, limit: 1 << 24) }

    @Test("an accepted bundle gives a receipt that holds, its report, and the checkpoint")
    func accepts() throws {
        let desk = try Desk()
        let (kept, timing) = (desk.ceremony.file("kept"), desk.ceremony.file("week1.timing.json"))
        try desk.accepted("--keep", kept, "--timing", timing)
        for program in ["bulla", "bulla-verify"] {
            let bare = try desk.check(program: program)
            #expect(bare.status == 0 && bare.output.contains("accepted   week1"), "\(bare)")
            #expect(bare.output.contains("not compared: the report"))
        }
        let full = try desk.check("--report", desk.report, "--bundle", desk.bundle)
        #expect(full.status == 0 && !full.output.contains("not compared"), "\(full)")
        #expect(full.output.contains("every step was checked: 5 of 5 verify"))
        #expect(full.output.contains("SIMULATED") && full.output.contains("inspector-1; 1 wanted"))
        #expect(full.output.contains(SHA256.hash(try Self.bytes(desk.report)).hex))
        #expect(full.output.contains(SHA256.hash(try Self.bytes(desk.bundle)).hex))
        #expect(full.output.contains("timing     \(SHA256.hash(try Self.bytes(timing)))"))
        let plain = try Command.run(
            Built.path("bulla"),
            ["verify", desk.bundle, "--trust", desk.ceremony.trust, "--first", "--at", Desk.time, "--json"]
        )
        #expect(try plain.bytes == Self.bytes(desk.report), "the report is that of verify")
        #expect(Folder.hasEntry(kept))
    }

    @Test("a refusal says every reason, signs nothing, and leaves the report alone")
    func refuses() throws {
        let desk = try Desk()
        let kept = desk.ceremony.file("kept")
        let outcome = try desk.accept(
            "-o",
            desk.receipt,
            "--scope",
            "sample",
            "--sample",
            "2",
            "--seed",
            "12345678901234567890",
            "--keep",
            kept
        )
        #expect(outcome.status == 1, "\(outcome)")
        for code in ["accept-scope", "accept-continuity", "accept-ceremony"] {
            #expect(outcome.output.contains("refused: \(code): "), "\(code)")
        }
        #expect(Folder.hasEntry(desk.report) && !Folder.hasEntry(desk.receipt) && !Folder.hasEntry(kept))
        let quiet = try desk.accept("-o", desk.receipt, "--quiet")
        #expect(quiet.status == 1 && quiet.output == "refused\n", "\(quiet)")
        let json = try desk.accept("-o", desk.receipt, "--json")
        #expect(try json.bytes == Self.bytes(desk.report) && json.messages.contains("accept-continuity"))
        #expect(!Folder.hasEntry(desk.receipt))
    }

    @Test("a changed bundle, and one that cannot be read, get no receipt")
    func badBundles() throws {
        let desk = try Desk()
        let changed = desk.ceremony.file("changed.bulla.tar.xz")
        var bytes = try Self.bytes(desk.bundle)
        bytes[bytes.count / 2] ^= 1
        try AtomicFile.write(bytes, to: changed)
        let outcome = try desk.accept("-o", desk.receipt, "--first", of: changed)
        #expect(outcome.status == 1 && outcome.output.contains("refused: accept-verdict"), "\(outcome)")
        #expect(try desk.accept("-o", desk.receipt, "--first", of: "/nowhere").status == 2)
        #expect(!Folder.hasEntry(desk.receipt))
    }

    @Test("the policy of the trust file decides")
    func policy() throws {
        let desk = try Desk()
        func policy(_ custody: Bool, _ kind: String) -> String {
            #"{"ceremony":true,"confidence":9500,"coverage":[{"kind":"\#(kind)","rate":10000}],"#
                + #""custody":\#(custody),"good_rate":9900,"sample_rate":9900,"scope":"all","witnesses":2}"#
        }
        try desk.setPolicy(policy(true, "replay/1"))
        let strict = try desk.accept("-o", desk.receipt, "--first", "--scope", "log")
        for code in ["accept-scope", "accept-coverage", "accept-custody"] {
            #expect(strict.output.contains("refused: \(code): "), "\(code)")
        }
        #expect(strict.status == 1 && !strict.output.contains("accept-continuity"))
        try desk.setPolicy(policy(false, "attested/1"))
        try desk.accepted()
        let shown = try desk.ceremony.done("trust", "show", desk.ceremony.trust).output
        #expect(shown.contains("acceptance  every step, or a ceremony with 2 witnesses; scope all"))
        #expect(shown.contains("attested/1 on 100 % of the steps"))
    }

    @Test("a key that would not count is refused before the work, and a receipt is never replaced")
    func keys() throws {
        let desk = try Desk()
        try desk.newKey("witness", person: "Witness", role: "witness")
        let stranger = desk.ceremony.file("stranger.key")
        try desk.ceremony.done("key", "new", "--name", "S", "-o", stranger, "--no-password")
        for (name, reason) in [("witness", "role-missing"), ("stranger", "not in the trust file")] {
            let outcome = try desk.accept("-o", desk.receipt, "--first", keys: [name])
            #expect(outcome.status == 2 && outcome.messages.contains(reason), "\(outcome)")
            #expect(!Folder.hasEntry(desk.receipt) && !Folder.hasEntry(desk.report))
        }
        try desk.accepted()
        let again = try desk.accept("-o", desk.receipt, "--first")
        #expect(again.status == 2 && again.messages.contains("already exists"), "\(again)")
    }

    @Test("each of two inspectors writes a receipt, at a time of one's own, and both together count")
    func two() throws {
        let desk = try Desk(inspectors: 2, wanted: 2)
        try desk.accepted()
        let half = try desk.check()
        #expect(half.status == 1 && half.output.contains("rejected: receipt-unsigned: got 1 of 2"), "\(half)")
        let first = try Self.bytes(desk.receipt)
        let second = desk.ceremony.file("second.receipt.dsse.json")
        func with(_ more: String..., at time: String, keys: String = "inspector2") throws -> Outcome {
            try Command.run(
                Built.path("bulla"),
                ["accept", desk.bundle, "--trust", desk.ceremony.trust, "--first", "--with", desk.receipt]
                    + ["--at", time, "--key", desk.key(keys), "-o", second] + more
            )
        }
        let later = "2026-06-02T00:00:00Z"
        let scope = try with("--scope", "log", at: later)
        #expect(scope.status == 1 && scope.output.contains("refused: receipt-disagree: "), "\(scope)")
        let early = try with(at: "2026-06-01T11:59:59Z")
        #expect(early.status == 1 && early.output.contains("refused: receipt-later: "), "\(early)")
        let twice = try with(at: later, keys: "inspector1")
        #expect(twice.status == 2 && twice.messages.contains("already signed by"), "\(twice)")
        #expect(!Folder.hasEntry(second))
        let added = try with(at: later)
        #expect(added.status == 0 && added.output.contains("inspector-1, inspector-2; 2 wanted"), "\(added)")
        #expect(
            added.output.contains("accepted at \(Desk.time)") && added.output.contains("accepted at \(later)")
        )
        #expect(try Self.bytes(desk.receipt) == first)
        let reports = ["--report", desk.report, "--report", desk.ceremony.file("second.report.json")]
        let both = try Command.run(
            Built.path("bulla"),
            ["receipt", "check", desk.receipt, second, "--trust", desk.ceremony.trust, "--at", later]
                + ["--bundle", desk.bundle] + reports
        )
        #expect(both.status == 0 && both.output.contains("inspector-1, inspector-2; 2 wanted"), "\(both)")
        let one = try Command.bulla("receipt", "check", second, "--trust", desk.ceremony.trust)
        #expect(one.status == 1 && one.output.contains("got 1 of 2"), "\(one)")
    }

    @Test("where a key ended between two inspectors the second does not sign beside the first")
    func endBetween() throws {
        let desk = try Desk(inspectors: 2, wanted: 2)
        try desk.accepted()
        let trust = desk.ceremony.file("later.json")
        try AtomicFile.write(Self.bytes(desk.ceremony.trust), to: trust)
        try desk.ceremony.done(
            line: """
                trust retire \(trust) --key \(desk.ceremony.file("inspector1.pub")) \
                --at 2026-06-02T00:00:00Z --reason left --force
                """
        )
        func with(at time: String) throws -> Outcome {
            try Command.run(
                Built.path("bulla"),
                ["accept", desk.bundle, "--trust", trust, "--first", "--with", desk.receipt, "--at", time]
                    + ["--key", desk.key("inspector2"), "-o", desk.ceremony.file("second.receipt.dsse.json")]
            )
        }
        let after = try with(at: "2026-06-02T00:00:00Z")
        #expect(after.status == 1 && after.output.contains("refused: receipt-end-between: "), "\(after)")
        let before = try with(at: "2026-06-01T23:59:59Z")
        #expect(before.status == 0, "the knock-out: \(before)")
    }

    @Test("one person with two keys is not two inspectors")
    func onePerson() throws {
        let desk = try Desk(inspectors: 1, wanted: 2)
        try desk.newKey("again", person: "Inspector 1", role: "inspector")
        try desk.accepted()
        let other = desk.ceremony.file("again.receipt.dsse.json")
        let outcome = try desk.accept("-o", other, "--first", "--at", Desk.time, keys: ["again"])
        #expect(outcome.status == 0 && outcome.messages.contains("more inspectors needed"), "\(outcome)")
        let check = try Command.bulla("receipt", "check", desk.receipt, other, "--trust", desk.ceremony.trust)
        #expect(check.status == 1 && check.output.contains("got 1 of 2"), "\(check)")
    }

    @Test("a sample is accepted where a ceremony drew it, and not where somebody gave a seed")
    func ceremony() throws {
        let audience = try AuditCommandTests.Audience()
        let (bundle, _) = try audience.plan(steps: 400)
        _ = try audience.commit("Ida", "Wim", "Wanda")
        _ = try audience.draw(["Ida", "Wim", "Wanda"], "--dice", AuditCommandTests.dice)
        let receipt = audience.ceremony.file("week1.receipt.dsse.json")
        func accept(_ sample: String...) throws -> Outcome {
            let fixed = ["accept", bundle, "--trust", audience.ceremony.trust, "--first", "-o", receipt]
            let times = ["--at", AuditCommandTests.drawn]
            return try Command.run(
                Built.path("bulla"),
                fixed + times + ["--key", audience.key("Ida")] + sample
            )
        }
        let seed = try accept("--sample", "180", "--seed", "12345678901234567890")
        #expect(seed.status == 1 && seed.output.contains("refused: accept-ceremony: 180 of 400"), "\(seed)")
        #expect(!seed.output.contains("accept-population"), "\(seed)")
        let few = try accept("--sample", "100", "--seed", "12345678901234567890")
        #expect(few.status == 1 && few.output.contains("refused: accept-population"), "\(few)")
        let plan = try accept("--plan", audience.file)
        #expect(plan.status == 0, "\(plan)")
        let check = try Command.bulla(
            line: """
                receipt check \(receipt) --trust \(audience.ceremony.trust) \
                --report \(audience.ceremony.file("week1.report.json")) --bundle \(bundle)
                """
        )
        #expect(check.status == 0 && check.output.contains("\nplan       "), "\(check)")
        #expect(check.output.contains("drawn in a ceremony: 180 of 180 verify; 39"), "\(check)")
        #expect(check.output.contains("that every step is good: 220 were not checked"))
        let weeks = try Command.bulla(
            line: """
                audit status \(audience.ceremony.folder) --trust \(audience.ceremony.trust) \
                --at \(AuditCommandTests.drawn)
                """
        )
        #expect(weeks.output.contains("180 of 400") && weeks.output.contains("2026-06-02 ida"), "\(weeks)")
    }

    @Test("each thing that does not fit a receipt has its code")
    func mismatches() throws {
        let desk = try Desk()
        try desk.accepted()
        let file = desk.ceremony.file("other")
        var report = try Self.bytes(desk.report)
        report[report.count - 1] = 0x20
        try AtomicFile.write(report, to: file)
        let otherReport = try desk.check("--report", file)
        #expect(otherReport.status == 1 && otherReport.output.contains("rejected: receipt-other-report: "))
        let otherBundle = try desk.check("--bundle", Golden.bundle(1))
        #expect(otherBundle.status == 1 && otherBundle.output.contains("rejected: receipt-other-bundle: "))
        #expect(try desk.check("--bundle", desk.report).status == 1)
        #expect(try desk.check("--bundle", "/nowhere").status == 2)
        let seconds = desk.ceremony.file("trust-2.json")
        try AtomicFile.write(Self.bytes(desk.ceremony.trust), to: seconds)
        try desk.ceremony.done(
            line: """
                trust retire \(seconds) --key \(desk.ceremony.file("inspector1.pub")) \
                --at 2026-07-01T00:00:00Z --reason left --force
                """
        )
        func check(at time: String) throws -> Outcome {
            try Command.bulla("receipt", "check", desk.receipt, "--trust", seconds, "--at", time)
        }
        let before = try check(at: "2026-06-30T00:00:00Z")
        #expect(before.status == 0 && before.output.contains("warning: receipt-other-trust: "), "\(before)")
        let after = try check(at: "2026-07-02T00:00:00Z")
        #expect(after.status == 0 && after.output.contains("warning: receipt-key-ended: "), "\(after)")
    }

    @Test("no receipt with a changed byte is accepted")
    func flips() throws {
        let desk = try Desk()
        try desk.accepted()
        let good = try Self.bytes(desk.receipt)
        for index in stride(from: 0, to: good.count, by: 37) {
            var bytes = good
            bytes[index] ^= 1
            try AtomicFile.write(bytes, to: desk.receipt)
            #expect(try desk.check().status == 1, "byte \(index)")
        }
        try AtomicFile.write(good + [0x0a], to: desk.receipt)
        #expect(try desk.check().status == 1, "a byte more")
        try AtomicFile.write(good, to: desk.receipt)
        #expect(try desk.check().status == 0, "the knock-out")
    }
}
