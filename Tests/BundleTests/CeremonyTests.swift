import Audit
import Bytes
import Keys
import Reports
import Sampling
import SecretKeys
import TestSupport
import Testing
import Verification

@Suite("A sample that a ceremony drew")
struct CeremonyTests {
    private let audit: TestAudit
    private let run: TestRun
    private let path: String

    init() async throws {
        audit = try TestAudit()
        run = try TestRun()
        try run.openSession()
        try run.steps(600)
        path = try await run.seal()
    }

    private func verify(
        _ ceremony: Ceremony,
        of path: String? = nil,
        scope: Scope = .sample,
        targets: [Int] = []
    ) async throws -> Report {
        try await run.verify(
            path ?? self.path,
            scope: scope,
            change: {
                $0.sample = .ceremony(ceremony)
                $0.targets = targets
            },
            trust: audit.trust(run)
        )
    }

    @Test("is looked at in every scope, and its bound is in the report", arguments: Scope.allCases)
    func holds(scope: Scope) async throws {
        let ceremony = try audit.ceremony(on: path)
        let report = try await verify(ceremony, scope: scope)
        #expect(report.verdict == .accepted, "\(report.text)")
        let sampling = try #require(report.sampling)
        let drawn = ceremony.judge(trust: try audit.trust(run), at: TestRun.sealedAt, segment: nil)
        #expect(report.steps.map(\.pick) == drawn.strata.flatMap(\.picks))
        #expect(sampling.ceremony?.plan == ceremony.planned.digest)
        #expect(sampling.sampleHolds && sampling.populationHolds && sampling.failed == 0)
        #expect(sampling.goodAtLeast * 100 >= 600 * 99)
    }

    @Test("has another seed in each stratum, and together they cover all steps")
    func strata() async throws {
        let report = try await verify(audit.ceremony(on: path, strata: 3))
        #expect(report.verdict == .accepted, "\(report.text)")
        let strata = try #require(report.sampling?.strata)
        #expect(strata.map(\.first) == [1, 201, 401] && strata.map(\.last) == [200, 400, 600])
        #expect(Set(strata.map(\.seed)).count == 3)
        #expect(report.sampling?.populationHolds == true)
    }

    @Test("is of one bundle: the same ceremony draws nothing from another")
    func otherBundle() async throws {
        let ceremony = try audit.ceremony(on: path)
        let other = try await run.seal(as: "other")
        let report = try await verify(ceremony, of: other)
        #expect(report.verdict == .rejected)
        #expect(Set(report.faults) == ["plan-other-bundle", "sample-not-drawn"])
        #expect(report.stepsChecked == 0)
        // Knock-out: of its own bundle the very same file is good.
        #expect(try await verify(ceremony).verdict == .accepted)
    }

    @Test("is not one without its witnesses, in no scope", arguments: Scope.allCases)
    func unwitnessed(scope: Scope) async throws {
        let ceremony = try audit.ceremony(on: path, signers: [audit.inspector])
        let report = try await verify(ceremony, scope: scope)
        #expect(report.verdict == .rejected)
        #expect(Set(report.faults) == ["plan-witnesses", "draw-witnesses", "sample-not-drawn"])
    }

    @Test("may allow failures: up to so many the bound speaks, beyond that the bundle is rejected")
    func allowed() async throws {
        let bad = try TestRun("bad-run")
        try bad.openSession()
        let stranger = try SecretKey.generate(name: "stranger", withMLDSA: false)
        for _ in 0..<6 {
            try bad.steps(199)
            bad.signer = stranger
            try bad.steps(1)
            bad.signer = bad.sessionKey
        }
        let path = try await bad.seal()
        func judge(allowing allowed: Int) async throws -> Report {
            let ceremony = try audit.ceremony(on: path) { plan in
                plan.allowed = allowed
                plan.goodRate = 9_800
                // Of 1,200: five of the six bad steps are left out twice in a million draws.
                plan.strata[0].sample = 1_140
            }
            return try await bad.verify(
                path,
                scope: .sample,
                change: { $0.sample = .ceremony(ceremony) },
                trust: audit.trust(bad)
            )
        }
        let strict = try await judge(allowing: 0)
        let failed = try #require(strict.sampling?.failed)
        #expect(strict.verdict == .rejected && strict.faults.contains("steps-failed"))
        try #require((2...6).contains(failed))
        let lenient = try await judge(allowing: 6)
        #expect(lenient.verdict == .accepted, "\(lenient.text)")
        #expect(lenient.findings.contains { $0.code == "steps-failed" && $0.outcome == .warn })
        #expect(lenient.sampling?.failed ?? 0 > 0)
    }

    @Test("is counted alone: picks by hand stand apart, and a bad one among them still rejects")
    func targeted() async throws {
        let ceremony = try audit.ceremony(on: path)
        let report = try await verify(ceremony, targets: [7, 7, 600])
        #expect(report.verdict == .accepted)
        #expect(report.targeted.map(\.pick) == [7, 600])
        let alone = try await verify(ceremony)
        #expect(report.sampling == alone.sampling && report.stepsChecked == alone.stepsChecked)
        let beyond = try await verify(ceremony, targets: [601])
        #expect(beyond.faults == ["sample-leaf"])
    }
}

@Suite("Judgement of a bundle with bad steps")
struct BadStepTests {
    /// A bundle of 1,000 steps of which every so-many-th was signed by a stranger.
    private func bundle(badEvery every: Int) async throws -> (run: TestRun, path: String) {
        let run = try TestRun("bad-every-\(every)")
        try run.openSession()
        let stranger = try SecretKey.generate(name: "stranger", withMLDSA: false)
        for _ in 0..<(1_000 / every) {
            try run.steps(every - 1)
            run.signer = stranger
            try run.steps(1)
            run.signer = run.sessionKey
        }
        return (run, try await run.seal())
    }

    @Test("agrees with the statistics over many seeds", arguments: [100, 200])
    func rates(every: Int) async throws {
        let rounds = Effort.rounds(1_000, usual: 200)
        let (run, path) = try await bundle(badEvery: every)
        let all = try await run.verify(path)
        let bad = Set(all.steps.filter { !$0.isValid }.map(\.pick))
        #expect(bad.count == 1_000 / every && all.stepsChecked == 1_000)
        let size = try SampleSize.least(
            population: 1_000,
            goodRate: 9_900,
            allowed: 0,
            confidence: Confidence(basisPoints: 9_500)
        )
        var accepted = 0
        for number in 0..<rounds {
            let sample = try Sampler(seed: "seed \(number)", population: 1_000).sample(size)
            let isClean = bad.isDisjoint(with: sample.items)
            if isClean { accepted += 1 }
            // A share of them through the whole verifier: its verdict is what the draw says.
            guard number % (rounds / Effort.rounds(20, usual: 10)) == 0 else { continue }
            let report = try await run.verify(path, scope: .sample) {
                $0.sample = .drawn(count: size, seed: "seed \(number)")
            }
            #expect((report.verdict == .accepted) == isClean, "seed \(number)")
        }
        let chance = try ChanceOfMissing.text(population: 1_000, bad: bad.count, sampled: size)
        let expected = try #require(Double(chance))
        let deviation = (expected * (1 - expected) / Double(rounds)).squareRoot()
        #expect(
            abs(Double(accepted) / Double(rounds) - expected) < 4 * deviation,
            "\(accepted) of \(rounds), want \(chance)"
        )
    }
}
