import Audit
import Bytes
import Leaves
import Reports
import Sampling
import Testing
import Trust

@testable import Verification

/// Each demand on accepting, in a report that meets all others.
@Suite("What stands between a report and a receipt")
struct AcceptanceTests {
    /// A run of twenty steps, its bundle, and a policy with the standard demands.
    struct Case {
        let run: TestRun
        let path: String
        var policy: Policy

        init() async throws {
            run = try TestRun()
            try run.openSession()
            try run.steps(20, blob: { $0 % 2 == 0 ? [UInt8($0)] : nil })
            path = try await run.seal()
            policy = try run.trust().policy
        }

        /// Changes one of the standard demands.
        mutating func demand(_ change: (inout AcceptancePolicy) -> Void) {
            var acceptance = AcceptancePolicy.standard
            change(&acceptance)
            policy.statedAcceptance = acceptance
        }

        func report(
            _ scope: Scope = .all,
            _ sample: VerificationRequest.Sample = .everyStep,
            previous: VerificationRequest.Previous = .first
        ) async throws -> VerificationResult {
            try await run.judge(
                path,
                scope: scope,
                change: {
                    $0.previous = previous
                    $0.sample = sample
                }
            )
        }

        /// Half of the steps, as a good ceremony draws them, and what they say of all.
        func drawn(
            goodAtLeast: Int = 20,
            failed: Int = 0,
            confidence: Int = 9_500,
            witnesses: [String]? = ["v", "w"]
        ) async throws -> VerificationResult {
            var result = try await report(.all, .drawn(count: 10, seed: "12345678901234567890"))
            var demands = SamplingOutcome.Demands()
            demands.confidence = confidence
            result.report.sampling = SamplingOutcome(
                demands: demands,
                strata: [
                    .init(
                        number: 1,
                        first: 1,
                        last: 20,
                        seed: "12345678901234567890",
                        rule: .drawn,
                        sampled: 10,
                        failed: failed,
                        goodAtLeast: goodAtLeast
                    )
                ],
                missed: [],
                ceremony: witnesses.map { Case.ceremony($0) }
            )
            return result
        }

        private static func ceremony(_ witnesses: [String]) -> SamplingOutcome.CeremonyRecord {
            SamplingOutcome.CeremonyRecord(
                plan: TestRun.digest("plan"),
                draw: TestRun.digest("draw"),
                dice: "31415926535897932384",
                round: 1,
                purpose: "audit",
                previousPlan: nil,
                inspectors: ["i"],
                witnesses: witnesses
            )
        }

        func refusals(_ result: VerificationResult) -> [RefusalCode] {
            result.refusals(under: policy).map(\.code)
        }
    }

    @Test("nothing does where every step was looked at, or a ceremony drew those that were")
    func nothing() async throws {
        let all = try await Case()
        for scope in [Scope.log, .all] {
            let result = try await all.report(scope)
            #expect(result.report.verdict == .accepted && result.report.statement?.source == .everyStep)
            #expect(all.refusals(result) == [])
        }
        let drawn = try await all.drawn()
        #expect(all.refusals(drawn) == [])
        #expect(drawn.report.statement?.source == .ceremony && drawn.report.statement?.confidence == 9_500)
    }

    @Test("a verdict that is not accepted")
    func verdict() async throws {
        let it = try await Case()
        for outcome in [Finding.Outcome.fail, .unfinished] {
            var result = try await it.report()
            result.add(Finding(.hints, outcome, code: "x", subject: "", detail: ""))
            #expect(it.refusals(result) == [.verdict])
        }
        var result = try await it.report()
        result.add(Finding(.hints, .warn, code: "x", subject: "", detail: ""))
        #expect(it.refusals(result) == [], "the knock-out")
    }

    @Test("a scope that read too little")
    func scope() async throws {
        var it = try await Case()
        let sample = try await it.report(.sample, .drawn(count: 20, seed: "12345678901234567890"))
        #expect(sample.report.verdict == .accepted && it.refusals(sample) == [.scope])
        it.demand { $0.scope = .all }
        #expect(try await it.refusals(it.report(.log)) == [.scope])
        #expect(try await it.refusals(it.report(.all)) == [], "the knock-out")
        it.demand { $0.scope = .log }
        #expect(try await it.refusals(it.report(.log)) == [], "the knock-out")
    }

    @Test("continuity that nobody checked")
    func continuity() async throws {
        let it = try await Case()
        let result = try await it.report(previous: .unknown)
        #expect(result.report.verdict == .accepted && it.refusals(result) == [.continuity])
        #expect(result.refusals(under: it.policy)[0].detail.contains("--previous"))
    }

    @Test("a sample of nothing")
    func empty() async throws {
        let it = try await Case()
        let result = try await it.report(.all, .none)
        #expect(it.refusals(result) == [.empty] && result.report.statement == nil)
    }

    @Test("a sample that no ceremony drew, unless policy asks for none")
    func ceremony() async throws {
        var it = try await Case()
        let result = try await it.drawn(witnesses: nil)
        #expect(result.report.statement?.source == .seed && it.refusals(result) == [.ceremony])
        it.demand { $0.ceremony = false }
        #expect(it.refusals(result) == [], "the knock-out")
        it.policy.statedAcceptance = nil
        let all = try await it.report(.all, .drawn(count: 20, seed: "12345678901234567890"))
        #expect(it.refusals(all) == [], "who draws all need not be trusted")
    }

    @Test("a ceremony with too few witnesses")
    func witnesses() async throws {
        var it = try await Case()
        let result = try await it.drawn(witnesses: ["v"])
        #expect(it.refusals(result) == [.witnesses])
        it.demand { $0.witnesses = 1 }
        #expect(it.refusals(result) == [], "the knock-out")
    }

    @Test("too many bad steps in the sample, although the plan allows some")
    func sampleRate() async throws {
        var it = try await Case()
        var result = try await it.drawn(failed: 1)
        result.report.stepsValid = 9
        #expect(result.report.verdict == .accepted && it.refusals(result) == [.sampleRate])
        it.demand { $0.sampleRate = 9_000 }
        #expect(it.refusals(result) == [], "the knock-out")
    }

    @Test("a bound that is too low, or none at all")
    func population() async throws {
        var it = try await Case()
        var result = try await it.drawn(goodAtLeast: 19)
        #expect(it.refusals(result) == [.population])
        it.demand { $0.goodRate = 9_500 }
        #expect(it.refusals(result) == [], "the knock-out")
        it.demand { $0.ceremony = false }
        result.report.sampling = nil
        #expect(result.report.statement == nil && it.refusals(result) == [.population])
    }

    @Test("a confidence below that of the policy")
    func confidence() async throws {
        var it = try await Case()
        let result = try await it.drawn(confidence: 9_499)
        #expect(it.refusals(result) == [.confidence])
        it.demand { $0.confidence = 9_499 }
        #expect(it.refusals(result) == [], "the knock-out")
        it.demand { $0.confidence = 9_999 }
        #expect(try await it.refusals(it.report()) == [], "nothing is left to chance")
    }

    @Test("sessions of another kind, or none")
    func sessions() async throws {
        var it = try await Case()
        var result = try await it.report()
        it.demand { $0.sessions = ["sev-snp", "tdx"] }
        #expect(it.refusals(result) == [.sessions])
        it.demand { $0.sessions = ["software", "tdx"] }
        #expect(it.refusals(result) == [], "the knock-out")
        result.report.sessions = []
        #expect(it.refusals(result) == [.sessions])
        it.demand { $0.sessions = nil }
        #expect(it.refusals(result) == [], "the knock-out")
    }

    @Test("too few steps with a proof of a kind, or proofs of it that nobody judged")
    func coverage() async throws {
        var it = try await Case()
        let result = try await it.report()
        func demand(_ kind: String, _ rate: Int) -> [RefusalCode] {
            it.demand { $0.coverage = [.init(kind: kind, rate: rate)] }
            return it.refusals(result)
        }
        #expect(demand("attested/1", 10_000) == [])
        #expect(demand("replay/1", 1) == [.coverage])
        #expect(demand("opaque/1", 5_001) == [.coverage])
        #expect(demand("opaque/1", 5_000) == [.coverage], "half of them carry one, but nobody judged it")
        #expect(result.refusals(under: it.policy)[0].detail.contains("not judged"))
        var judged = result
        judged.coverage["replay/1"] = 10
        it.demand { $0.coverage = [.init(kind: "replay/1", rate: 5_000)] }
        #expect(it.refusals(judged) == [], "the knock-out")
    }

    @Test("custody that nobody checked")
    func custody() async throws {
        var it = try await Case()
        it.demand { $0.custody = true }
        var result = try await it.report()
        #expect(it.refusals(result) == [.custody])
        #expect(result.refusals(under: it.policy)[0].detail.contains("no custody folder"))
        result.add(Finding(.custody, .pass, code: "ok", subject: "", detail: ""))
        #expect(it.refusals(result) == [], "the knock-out")
    }

    @Test("every reason is said, in one order, and large numbers do no harm")
    func together() async throws {
        var it = try await Case()
        it.demand {
            $0.scope = .all
            $0.sessions = ["tdx"]
            $0.coverage = [.init(kind: "replay/1", rate: 1)]
            $0.custody = true
        }
        var result = try await it.report(.log, .drawn(count: 10, seed: "1"), previous: .unknown)
        result.report.sampling = nil
        result.add(Finding(.hints, .fail, code: "x", subject: "", detail: ""))
        #expect(
            it.refusals(result) == [
                .verdict, .scope, .continuity, .ceremony, .population, .sessions, .coverage, .custody,
            ]
        )
        result.report.bundle?.population = .max
        result.coverage = ["replay/1": .max]
        #expect(!it.refusals(result).contains(.coverage))
    }
}

extension VerificationResult {
    /// Adds a finding and what follows from it.
    fileprivate mutating func add(_ finding: Finding) {
        report.findings.append(finding)
        report.verdict = Verdict(report.findings)
    }
}
