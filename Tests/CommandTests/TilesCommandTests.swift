import Bytes
import TestSupport
import Testing

/// The log of a run as other programs read it.
@Suite("Publishing a log")
struct TilesCommandTests {
    /// A run of two sealed weeks.
    private static func weeks() throws -> (Ceremony, String, String) {
        let ceremony = try Ceremony()
        try ceremony.record(steps: 1...300)
        let first = try ceremony.seal("week1")
        try ceremony.record(steps: 301...520)
        let second = try ceremony.seal("week2", after: first)
        return (ceremony, first, second)
    }

    private static func publish(_ bundles: [String], _ more: [String]) throws -> Outcome {
        try Command.run(Built.path("bulla"), ["publish", "tiles"] + bundles + more)
    }

    private static func files(_ folder: String) throws -> [String: [UInt8]] {
        Dictionary(
            uniqueKeysWithValues: try Folder.files(below: folder).map {
                ($0, try File.contents(of: "\(folder)/\($0)", limit: 1 << 24))
            }
        )
    }

    @Test("gives one tree for bundles in any order, at once or week by week, with the newest checkpoint")
    func publishes() throws {
        let (ceremony, first, second) = try Self.weeks()
        let (at, trust) = (["--at", Ceremony.sealedAt], ["--trust", ceremony.trust])
        let (once, weekly) = (ceremony.file("site/once"), ceremony.file("site/weekly"))
        let outcome = try Self.publish([second, first], ["-o", once] + trust + at)
        #expect(outcome.status == 0 && outcome.messages == "", "\(outcome)")
        for bundle in [first, second] {
            let alone = try Self.publish([bundle], ["-o", weekly])
            #expect(alone.status == 0 && alone.messages.contains("not checked: the signatures"), "\(alone)")
        }
        #expect(try Self.files(once) == Self.files(weekly))
        let checkpoint = try Command.bulla("extract", second, "data/log/checkpoint")
        #expect(try File.contents(of: "\(once)/checkpoint", limit: 1 << 16) == checkpoint.bytes)
        let pruned = try Self.publish([second], ["-o", ceremony.file("pruned")])
        #expect(pruned.status == 1 && pruned.messages.contains("tiles-start"), "\(pruned)")
        let asked = try Self.publish([second], ["-o", ceremony.file("pruned"), "--pruned"])
        #expect(asked.status == 0 && asked.output.contains("minimum index"), "\(asked)")
        let twice = try Self.publish([first, first], ["-o", ceremony.file("twice")])
        #expect(twice.status == 1 && twice.messages.contains("tiles-overlap"), "\(twice)")
    }

    @Test("publishes nothing that a stranger signed, and no damaged bundle")
    func strangers() throws {
        let (ceremony, first, _) = try Self.weeks()
        let (folder, other) = (ceremony.file("site"), try Ceremony())
        let stranger = try Self.publish([first], ["-o", folder, "--trust", other.trust])
        #expect(stranger.status == 1 && stranger.messages.contains("signature-unknown-key"), "\(stranger)")
        try ceremony.done(
            line: "trust add \(ceremony.trust) --person 'L. Log' --role log --key \(other.publicKey(1))"
        )
        let log = try Self.publish([first], ["-o", folder, "--trust", ceremony.trust])
        #expect(log.status == 1 && log.messages.contains("checkpoint-unknown-key"), "\(log)")
        #expect(!Folder.hasEntry("\(folder)/checkpoint"))
    }

    @Test("gives of a damaged bundle no tree or the right one")
    func damaged() throws {
        let ceremony = try Ceremony()
        try ceremony.record(steps: 1...40)
        let bundle = try ceremony.seal()
        let good = try File.contents(of: bundle, limit: 1 << 24)
        let (damaged, folder) = (ceremony.file("damaged.bulla.tar.xz"), ceremony.file("site"))
        #expect(try Self.publish([bundle], ["-o", folder]).status == 0)
        let tree = try Self.files(folder)
        var refused = 0
        // Damage of what is not read, such as the specifications, is for `bulla verify` to find.
        for place in stride(from: 0, to: good.count, by: good.count / 40) {
            var bytes = good
            bytes[place] ^= 0x10
            try AtomicFile.write(bytes, to: damaged)
            try Folder.remove(folder)
            let outcome = try Self.publish([damaged], ["-o", folder])
            if outcome.status == 0 {
                #expect(try Self.files(folder) == tree, "byte \(place)")
            } else {
                refused += 1
                #expect(outcome.status == 1 && !Folder.hasEntry("\(folder)/checkpoint"), "\(outcome)")
            }
        }
        #expect(refused > 0)
    }

    @Test(
        "is whole in the eyes of a program that was written from the specification",
        .enabled(if: Python.has("cryptography"), Comment(rawValue: Python.missing))
    )
    func secondOpinion() throws {
        let (ceremony, first, second) = try Self.weeks()
        let folder = ceremony.file("site")
        #expect(try Self.publish([first, second], ["-o", folder]).status == 0)
        let run = try File.contents(of: "\(ceremony.run)/run.json", limit: 1 << 16)
        var document = try JSONObject(
            JSON(canonical: run.last == 0x0a ? run.dropLast() : run[...], limits: .leaf),
            path: ""
        )
        let key = try document.string("log_key")
        let script = "\(Vectors.packageRoot)/Tests/LogTilesTests/Fixtures/tlog_fsck.py"
        let outcome = try Python.run([script, folder, "--key", key])
        #expect(outcome.status == 0 && outcome.output.contains(" entries, "), "\(outcome)")
    }
}
