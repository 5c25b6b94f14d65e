import Bytes
import TestSupport
import Testing

@testable import Review

@Suite("Files and archives")
struct ContentTests {
    /// How a plant is hidden.
    enum Wrapping: String, CaseIterable, Sendable {
        case log, json, gzip, nested
    }

    static func wrap(_ text: String, _ wrapping: Wrapping) throws -> [UInt8] {
        let lines = "INFO first line\n\(text)\nINFO last line\n"
        let scratch = try ScratchFolder()
        let path = "\(scratch.path)/train.log"
        func tool(_ name: String, _ arguments: String...) throws {
            let outcome = try Command.run(Command.find(name) ?? name, arguments, in: scratch.path)
            try #require(outcome.status == 0, "\(outcome)")
        }
        switch wrapping {
        case .log: return Array(lines.utf8)
        case .json:
            let escaped = text.utf16.map { "\\u00" + Hex.encode([UInt8($0)]) }.joined()
            return Array("{\"level\":\"info\",\"message\":\"\(escaped)\"}\n".utf8)
        case .gzip:
            try AtomicFile.write(Array(lines.utf8), to: path)
            try tool("gzip", path)
            return try File.contents(of: "\(path).gz", limit: 1 << 20)
        case .nested:
            try AtomicFile.write(Array(lines.utf8), to: path)
            try tool("tar", "cf", "inner.tar", "train.log")
            try tool("xz", "inner.tar")
            try tool("tar", "czf", "outer.tgz", "inner.tar.xz")
            return try File.contents(of: "\(scratch.path)/outer.tgz", limit: 1 << 20)
        }
    }

    @Test(
        "what is planted is found in logs, escaped JSON, gzip and a nested tar; without it nothing is",
        arguments: Wrapping.allCases
    )
    func planted(_ wrapping: Wrapping) async throws {
        for plant in Samples.plants {
            #expect(
                try await Samples.rules(file: Self.wrap(plant.text, wrapping)) == [plant.rule: 1],
                "\(plant.rule) in \(wrapping)"
            )
        }
        #expect(try await Samples.rules(file: Self.wrap("INFO nothing", wrapping)) == [:])
    }

    @Test("names within archives are looked at, too")
    func names() async throws {
        let scratch = try ScratchFolder()
        try AtomicFile.write([0x61], to: "\(scratch.path)/bluebird.txt")
        try #require(try Command.tool("tar", "cf", "a.tar", "bluebird.txt", in: scratch.path).status == 0)
        let bytes = try File.contents(of: "\(scratch.path)/a.tar", limit: 1 << 20)
        #expect(try await Samples.rules(file: bytes) == [.word: 1])
    }

    @Test("beyond a limit of depth, entries, bytes or memory says that it was not looked into")
    func limits() async throws {
        let nested = try Self.wrap("the bluebird sings", .nested)
        let changes: [(inout ReviewLimits) -> Void] = [
            { $0.depth = 1 }, { $0.entries = 1 }, { $0.bytes = 100 }, { $0.nested = 100 },
        ]
        for change in changes {
            var limits = ReviewLimits()
            change(&limits)
            #expect(try await Samples.rules(file: nested, limits: limits)[.notLookedInto] ?? 0 >= 1)
        }
        #expect(try await Samples.rules(file: nested) == [.word: 1])
    }

    @Test(
        "gzip in gzip is looked into one by one, down to the limit and no further",
        arguments: [3, 4, 5, 12]
    )
    func gzipInGzip(_ count: Int) async throws {
        let scratch = try ScratchFolder()
        try AtomicFile.write(Array("the bluebird sings\n".utf8), to: "\(scratch.path)/x")
        for _ in 0..<count {
            try #require(try Command.tool("gzip", "-n", "x", in: scratch.path).status == 0)
            try Folder.rename("\(scratch.path)/x.gz", to: "\(scratch.path)/x")
        }
        let bytes = try File.contents(of: "\(scratch.path)/x", limit: 1 << 20)
        #expect(try await Samples.rules(file: bytes) == [count <= 4 ? .word : .notLookedInto: 1])
    }

    @Test("what compresses a thousand to one is looked into up to 128 MiB")
    func expansion() {
        var limits = ReviewLimits()
        #expect(limits.bytes(ofFile: 1_000) == 128 << 20 && limits.bytes(ofFile: 2 << 20) == 200 << 20)
        limits.bytes = 100
        #expect(limits.bytes(ofFile: 1_000) == 100)
    }

    @Test("a bomb of gzip ends at the limit")
    func bomb() async throws {
        let scratch = try ScratchFolder()
        try AtomicFile.write([UInt8](repeating: 0x20, count: 8 << 20), to: "\(scratch.path)/zeros")
        try #require(try Command.tool("gzip", "zeros", in: scratch.path).status == 0)
        var limits = ReviewLimits()
        limits.bytes = 1 << 20
        let bytes = try File.contents(of: "\(scratch.path)/zeros.gz", limit: 1 << 20)
        #expect(try await Samples.rules(file: bytes, limits: limits) == [.notLookedInto: 1])
    }

    @Test("changed archives never end the program, and never take more than the limits")
    func mutations() throws {
        var limits = ReviewLimits()
        limits.bytes = 1 << 20
        let reviewer = try Samples.reviewer(limits: limits)
        var random = WordScanTests.Random(state: 5)
        for wrapping in [Wrapping.gzip, .nested] {
            let good = try Self.wrap("the bluebird sings", wrapping)
            for _ in 0..<400 {
                var bytes = good
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                        in: 0...255,
                        using: &random
                    )
                }
                if Bool.random(using: &random) {
                    bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
                }
                var budget = ReviewBudget(limits, fileSize: bytes.count)
                _ = reviewer.look(intoArchive: bytes, FileKind(head: bytes), depth: 0, &budget)
            }
        }
    }

    static let kinds: [([UInt8], [ReviewRule: Int])] = [
        ([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0], [.fileType: 1]), (Array("%PDF-1.7\n".utf8), [.fileType: 1]),
        ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a], [.fileType: 1]), ([0x80, 4, 0x95, 0], [.fileType: 1]),
        (Array("SQLite format 3\0".utf8), [.fileType: 1]),
        ([UInt8](repeating: 0, count: 128) + Array("DICM".utf8), [.fileType: 1]),
        ([1, 2, 0, 3, 4, 5, 6, 7, 0, 0, 0], [.opaque: 1]), ([0x50, 0x4b, 3, 4, 20, 0], [.notLookedInto: 1]),
        ([0x28, 0xb5, 0x2f, 0xfd, 0], [.notLookedInto: 1]), ([], [:]), (Array("plain text\n".utf8), [:]),
    ]

    @Test("kinds are known by content; unknown bytes are opaque", arguments: kinds.indices)
    func knowsKind(_ index: Int) async throws {
        #expect(try await Samples.rules(file: Self.kinds[index].0) == Self.kinds[index].1, "\(index)")
    }

    @Test("kinds that are allowed are no hits")
    func allowed() throws {
        let reviewer = ContentReviewer(try Samples.scanner(), allowed: [.png])
        var tally = HitTally()
        reviewer.note(.png, in: &tally)
        #expect(tally.isEmpty)
        reviewer.note(.jpeg, in: &tally)
        #expect(tally.counts == [.init(.fileType, kind: .jpeg): 1])
    }
}
