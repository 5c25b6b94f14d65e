import Bytes
import TestSupport
import Testing

@Suite("Sealing from the command line")
struct SealTests {
    private func verify(_ ceremony: Ceremony, _ bundle: String, _ more: String...) throws -> Outcome {
        try Command.run(
            Built.path("bulla-verify"),
            ["verify", bundle, "--trust", ceremony.trust, "--at", Ceremony.sealedAt] + more
        )
    }

    @Test("in one go, segment after segment, gives bundles that verify and continue each other")
    func segments() throws {
        let ceremony = try Ceremony()
        let (first, second) = (ceremony.file("first.bulla.tar.xz"), ceremony.file("second.bulla.tar.xz"))
        let at = ["--sealed-at", Ceremony.sealedAt]
        try ceremony.record(steps: 1...5)
        let sealed = try Command.run(
            Built.path("bulla"),
            ["seal", ceremony.run, "--key", ceremony.key(1), "-o", first] + at
        )
        #expect(sealed.status == 0 && sealed.output.hasPrefix("sealed \(first): "), "\(sealed)")
        try ceremony.record(steps: 6...9)
        let more = ["seal", ceremony.run, "--key", ceremony.key(1), "--after", first, "-o", second]
        #expect(try Command.run(Built.path("bulla"), more + at).status == 0)
        let again = try Command.run(Built.path("bulla"), more + at)
        #expect(again.status == 2 && again.messages.contains("already exists"))
        let kept = ceremony.file("kept")
        let one = try verify(ceremony, first, "--first", "--keep", kept)
        #expect(one.status == 0 && one.output.contains("simulated"), "\(one)")
        #expect(try verify(ceremony, second, "--previous", kept).status == 0)
        #expect(try verify(ceremony, second, "--first").status == 1)
        #expect(try Folder.names(in: ceremony.folder).allSatisfy { !$0.hasSuffix(".partial") })
    }

    @Test("with two keys satisfies a policy that wants two people, with one it does not")
    func twoKeys() throws {
        let ceremony = try Ceremony(exporters: 2)
        try ceremony.record(steps: 1...3)
        let both = ceremony.file("both.bulla.tar.xz")
        try ceremony.done(
            line: """
                seal \(ceremony.run) --key \(ceremony.key(1)) --key \(ceremony.key(2)) \
                --sealed-at \(Ceremony.sealedAt) -o \(both)
                """
        )
        #expect(try verify(ceremony, both, "--first").status == 0)
        let one = try verify(ceremony, ceremony.seal("one"), "--first")
        #expect(one.status == 1 && one.output.contains("threshold-not-met"), "\(one)")
    }

    @Test("in three steps, with signers elsewhere, gives a bundle that verifies")
    func threeSteps() throws {
        let ceremony = try Ceremony(exporters: 2)
        try ceremony.record(steps: 1...3)
        let (prepared, bundle) = (ceremony.file("week1.prepared"), ceremony.file("week1.bulla.tar.xz"))
        try ceremony.done("seal", ceremony.run, "--prepare", "--sealed-at", Ceremony.sealedAt, "-o", prepared)
        let unsigned = try Command.bulla("seal", "--finish", prepared, "-o", bundle)
        #expect(unsigned.status == 2 && unsigned.messages.contains("not signed"), "\(unsigned)")
        for number in 1...2 {
            let signed = try ceremony.done("sign", prepared, "--key", ceremony.key(number))
            #expect(signed.output.hasPrefix("signed by Exporter \(number), key "))
        }
        try ceremony.done("seal", "--finish", prepared, "-o", bundle)
        #expect(try verify(ceremony, bundle, "--first").status == 0)
        let name = try Command.bulla("inspect", bundle).output
        #expect(name.contains("bundle     week1\n"))
    }

    @Test("with openings withheld and a commitment, gives a smaller bundle that verifies and says so")
    func withheld() throws {
        let ceremony = try Ceremony()
        try ceremony.train(steps: 3)
        let open = try ceremony.seal("open")
        try ceremony.done("log", "commit", ceremony.run, "-o", ceremony.file("secret"))
        let bundle = ceremony.file("withheld.bulla.tar.xz")
        func seal(_ kind: String) throws -> Outcome {
            try Command.bulla(
                line: """
                    seal \(ceremony.run) --withhold \(kind) --key \(ceremony.key(1)) \
                    --sealed-at \(Ceremony.sealedAt) -o \(bundle)
                    """
            )
        }
        let misspelt = try seal("reply/1")
        #expect(misspelt.status == 2 && misspelt.messages.contains("reply/1"), "\(misspelt)")
        #expect(!Folder.hasEntry(bundle))
        #expect(try seal("replay/1").status == 0)
        #expect(try File.reading(bundle).size() < File.reading(open).size())
        let outcome = try verify(ceremony, bundle, "--first")
        #expect(outcome.status == 0 && outcome.output.contains("proof-withheld"), "\(outcome)")
        let inspected = try Command.bulla("inspect", bundle).output
        #expect(inspected.contains("withheld   replay/1: commitments only\n"))
        #expect(inspected.contains("commitment leaf 6\n"), "\(inspected)")
        #expect(inspected.contains(", 0 of them blobs\n"))
    }

    @Test("a run that names proofs by digest and size alone is sealed with their kind withheld, and only so")
    func referred() throws {
        let ceremony = try Ceremony()
        try ceremony.record(steps: 1...2)
        let proof = #"{"kind":"opaque/1","sha256":"\#(String(repeating: "ab", count: 32))","size":70000}"#
        let step = ceremony.line(ofStep: 3, more: #","proofs":[\#(proof)]"#)
        let append = ["log", "append", ceremony.run, "--software-session"]
        let refused = try Command.run(Built.path("bulla"), append, input: step)
        #expect(refused.status == 2 && refused.messages.contains("--withheld"), "\(refused)")
        let taken = try Command.run(Built.path("bulla"), append + ["--withheld", "opaque/1"], input: step)
        #expect(taken.status == 0, "\(taken)")
        let bundle = ceremony.file("referred.bulla.tar.xz")
        func seal(_ more: String...) throws -> Outcome {
            let fixed = ["seal", ceremony.run, "--key", ceremony.key(1), "--sealed-at", Ceremony.sealedAt]
            return try Command.run(Built.path("bulla"), fixed + ["-o", bundle] + more)
        }
        let whole = try seal()
        #expect(whole.status == 2 && whole.messages.contains("--withhold"), "\(whole)")
        #expect(!Folder.hasEntry(bundle))
        #expect(try seal("--withhold", "opaque/1").status == 0)
        let outcome = try verify(ceremony, bundle, "--first")
        #expect(outcome.status == 0 && outcome.output.contains("proof-withheld"), "\(outcome)")
    }

    @Test("a trained run verifies with every step done again")
    func trained() throws {
        let ceremony = try Ceremony()
        try ceremony.train(steps: 3)
        let outcome = try verify(ceremony, try ceremony.seal(), "--first")
        #expect(outcome.status == 0 && outcome.output.contains("replay/1"), "\(outcome)")
    }
}
