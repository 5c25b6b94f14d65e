import Bytes
import Glibc
import TestSupport
import Testing

/// From commitments to openings, by commands alone.
@Suite("Openings by command")
struct OpeningCommandTests {
    /// A run of real training whose openings stay with the producer, drawn and challenged.
    private struct Story {
        let audience: AuditCommandTests.Audience
        let bundle: String
        let planned: Outcome
        var ceremony: Ceremony { audience.ceremony }
        var challenge: String { ceremony.file("week1.challenge.json") }
        var response: String { ceremony.file("week1.response") }

        /// Trains and seals, and gives what became of the plan.
        init(planning budget: Int) throws {
            audience = try AuditCommandTests.Audience()
            let ceremony = audience.ceremony
            try ceremony.train(steps: 40, ["--disclosure-budget", "\(budget)"])
            bundle = ceremony.file("week1.bulla.tar.xz")
            try ceremony.done(
                line: """
                    seal \(ceremony.run) --key \(ceremony.key(1)) -o \(bundle) --withhold replay/1 \
                    --sealed-at \(Ceremony.sealedAt)
                    """
            )
            planned = try audience.plan(of: bundle, at: audience.file, ["--openings", "replay/1"])
        }

        /// The same as far as the draw.
        init(budget: Int) throws {
            try self.init(planning: budget)
            try #require(planned.status == 0, "\(planned)")
            try #require(audience.commit("Ida", "Wim", "Wanda").status == 0)
            try #require(
                audience.draw(["Ida", "Wim", "Wanda"], "--dice", AuditCommandTests.dice).status == 0
            )
        }

        func ask() throws -> Outcome {
            try audience.audit(
                line: """
                    challenge \(bundle) --plan \(audience.file) --trust \(ceremony.trust) \
                    -o \(challenge) --at \(AuditCommandTests.drawn)
                    """
            )
        }

        func answer(_ more: String..., to output: String? = nil) throws -> Outcome {
            try Command.run(
                Built.path("bulla"),
                [
                    "audit", "respond", ceremony.run, challenge, "--bundle", bundle, "--trust",
                    ceremony.trust, "--key", ceremony.key(1), "-o", output ?? response, "--at",
                    AuditCommandTests.drawn,
                ] + more
            )
        }

        func verify(_ more: String...) throws -> Outcome {
            try Command.run(
                Built.path("bulla"),
                [
                    "verify", bundle, "--trust", ceremony.trust, "--first", "--plan", audience.file, "--at",
                    AuditCommandTests.drawn,
                ] + more
            )
        }

        var ledger: String { "\(ceremony.run)/disclosures.jsonl" }
    }

    @Test("the whole way: challenge, respond, verify; the ledger knows, and a second answer costs nothing")
    func whole() throws {
        let story = try Story(budget: 100)
        let unanswered = try story.verify()
        #expect(unanswered.status == 1 && unanswered.output.contains("opening-missing"), "\(unanswered)")
        let asked = try story.ask()
        #expect(asked.status == 0 && asked.output.contains("openings"), "\(asked)")
        let answered = try story.answer()
        #expect(answered.status == 0, "\(answered)")
        let verified = try story.verify("--response", story.response)
        #expect(verified.status == 0 && verified.output.contains("replay/1"), "\(verified)")
        let lines = try File.contents(of: story.ledger, limit: 1 << 20)
        #expect(try story.answer(to: story.ceremony.file("again")).status == 0)
        #expect(try File.contents(of: story.ledger, limit: 1 << 20) == lines)
        #expect(verified.output.contains("the ledger of disclosures has "), "\(verified)")
        let against = try story.audience.audit("ledger", story.ceremony.run, "--response", story.response)
        #expect(against.status == 0 && against.output.contains("agrees, after"), "\(against)")
        // Cut back by its last line, with another last line, and gone: each is not what was signed.
        let cut = Array(lines.dropLast().prefix(through: lines.dropLast().lastIndex(of: 0x0a) ?? 0))
        var other = lines
        // The last digit of the last line's digest.
        other[lines.count - 4] =
            other[lines.count - 4] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
        for bytes in [cut, other, []] {
            try AtomicFile.write(bytes, to: story.ledger)
            let rolled = try story.audience.audit("ledger", story.ceremony.run, "--response", story.response)
            #expect(
                rolled.status == 1 && rolled.output.contains("rejected: ledger-rolled-back: "),
                "\(rolled)"
            )
            #expect(try story.audience.audit("ledger", story.ceremony.run).status == 0, "the knock-out")
        }
        // A run without a ledger: asking creates none.
        #expect(unlink(story.ledger) == 0)
        #expect(try story.audience.audit("ledger", story.ceremony.run).output.contains("0 of 100"))
        #expect(!Folder.hasEntry(story.ledger))
        try AtomicFile.write(lines, to: story.ledger)
        let shown = try story.audience.audit("ledger", story.ceremony.run)
        #expect(shown.status == 0 && shown.output.contains("of 100 commitments were opened"), "\(shown)")
    }

    @Test("nothing is opened, and nothing written, for a challenge that the draw does not give")
    func grinding() throws {
        let story = try Story(budget: 100)
        try #require(story.ask().status == 0)
        let honest = String(decoding: try File.contents(of: story.challenge, limit: 1 << 24), as: UTF8.self)
        let entries = honest.split(separator: "},{", omittingEmptySubsequences: false)
        try #require(entries.count > 2)
        // Without its second opening; the same twice; another pick; another kind; another size.
        let less = ([entries[0]] + entries.dropFirst(2)).joined(separator: "},{")
        let twice = ([entries[0], entries[1]] + entries.dropFirst(1)).joined(separator: "},{")
        let pick = honest.replacing(#""pick":"#, with: #""pick":1"#, maxReplacements: 1)
        let kind = honest.replacing("replay/1", with: "replay/2")
        let size = honest.replacing(#""size":"#, with: #""size":1"#, maxReplacements: 1)
        for text in [less, twice, pick, kind, size] {
            try AtomicFile.write(Array(text.utf8), to: story.challenge)
            let refused = try story.answer()
            #expect([1, 2].contains(refused.status), "\(refused)")
            #expect(!Folder.hasEntry(story.response) && !Folder.hasEntry(story.ledger))
        }
        // Knock-out: the honest challenge is answered.
        try AtomicFile.write(Array(honest.utf8), to: story.challenge)
        #expect(try story.answer().status == 0)
    }

    @Test("the budget of run.json is a wall: a plan beyond it is refused when it is made")
    func budget() throws {
        let beyond = try Story(planning: 3)
        #expect(beyond.planned.status != 0, "\(beyond.planned)")
        #expect(beyond.planned.messages.contains("plan-budget"), "\(beyond.planned)")
        #expect(!Folder.hasEntry(beyond.audience.file))
    }

    @Test("a ledger that was cut off in its last line goes on; one that was changed stops everything")
    func ledger() throws {
        let story = try Story(budget: 100)
        try #require(story.ask().status == 0)
        try #require(story.answer().status == 0)
        let whole = try File.contents(of: story.ledger, limit: 1 << 20)
        try AtomicFile.write(whole.dropLast(9), to: story.ledger)
        #expect(try story.answer(to: story.ceremony.file("torn")).status == 0)
        #expect(try File.contents(of: story.ledger, limit: 1 << 20) == whole)
        var changed = whole
        changed[10] ^= 1
        try AtomicFile.write(changed, to: story.ledger)
        let refused = try story.answer(to: story.ceremony.file("changed"))
        #expect(refused.status == 2 && refused.messages.contains("disclosure-ledger"), "\(refused)")
        #expect(!Folder.hasEntry(story.ceremony.file("changed")))
    }
}
