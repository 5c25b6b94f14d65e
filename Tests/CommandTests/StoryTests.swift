import Bytes
import TestSupport
import Testing

/// One bundle through half a year: six people hand it over, keys end, trust rotates.
@Suite("A story with a moving clock")
struct StoryTests {
    /// What happened, in the order of the calendar; told once, so that tests change copies.
    private struct Story: Sendable {
        static let told = Result { try Story() }

        static let roles: [(String, [String])] = [
            ("Aline", ["authority"]), ("Boris", ["authority"]),
            ("Eva", ["exporter"]), ("Emil", ["exporter"]), ("Edda", ["exporter"]),
            ("Carl", ["custodian"]), ("Cora", ["custodian"]), ("Ivan", ["inspector"]),
            ("Arne", ["archivist"]),
            ("Wim", ["witness"]), ("Wanda", ["witness"]),
        ]

        let scratch: ScratchFolder
        /// The chain as it was after each version.
        private(set) var chains: [String] = []

        var trust: String { file("trust.json") }
        var bundle: String { file("week1.bulla.tar.xz") }
        var custody: String { file("week1.custody") }
        var note: String { file("week1.note") }

        func file(_ name: String) -> String { "\(scratch.path)/\(name)" }
        func key(_ name: String) -> String { file("\(name).key") }

        @discardableResult
        func run(_ arguments: [String], input: String = "") throws -> Outcome {
            let outcome = try Command.run(Built.path("bulla"), arguments, input: input)
            guard outcome.status == 0 else { throw Ceremony.Failed(description: "\(arguments): \(outcome)") }
            return outcome
        }

        init() throws {
            scratch = try ScratchFolder()
            try makeTrust()
            try seal()
            try handOver()
            try endKeys()
        }

        private mutating func makeTrust() throws {
            try run(["trust", "init", "-o", trust, "--threshold", "exporter=2", "--threshold", "authority=2"])
            for (name, roles) in Self.roles {
                try run(["key", "new", "--name", name, "-o", key(name), "--no-password"])
                let granted = roles.flatMap { ["--role", $0] }
                try run(["trust", "add", trust, "--person", name, "--key", file("\(name).pub")] + granted)
            }
            try run(["trust", "exclude", trust, "--roles", "exporter,inspector,witness"])
            try signTrust()
        }

        /// Two authorities sign the version, and everybody who wants keeps the chain as it is then.
        private mutating func signTrust() throws {
            let chain = file("trust.chain")
            try run(["trust", "sign", trust, "--chain", chain, "--key", key("Aline"), "--key", key("Boris")])
            chains.append(file("v\(chains.count + 1).chain"))
            try AtomicFile.write(File.contents(of: chain, limit: 1 << 24), to: chains[chains.count - 1])
        }

        private func seal() throws {
            let ceremony = try Ceremony()
            try ceremony.record(steps: 1...4)
            try run([
                "seal", ceremony.run, "--key", key("Eva"), "--key", key("Emil"), "-o", bundle, "--sealed-at",
                "2026-06-01T08:00:00Z",
            ])
            // A thief who got both keys later seals the same log anew, with the old date.
            try run([
                "seal", ceremony.run, "--key", key("Eva"), "--key", key("Emil"), "-o",
                file("forged.bulla.tar.xz"),
                "--sealed-at", "2026-06-01T08:00:01Z",
            ])
            try run([
                "log", "cosign", "--bundle", bundle, "--key", key("Wanda"), "--name", "wanda.example", "--at",
                "2026-06-02T09:00:00Z", "-o", file("one.note"),
            ])
            // Two exporters are wanted, so two people must have seen their signatures.
            try run([
                "log", "cosign", file("one.note"), "--bundle", bundle, "--key", key("Wim"), "--name",
                "wim.example",
                "--at", "2026-06-02T10:00:00Z", "-o", note,
            ])
        }

        /// An event of custody on a day of June; the first person acts.
        private func event(_ word: String, _ day: Int, _ people: [String], _ more: [String]) throws {
            let date = "2026-06-\(day < 10 ? "0" : "")\(day)T12:00:00Z"
            let keys = people.flatMap { ["--key", key($0)] }
            let witnesses = people.dropFirst().flatMap { ["--witness", $0.lowercased()] }
            let fixed = ["custody", word, custody, "--trust", trust, "--place", "LAB-1", "--at", date]
            try run(fixed + keys + witnesses + more)
        }

        private func handOver() throws {
            let intact = ["--seal", "intact"]
            try event(
                "open",
                1,
                ["Eva", "Wim"],
                ["--bundle", bundle, "--item", "SN-1:BOX/7:flash:64000000000", "--new-seal", "S-1"]
            )
            try event("release", 3, ["Eva", "Wim"], ["--to", "carl"] + intact)
            try event("receive", 4, ["Carl", "Wim"], ["--bundle", bundle] + intact)
            try event("release", 5, ["Carl", "Wim"], ["--to", "cora"] + intact)
            // The seal is broken when it arrives: Cora does not take it, and it gets a new one.
            try event(
                "receive",
                6,
                ["Cora", "Wim"],
                ["--seal", "broken", "--new-seal", "S-2", "--outcome", "rejected"]
            )
            try event("release", 7, ["Carl", "Wim"], ["--to", "cora"] + intact)
            try event("receive", 8, ["Cora", "Wim"], ["--bundle", bundle] + intact)
            try event("release", 10, ["Cora", "Wim"], ["--to", "ivan", "--purpose", "audit"] + intact)
            try event("receive", 11, ["Ivan", "Wim"], ["--bundle", bundle] + intact)
            try event("release", 20, ["Ivan", "Wim"], ["--to", "arne", "--purpose", "storage"] + intact)
            try event("receive", 21, ["Arne", "Wim"], ["--bundle", bundle] + intact)
        }

        /// Three rotations: a key is retired, another was stolen, and somebody leaves.
        private mutating func endKeys() throws {
            func end(_ word: String, _ name: String, _ how: [String]) throws {
                try run(["trust", word, trust, "--key", file("\(name).pub"), "--force"] + how)
            }
            try end("retire", "Emil", ["--at", "2026-07-01T00:00:00Z", "--reason", "superseded"])
            try signTrust()
            try end("revoke", "Eva", ["--since", "2026-08-01T00:00:00Z", "--reason", "compromised"])
            try signTrust()
            try end("retire", "Carl", ["--at", "2026-09-01T00:00:00Z", "--reason", "left"])
            try signTrust()
        }

        /// A verdict as of a day, by the trust of version 4 unless another is given.
        func verify(_ day: String, _ more: [String] = [], bundle: String? = nil, trust: String? = nil) throws
            -> Outcome
        {
            let fixed = ["verify", bundle ?? self.bundle, "--trust", trust ?? chains[3], "--first"]
            return try Command.run(Built.path("bulla-verify"), fixed + ["--at", "\(day)T00:00:00Z"] + more)
        }
    }

    @Test("each verdict, at each date, with and without what shows how old the manifest is")
    func story() throws {
        let story = try Story.told.get()
        let note = ["--witness", story.note]
        let custody = ["--custody", story.custody]
        func expect(_ day: String, _ more: [String], _ status: Int32, _ words: String...) throws {
            let outcome = try story.verify(day, more)
            #expect(outcome.status == status, "\(day) \(more): \(outcome)")
            for word in words {
                #expect(outcome.output.contains(word), "\(day) \(more): \(word)\n\(outcome)")
            }
        }
        // While all keys are good, the signatures suffice; what ended later is said.
        try expect("2026-06-25", [], 0, "valid then", "custody: no custody folder was given")
        // Emil's key is retired: his signature counts only for what others saw before.
        try expect("2026-07-15", [], 1, "key-retired", "threshold-not-met")
        try expect("2026-07-15", ["--witness", story.file("one.note")], 1, "key-retired", "sighting-few")
        try expect("2026-07-15", note, 0, "key-retired-later")
        try expect("2026-07-15", custody, 0, "held by arne", "custody-seal-broken")
        // Eva's is stolen, too.
        try expect("2026-08-15", [], 1, "key-revoked")
        try expect("2026-08-15", note, 0, "key-revoked-later")
        try expect("2026-12-31", note + custody, 0, "held by arne")
    }

    @Test("a bundle that a thief sealed with the old date has nobody who saw it")
    func thief() throws {
        let story = try Story.told.get()
        let forged = story.file("forged.bulla.tar.xz")
        #expect(
            try story.verify("2026-06-25", bundle: forged).status == 0,
            "before the keys ended nobody can tell"
        )
        #expect(try story.verify("2026-08-15", bundle: forged).status == 1)
        for (evidence, code) in [
            (["--witness", story.note], "witness-mismatch"),
            (["--custody", story.custody], "custody-foreign-bundle"),
        ] {
            let outcome = try story.verify("2026-08-15", evidence, bundle: forged)
            #expect(outcome.status == 1 && outcome.output.contains(code), "\(evidence): \(outcome)")
        }
    }

    @Test("an old chain of trust does not know what came later, and a pin or a least version says so")
    func rotation() throws {
        let story = try Story.told.get()
        let scratch = try ScratchFolder()
        let first = "\(scratch.path)/first.chain"
        try AtomicFile.write(File.contents(of: story.chains[0], limit: 1 << 24), to: first)
        #expect(try story.verify("2026-08-15", trust: first).status == 0, "version 1 knows of no theft")
        // Its fifteen edits before anybody signed count.
        let old = try story.verify("2026-08-15", ["--trust-min-version", "16"], trust: first)
        #expect(old.status == 1 && old.output.contains("trust-too-old"), "\(old)")
        func update(_ mine: String, to new: String) throws -> Outcome {
            try Command.bulla("trust", "update", mine, new)
        }
        #expect(try update(first, to: story.chains[3]).status == 0)
        #expect(try story.verify("2026-08-15", trust: first).status == 1)
        let back = try update(first, to: story.chains[1])
        #expect(back.status == 1 && back.messages.contains("trust-rollback"), "\(back)")
    }

    @Test("custody: who has it, what was broken, and what an end of a key changes")
    func custody() throws {
        let story = try Story.told.get()
        let scratch = try ScratchFolder()
        let folder = "\(scratch.path)/week1.custody"
        try Folder.create(folder)
        let names = try Folder.names(in: story.custody).sorted()
        for name in names {
            let bytes = try File.contents(of: "\(story.custody)/\(name)", limit: 1 << 20)
            try AtomicFile.write(bytes, to: "\(folder)/\(name)")
        }
        func status(_ day: String, _ more: String...) throws -> Outcome {
            let fixed = [
                "custody", "status", folder, "--trust", story.chains[3], "--at", "\(day)T00:00:00Z",
            ]
            return try Command.run(Built.path("bulla"), fixed + more)
        }
        for day in ["2026-06-25", "2026-07-15", "2026-08-15", "2026-12-31"] {
            let outcome = try status(day, "--bundle", story.bundle, "--medium", "SN-1")
            #expect(outcome.status == 0 && outcome.output.contains("held by arne"), "\(day): \(outcome)")
            #expect(outcome.output.contains("custody-seal-broken"))
        }
        // Without the events of those who came later nobody shows that Carl signed in time.
        for name in names.dropFirst(5) { try Folder.remove("\(folder)/\(name)") }
        #expect(try status("2026-08-15").status == 0)
        for name in names[3..<5] { try Folder.remove("\(folder)/\(name)") }
        let cut = try status("2026-12-31", "--kept", String(repeating: "0", count: 64))
        #expect(cut.status == 1, "\(cut)")
    }
}
