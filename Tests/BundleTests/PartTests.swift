import Audit
import Bytes
import Layout
import Leaves
import LogStore
import Reports
import SecretKeys
import TestSupport
import Testing
import Verification

@Suite("Verification in parts")
struct PartTests {
    /// Blobs that share blocks, fill one, fill two, and are named twice.
    static func blob(_ step: Int) -> [UInt8]? {
        switch step % 16 {
        case 1: [UInt8](repeating: UInt8(step % 251), count: 700 + step)
        case 3: Array("named again and again \(step % 5)".utf8)
        case 5: (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5 &+ step) }
        case 8: step == 40 ? [UInt8](repeating: 3, count: 4_500_000) : nil
        case 11: [UInt8(step % 251)]
        case 12: [UInt8](repeating: 7, count: 65_536 - 512)
        default: nil
        }
    }

    /// 300 steps over two entry bundles; `bad` of them signed by a stranger, blobs of a kind that is judged if asked.
    static func run(bad: Int = 0, judgesBlobs: Bool = false) async throws -> (TestRun, String) {
        let run = try TestRun()
        if judgesBlobs { run.blobKind = "replay/1" }
        try run.openSession()
        try run.steps(150, blob: blob)
        run.signer = try SecretKey.generate(name: "stranger", withMLDSA: false)
        try run.steps(bad, blob: blob)
        run.signer = run.sessionKey
        try run.steps(150 - bad, blob: blob)
        try run.closeSession()
        return (run, try await run.seal())
    }

    static let samples: [VerificationRequest.Sample] = [
        .everyStep, .drawn(count: 40, seed: "12345678901234567890"), .drawn(count: 3, seed: "1"),
    ]

    /// What is asked of a bundle, and in how many parts it is done.
    struct Way: CustomStringConvertible {
        let scope: Scope
        let sample: VerificationRequest.Sample
        let limit: Int
        let shards: Int

        var description: String { "\(scope) \(sample) \(limit) in \(shards)" }
    }

    /// The ways to ask of each of so many bundles: scope, sample, how much is shown, and number of parts.
    ///
    /// Each two of these stand together once at least; exhaustively, all.
    static func ways(bundles: Int = 1, shards: [Int], limits: [Int] = [30]) -> [[Way]] {
        var ways = [[Way]](repeating: [], count: bundles)
        let scopes = Scope.allCases
        for row in Effort.rows([bundles, scopes.count, samples.count, limits.count, shards.count]) {
            let way = Way(
                scope: scopes[row[1]],
                sample: samples[row[2]],
                limit: limits[row[3]],
                shards: shards[row[4]]
            )
            ways[row[0]].append(way)
        }
        return ways
    }

    /// The report of one run is that of the parts, in all these ways.
    static func expectEqual(_ run: TestRun, _ path: String, _ ways: [Way]) async throws {
        for way in ways {
            let request = try run.request(path, scope: way.scope) {
                $0.sample = way.sample
                $0.pathLimit = way.limit
            }
            let parts = PartRun(run: run, request: request)
            let merged = try await parts.merge(parts.shards(way.shards)).json.canonicalBytes
            let shown = String(decoding: merged.prefix(3_000), as: UTF8.self)
            #expect(await merged == parts.whole(), "\(way): \(shown)")
        }
    }

    /// A good bundle that the tests of one kind of request share; nothing is added to its run.
    struct Shared: @unchecked Sendable {
        let run: TestRun
        let path: String

        private static let plain = Task { try await Shared(judgesBlobs: false) }
        private static let judged = Task { try await Shared(judgesBlobs: true) }

        private init(judgesBlobs: Bool) async throws {
            (run, path) = try await PartTests.run(judgesBlobs: judgesBlobs)
        }

        static func good(judgesBlobs: Bool = false) async throws -> Shared {
            try await (judgesBlobs ? judged : plain).value
        }
    }

    @Test("gives the report of one run for a good bundle, with one shard to more shards than steps")
    func good() async throws {
        let shared = try await Shared.good()
        let (run, path) = (shared.run, shared.path)
        let report = try await run.verify(path)
        #expect(report.verdict == .accepted && report.stepsChecked == 300, "\(report.findings)")
        try await Self.expectEqual(run, path, Self.ways(shards: [3])[0])
        // The third sample has three steps.
        let all = [(0, [1, 2, 4, 5, 6, 7, 8]), (2, [1, 8, 40])]
        for (sample, counts) in Effort.isExhaustive ? all : [(0, [1, 8]), (2, [1, 5])] {
            let parts = PartRun(run: run, request: try run.request(path) { $0.sample = Self.samples[sample] })
            let whole = await parts.whole()
            for count in counts {
                #expect(try await parts.merge(parts.shards(count)).json.canonicalBytes == whole, "\(count)")
            }
        }
    }

    @Test("reads every blob in some shard, and in one only")
    func blobs() async throws {
        let shared = try await Shared.good()
        let (run, path) = (shared.run, shared.path)
        let total = try BundleContents(path: path).manifest.blobs.count
        let parts = PartRun(run: run, request: try run.request(path))
        for count in 2...4 {
            let read = try await parts.shards(count).compactMap(\.blobCount)
            #expect(read.count == count && read.reduce(0, +) <= total && read.reduce(0, +) > total - 20)
            // The large blob may be all that stands between two cuts.
            #expect(read.count { $0 > 0 } >= 2, "\(read)")
        }
    }

    @Test("gives the report of one run for a later segment, and for one without blobs or without steps")
    func segments() async throws {
        let run = try TestRun()
        try run.openSession()
        try run.closeSession()
        let first = run.store.size
        try run.openSession(key: .generate(name: "second", withMLDSA: false))
        try run.steps(280)
        let second = run.store.size
        try run.steps(300, blob: Self.blob)
        try run.closeSession()
        let ways = Self.ways(bundles: 3, shards: [1, 4], limits: [1_000])
        for (number, (from, to)) in [(0, first), (first, second), (second, run.store.size)].enumerated() {
            let path = try await run.seal(from: from, to: to, as: "week\(number)")
            try await Self.expectEqual(run, path, ways[number])
        }
    }

    @Test("gives the report of one run for bad steps, however many are shown")
    func badSteps() async throws {
        let (run, path) = try await Self.run(bad: 60, judgesBlobs: true)
        let report = try await run.verify(path)
        #expect(report.verdict == .rejected && report.faults.contains("signature-wrong"))
        #expect(report.faults.contains("recipe-not-replayable"))
        try await Self.expectEqual(run, path, Self.ways(shards: [3, 8], limits: [5, 1_000])[0])
    }

    @Test("gives the report of one run for a ceremony with strata and failures, and for picks by hand")
    func ceremony() async throws {
        let (run, path) = try await Self.run(bad: 2)
        let audit = try TestAudit()
        let ceremony = try audit.ceremony(on: path, strata: 3) { plan in
            plan.allowed = 2
            plan.goodRate = 9_500
            for index in plan.strata.indices { plan.strata[index].sample = 90 }
        }
        let all = Scope.allCases.flatMap { [($0, 10), ($0, 1_000)] }
        for (scope, limit) in Effort.cases(all, usual: [0, 3, 4]) {
            var request = try run.request(
                path,
                scope: scope,
                change: {
                    $0.sample = .ceremony(ceremony)
                    $0.targets = [3, 151, 299]
                },
                trust: audit.trust(run)
            )
            request.pathLimit = limit
            let parts = PartRun(run: run, request: request)
            let shards = try await parts.shards(4)
            #expect(shards.count(where: \.holds) >= 2, "a shard says nothing of the population")
            #expect(try await parts.merge(shards).json.canonicalBytes == parts.whole(), "\(scope) \(limit)")
        }
    }

    @Test("gives the report of one run for lying hints")
    func hints() async throws {
        let run = try TestRun()
        try run.openSession()
        try run.steps(300, blob: Self.blob)
        try run.closeSession()
        let lies: [(inout [UInt8]) -> Void] = [
            { $0.swapAt(16 * 200 + 7, 16 * 90 + 7) },
            { $0[16 * 100] = 0xff },
            { $0[16 * 77 + 7] = 0 },
            { $0[16 * 130 + 15] ^= 3 },
        ]
        for (lie, ways) in zip(lies, Self.ways(bundles: lies.count, shards: [1, 3], limits: [1_000])) {
            let path = try await run.sealForgedStepIndex(lie)
            try await Self.expectEqual(run, path, ways)
            try Folder.remove(path)
        }
    }

    @Test("gives the report of one run wherever a bit of the file is flipped")
    func flips() async throws {
        let (shared, scratch) = (try await Shared.good(judgesBlobs: true), try ScratchFolder())
        let run = shared.run
        let bytes = try File.contents(of: shared.path, limit: 1 << 26)
        let changed = "\(scratch.path)/changed.bulla.tar.xz"
        for number in Effort.spread(Array(stride(from: 1, to: 50, by: 2)), usual: 7) {
            // Later ones fall on blobs; with two flips the first in the file is what ends a run.
            var other = bytes
            for place in number.isMultiple(of: 3) ? [number, number + 5] : [number] {
                other[min(bytes.count - 1, place * bytes.count / 50)] ^= UInt8(1 << (number % 8))
            }
            try AtomicFile.write(other, to: changed)
            let parts = PartRun(run: run, request: try run.request(changed) { $0.sample = Self.samples[1] })
            let merged = try await parts.merge(parts.shards(3))
            #expect(merged.json.canonicalBytes == (await parts.whole()), "\(number): \(merged.faults)")
            #expect(merged.verdict == .rejected)
        }
    }

    @Test("gives the report of one run for a blob that is not what its name says, and for another encoding")
    func badBlobs() async throws {
        let (shared, scratch) = (try await Shared.good(judgesBlobs: true), try ScratchFolder())
        let run = shared.run
        let bytes = try File.contents(of: shared.path, limit: 1 << 26)
        let changed = "\(scratch.path)/changed.bulla.tar.xz"
        let blobs = try BundleContents(path: shared.path).manifest.blobs.count
        let ways = Self.ways(bundles: 5, shards: [1, 4], limits: [1_000])
        for (number, ways) in zip([0, 1, blobs / 2, blobs - 1, blobs], ways) {
            var tamperer = try Tamperer(bytes)
            let first = try #require(tamperer.first("data/blobs/"))
            if number < blobs, !tamperer.members[first + number].content.isEmpty {
                tamperer.members[first + number].content[0] ^= 1
            }
            try AtomicFile.write(tamperer.file(), to: changed)
            let report = try await run.verify(changed)
            #expect(report.verdict == .rejected || number >= blobs - 1)
            try await Self.expectEqual(run, changed, ways)
        }
    }
}
