import Bytes
import Reports
import Synchronization
import Testing
import Trust
import Verification

/// A clock that goes forward each time it is asked.
private final class Ticks: Sendable {
    private let time = Atomic<Int>(0)
    let step: Int

    init(_ step: Int) {
        self.step = step
    }

    func next() -> Int { time.wrappingAdd(step, ordering: .relaxed).newValue }
}

@Suite("Estimates")
struct EstimateTests {
    private func recorded() throws -> TestRun {
        let run = try TestRun()
        try run.openSession()
        try run.steps(
            1_200,
            blob: { $0.isMultiple(of: 9) ? [UInt8](repeating: UInt8($0 & 0xff), count: 9_000) : nil }
        )
        return run
    }

    private func request(
        _ run: TestRun,
        _ path: String,
        _ sample: VerificationRequest.Sample
    ) throws -> VerificationRequest {
        let trust = try run.trust()
        var request = VerificationRequest(
            path: path,
            trust: trust,
            trustDigest: trust.digest,
            at: TestRun.sealedAt
        )
        request.sample = sample
        return request
    }

    /// What the verifier says that it read.
    private func bytesRead(_ request: VerificationRequest, _ scope: Scope) async throws -> Int {
        var request = request
        request.scope = scope
        var last: Progress?
        let report = await Verifier.verify(request) { last = $0 }.report
        #expect(report.verdict == .accepted, "\(report.faults)")
        return try #require(last?.reading?.done)
    }

    @Test("of a bundle that is read in the time there is name the very bytes that are read")
    func exact() async throws {
        let run = try recorded()
        let path = try await run.seal(as: "estimate-exact")
        for sample in [VerificationRequest.Sample.drawn(count: 50, seed: "seed"), .everyStep] {
            let request = try request(run, path, sample)
            let ticks = Ticks(1)
            let estimate = try await Estimator.estimate(request, now: { ticks.next() })
            #expect(estimate.costs.map(\.scope) == [.sample, .log, .all])
            #expect(try estimate.fileSize == File.reading(path).size() && estimate.population == 1_200)
            for cost in estimate.costs {
                #expect(cost.isCounted && cost.least > 0 && cost.least <= cost.most)
                var same = request
                if cost.scope == .sample, case .everyStep = sample { same.sample = Estimator.standardSample }
                #expect(try await cost.bytes == bytesRead(same, cost.scope), "\(cost.scope) \(sample)")
            }
        }
    }

    @Test("of a bundle that is only read in part are near, and end when time does")
    func scaled() async throws {
        let run = try recorded()
        let path = try await run.seal(as: "estimate-scaled")
        let request = try request(run, path, .everyStep)
        // Each question takes 40 ms, so that a part ends after some fifteen.
        let ticks = Ticks(40_000_000)
        let estimate = try await Estimator.estimate(request, now: { ticks.next() })
        let log = estimate.costs[1]
        #expect(!log.isCounted && log.steps == 1_200)
        for cost in estimate.costs.dropFirst() {
            let read = try await bytesRead(request, cost.scope)
            #expect(cost.bytes < 3 * read && read < 3 * cost.bytes, "\(cost) \(read)")
        }
        #expect(ticks.next() < 1_000 * ticks.step)
    }

    @Test("of a changed bundle are refused")
    func refused() async throws {
        let run = try recorded()
        let path = try await run.seal(as: "estimate-refused")
        var bytes = try File.contents(of: path, limit: 1 << 26)
        bytes[bytes.count / 2] ^= 1
        try AtomicFile.write(bytes, to: path)
        let request = try request(run, path, .everyStep)
        let ticks = Ticks(1)
        await #expect(throws: UnreadableBundle.self) {
            try await Estimator.estimate(request, now: { ticks.next() })
        }
    }
}
