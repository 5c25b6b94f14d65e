import Bytes
import TestSupport
import Testing

/// `verify --shard` and `--merge` as a job script uses them.
@Suite("Verification in parts on the command line")
struct PartCommandTests {
    static let fixed = ["verify", Golden.bundle(1), "--trust", Golden.trust]
    static let dated = fixed + ["--at", Golden.time]

    private func run(_ arguments: [String], in folder: String? = nil) throws -> Outcome {
        try Command.run(Built.path("bulla-verify"), arguments, in: folder)
    }

    private func shard(_ index: Int, of count: Int, _ folder: String, _ more: [String] = []) throws -> Outcome
    {
        let part = ["--shard", "\(index)/\(count)", "--partial", "\(folder)/part-\(index).json"]
        return try run(Self.dated + more + part)
    }

    @Test(
        "three shards and a merge write the report of one run",
        arguments: [
            [], ["--scope", "log", "--first"], ["--sample", "5", "--seed", "123"],
            ["--scope", "sample", "--sample", "5", "--seed", "123"],
        ]
    )
    func equal(_ more: [String]) throws {
        let scratch = try ScratchFolder()
        for index in 1...3 {
            let outcome = try shard(index, of: 3, scratch.path, more)
            #expect(
                outcome.status == 0 && outcome.output.hasPrefix("shard \(index)/3: holds: "),
                "\(outcome)"
            )
        }
        let (one, merged) = ("\(scratch.path)/one.json", "\(scratch.path)/merged.json")
        let whole = try run(Self.dated + more + ["--report", one])
        let parts = (1...3).map { "\(scratch.path)/part-\($0).json" }
        let outcome = try run(Self.dated + more + ["--merge"] + parts + ["--report", merged])
        #expect(whole.status == 0 && outcome.status == 0, "\(outcome)")
        #expect(outcome.output == whole.output && outcome.messages.contains("not signed"))
        #expect(try File.contents(of: one, limit: 1 << 20) == File.contents(of: merged, limit: 1 << 20))
    }

    @Test("a shard that was stopped is named with the command that does it again, and then all is well")
    func stopped() throws {
        let scratch = try ScratchFolder()
        for index in [1, 3] { #expect(try shard(index, of: 3, scratch.path).status == 0) }
        let parts = (1...3).map { "\(scratch.path)/part-\($0).json" }
        let missing = try run(Self.dated + ["--merge", parts[0], parts[2]])
        #expect(missing.status == 2 && missing.messages.contains("partial-missing: shard 2/3"), "\(missing)")
        let whole = try File.contents(of: parts[0], limit: 1 << 20)
        try AtomicFile.write(Array(whole.prefix(whole.count / 2)), to: parts[1])
        let cut = try run(Self.dated + ["--merge"] + parts)
        #expect(cut.status == 2 && cut.messages.contains("partial-unreadable: \(parts[1])"), "\(cut)")
        let hint = try #require(cut.messages.split(separator: "\n").first { $0.hasPrefix("hint: ") })
        let words = hint.split(separator: " ").drop { $0 != "verify" }.map(String.init)
        #expect(try run(words, in: scratch.path).status == 0, "\(words)")
        #expect(try run(Self.dated + ["--merge"] + parts).status == 0)
    }

    @Test("a shard in which something is wrong gives 1 and its report, one that cannot read gives 2 and none")
    func statuses() throws {
        let scratch = try ScratchFolder()
        var bytes = try File.contents(of: Golden.bundle(1), limit: 1 << 24)
        bytes[bytes.count / 2] ^= 1
        let (changed, part) = ("\(scratch.path)/changed", "\(scratch.path)/part.json")
        try AtomicFile.write(bytes, to: changed)
        let options = ["--trust", Golden.trust, "--at", Golden.time, "--shard", "1/1", "--partial", part]
        let bad = try run(["verify", changed] + options)
        #expect(bad.status == 1 && bad.output.contains("shard 1/1: bad"), "\(bad)")
        let merged = try run(
            ["verify", changed, "--trust", Golden.trust, "--at", Golden.time, "--merge", part, "--quiet"]
        )
        #expect(merged.status == 1 && merged.output == "rejected\n", "\(merged)")
        try Folder.remove(part)
        let unread = try run(["verify", "/nowhere/at/all"] + options)
        #expect(unread.status == 2 && unread.output.contains("shard 1/1: unfinished"), "\(unread)")
        #expect(!Folder.hasEntry(part))
    }

    /// Command lines that ask for parts in a wrong way, and a word of the answer.
    static let wrong = [
        (fixed + ["--shard", "1/2", "--partial", "p"], "need --at"),
        (fixed + ["--merge", "p"], "need --at"),
        (dated + ["--shard", "1/2"], "--partial"), (dated + ["--partial", "p"], "--shard"),
        (dated + ["--shard", "0/2", "--partial", "p"], "0/2"),
        (dated + ["--shard", "3/2", "--partial", "p"], "3/2"),
        (dated + ["--shard", "1", "--partial", "p"], "'1'"),
        (dated + ["--shard", "1/10001", "--partial", "p"], "1/10001"),
        (dated + ["--shard", "1/2", "--partial", "p", "--report", "r"], "excludes --report"),
        (dated + ["--shard", "1/2", "--partial", "p", "--keep", "r"], "excludes --report"),
        (dated + ["--shard", "1/2", "--partial", "p", "--merge", "p"], "exclude each other"),
    ]

    /// Of all: one without a time, one that lacks half, a number out of range, and options that exclude each other.
    @Test(
        "a wrong command line gives 64 and the reason",
        arguments: Effort.cases(wrong, usual: [0, 2, 5, 8, 10])
    )
    func usage(_ arguments: [String], _ reason: String) throws {
        let outcome = try run(arguments)
        #expect(outcome.status == 64 && outcome.messages.contains(reason), "\(outcome)")
    }
}
