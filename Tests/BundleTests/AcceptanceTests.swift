import Audit
import Bytes
import Leaves
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
        ) async throws -> Report {
            try await run.verify(
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
        ) async throws -> Report {
            var report = try await report(.all, .drawn(count: 10, seed: "12345678901234567890"))
            var demands = SamplingOutcome.Demands()
            demands.confidence = confidence
            report.sampling = SamplingOutcome(
                demands: demands,
                strata: [
                    .init(
                        number: 1,
                        first: 1,
                        last: 20,
                        seed: "12345678901234567890",
                        rule: "drawn",
                        sampled: 10,
                        failed: failed,
                        goodAtLeast: goodAtLeast
                    )
                ],
                missed: [],
                ceremony: witnesses.map { Case.ceremony($0) }
            )
            return report
        }

        private static func ceremony(_ witnesses: [String]) -> SamplingOutcome.CeremonyRecord {
            SamplingOutcome.CeremonyRecord(
                plan: TestRun.digest("plan"),
                draw: TestRun.digest("draw"),
                outcome: .dice("31415926535897932384"),
                round: 1,
                purpose: "audit",
                previousPlan: nil,
                inspectors: ["i"],
                witnesses: witnesses
            )
        }

        func refusals(_ report: Report) -> [RefusalCode] { report.refusals(under: policy).map(\.code) }
    }

    @Test("nothing does where every step was looked at, or a ceremony drew those that were")
    func nothing() async throws {
        let all = try await Case()
        for scope in [Scope.log, .all] {
            let report = try await all.report(scope)
            #expect(report.verdict == .accepted && report.statement?.source == .everyStep)
            #expect(all.refusals(report) == [])
        }
        let drawn = try await all.drawn()
        #expect(all.refusals(drawn) == [])
        #expect(drawn.statement?.source == .ceremony && drawn.statement?.confidence == 9_500)
    }

    @Test("a verdict that is not accepted")
    func verdict() async throws {
        let it = try await Case()
        for outcome in [Finding.Outcome.fail, .unfinished] {
            var report = try await it.report()
            report.findings.append(Finding(.hints, outcome, code: "x", subject: "", detail: ""))
            #expect(it.refusals(report) == [.verdict])
        }
        var report = try await it.report()
        report.findings.append(Finding(.hints, .warn, code: "x", subject: "", detail: ""))
        #expect(it.refusals(report) == [], "the knock-out")
    }

    @Test("a scope that read too little")
    func scope() async throws {
        var it = try await Case()
        let sample = try await it.report(.sample, .drawn(count: 20, seed: "12345678901234567890"))
        #expect(sample.verdict == .accepted && it.refusals(sample) == [.scope])
        it.demand { $0.scope = .all }
        #expect(try await it.refusals(it.report(.log)) == [.scope])
        #expect(try await it.refusals(it.report(.all)) == [], "the knock-out")
        it.demand { $0.scope = .log }
        #expect(try await it.refusals(it.report(.log)) == [], "the knock-out")
    }

    @Test("continuity that nobody checked")
    func continuity() async throws {
        let it = try await Case()
        let report = try await it.report(previous: .unknown)
        #expect(report.verdict == .accepted && it.refusals(report) == [.continuity])
        #expect(report.refusals(under: it.policy)[0].detail.contains("--previous"))
    }

    @Test("a sample of nothing")
    func empty() async throws {
        let it = try await Case()
        let report = try await it.report(.all, .none)
        #expect(it.refusals(report) == [.empty] && report.statement == nil)
    }

    @Test("a sample that no ceremony drew, unless policy asks for none")
    func ceremony() async throws {
        var it = try await Case()
        let report = try await it.drawn(witnesses: nil)
        #expect(report.statement?.source == .seed && it.refusals(report) == [.ceremony])
        it.demand { $0.ceremony = false }
        #expect(it.refusals(report) == [], "the knock-out")
        it.policy.statedAcceptance = nil
        let all = try await it.report(.all, .drawn(count: 20, seed: "12345678901234567890"))
        #expect(it.refusals(all) == [], "who draws all need not be trusted")
    }

    @Test("a ceremony with too few witnesses")
    func witnesses() async throws {
        var it = try await Case()
        let report = try await it.drawn(witnesses: ["v"])
        #expect(it.refusals(report) == [.witnesses])
        it.demand { $0.witnesses = 1 }
        #expect(it.refusals(report) == [], "the knock-out")
    }

    @Test("too many bad steps in the sample, although the plan allows some")
    func sampleRate() async throws {
        var it = try await Case()
        var report = try await it.drawn(failed: 1)
        report.tally = StepTally(keepsAll: true, limit: 100)
        for pick in 1...10 {
            let proof = SampledStep.Proof(kind: "attested/1", code: pick == 3 ? "bad" : "ok", detail: "")
            report.tally.take(
                SampledStep(
                    ticket: pick,
                    stratum: 1,
                    pick: pick,
                    leaf: pick,
                    step: pick,
                    session: .zero,
                    metrics: [],
                    proofs: [proof],
                    path: []
                )
            )
        }
        #expect(report.verdict == .accepted && it.refusals(report) == [.sampleRate])
        it.demand { $0.sampleRate = 9_000 }
        #expect(it.refusals(report) == [], "the knock-out")
    }

    @Test("a bound that is too low, or none at all")
    func population() async throws {
        var it = try await Case()
        var report = try await it.drawn(goodAtLeast: 19)
        #expect(it.refusals(report) == [.population])
        it.demand { $0.goodRate = 9_500 }
        #expect(it.refusals(report) == [], "the knock-out")
        it.demand { $0.ceremony = false }
        report.sampling = nil
        #expect(report.statement == nil && it.refusals(report) == [.population])
    }

    @Test("a confidence below that of the policy")
    func confidence() async throws {
        var it = try await Case()
        let report = try await it.drawn(confidence: 9_499)
        #expect(it.refusals(report) == [.confidence])
        it.demand { $0.confidence = 9_499 }
        #expect(it.refusals(report) == [], "the knock-out")
        it.demand { $0.confidence = 9_999 }
        #expect(try await it.refusals(it.report()) == [], "nothing is left to chance")
    }

    @Test("sessions of another kind, or none")
    func sessions() async throws {
        var it = try await Case()
        var report = try await it.report()
        it.demand { $0.sessions = ["sev-snp", "tdx"] }
        #expect(it.refusals(report) == [.sessions])
        it.demand { $0.sessions = ["software", "tdx"] }
        #expect(it.refusals(report) == [], "the knock-out")
        report.sessions = []
        #expect(it.refusals(report) == [.sessions])
        it.demand { $0.sessions = nil }
        #expect(it.refusals(report) == [], "the knock-out")
    }

    @Test("too few steps with a proof of a kind, or proofs of it that nobody judged")
    func coverage() async throws {
        var it = try await Case()
        let report = try await it.report()
        func demand(_ kind: String, _ rate: Int) -> [RefusalCode] {
            it.demand { $0.coverage = [.init(kind: kind, rate: rate)] }
            return it.refusals(report)
        }
        #expect(demand("attested/1", 10_000) == [])
        #expect(demand("replay/1", 1) == [.coverage])
        #expect(demand("opaque/1", 5_001) == [.coverage])
        #expect(demand("opaque/1", 5_000) == [.coverage], "half of them carry one, but nobody judged it")
        #expect(report.refusals(under: it.policy)[0].detail.contains("not judged"))
        var judged = report
        judged.coverage["replay/1"] = 10
        it.demand { $0.coverage = [.init(kind: "replay/1", rate: 5_000)] }
        #expect(it.refusals(judged) == [], "the knock-out")
    }

    @Test("custody that nobody checked")
    func custody() async throws {
        var it = try await Case()
        it.demand { $0.custody = true }
        var report = try await it.report()
        #expect(it.refusals(report) == [.custody])
        #expect(report.refusals(under: it.policy)[0].detail.contains("no custody folder"))
        report.findings.append(Finding(.custody, .pass, code: "ok", subject: "", detail: ""))
        #expect(it.refusals(report) == [], "the knock-out")
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
        var report = try await it.report(.log, .drawn(count: 10, seed: "1"), previous: .unknown)
        report.sampling = nil
        report.findings.append(Finding(.hints, .fail, code: "x", subject: "", detail: ""))
        #expect(
            it.refusals(report) == [
                .verdict, .scope, .continuity, .ceremony, .population, .sessions, .coverage, .custody,
            ]
        )
        report.population = .max
        report.coverage = ["replay/1": .max]
        #expect(!it.refusals(report).contains(.coverage))
    }
}
