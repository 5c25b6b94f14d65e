import Bytes
import Keys
import SecretKeys
import Testing
import Trust

@testable import Audit

/// Each fault happens, and its repair passes.
@Suite("Faults of a ceremony")
struct FaultTests {
    let segment = Samples.segment()
    let twoWay = Samples.segment(twoWay: true)

    @Test("a ceremony as it should be has none, one way and two way")
    func sound() throws {
        for segment in [segment, twoWay] {
            let judgement = try Samples.judge(Samples.ceremony(of: segment), segment)
            #expect(judgement.faults == [])
            #expect(judgement.inspectors == ["inspector"])
            #expect(judgement.witnesses == ["witness", "witness2"])
            #expect(judgement.strata.count == 1 && judgement.picks[0].count == 238)
        }
    }

    @Test(
        "plan and draw want the threshold of inspectors, and a signature of a known key that fails spoils them"
    )
    func unsigned() throws {
        let trust = try Samples.trust(inspectors: 2)
        let alone = try Samples.judge(Samples.ceremony(), trust: trust)
        #expect(alone.codes == [.planUnsigned, .drawUnsigned] && alone.strata.isEmpty)
        let both = Samples.everyone + [.inspector2]
        let repaired = try Samples.ceremony(planSigners: both, drawSigners: both)
        #expect(try Samples.judge(repaired, trust: trust).faults == [])

        let good = try Samples.ceremony()
        var plan = good.plan
        let strange = Signature(keyIdentifier: try Samples.key(.witness3).publicKey.identifier, bytes: [1])
        plan.signatures.append(strange)
        let spoiled = try Ceremony(plan: plan, draw: good.draw)
        #expect(try Samples.judge(spoiled).codes == [.planUnsigned])
        #expect(try Samples.judge(spoiled).faults[0].detail.contains("signature-invalid"))
    }

    @Test("strangers, and people in another role, do not count, and the fault says why")
    func reasons() throws {
        let signers: [Samples.Signer] = [.stranger, .exporter, .witness, .witness2]
        let judgement = try Samples.judge(Samples.ceremony(planSigners: signers))
        #expect(judgement.codes == [.planUnsigned, .drawUnsigned])
        let detail = try #require(judgement.faults.first?.detail)
        #expect(detail.hasPrefix("got 0 of 1 people with role inspector"))
        #expect(detail.contains("signature-unknown-key") && detail.contains("role-missing"))
        #expect(detail.split(separator: ";").count == 3)
    }

    @Test("witnesses must be as many as the plan and the trust file want, and none of them an inspector")
    func witnesses() throws {
        let one = try Samples.ceremony(planSigners: [.inspector, .witness])
        #expect(try Samples.judge(one).codes == [.planWitnesses, .drawWitnesses])
        let fewer = try Samples.ceremony(plan: { $0.witnesses = 1 }, planSigners: [.inspector, .witness])
        #expect(try Samples.judge(fewer).faults == [])
        var strict = try Samples.trust()
        try strict.setThreshold(.witness, 2)
        #expect(try Samples.judge(fewer, trust: strict).codes == [.planWitnesses, .drawWitnesses])
        // Who may be both is an inspector here, and cannot stand for a second witness.
        let both = try Samples.ceremony(
            planSigners: [.inspector, .both, .witness],
            drawSigners: [.inspector, .both, .witness]
        )
        #expect(try Samples.judge(both).codes == [.planWitnesses, .drawWitnesses])
        #expect(try Samples.judge(both).inspectors == ["both", "inspector"])
        let none = try Samples.ceremony(
            plan: { $0.witnesses = 0 },
            planSigners: [.both],
            drawSigners: [.both]
        )
        #expect(try Samples.judge(none).faults == [])
    }

    @Test("a plan for another bundle names each difference")
    func otherBundle() throws {
        let ceremony = try Samples.ceremony()
        var other = segment
        other.manifest = .zero
        other.segment.run = .zero
        other.origin = "lab.example/run/2"
        other.segment.from += 1
        other.segment.to += 1
        other.segment.root = .zero
        other.population += 1
        let judgement = try Samples.judge(ceremony, other)
        #expect(Set(judgement.codes) == [.planOtherBundle])
        let names = ["manifest", "run", "origin", "from", "to", "root", "population"]
        #expect(judgement.faults.map(\.subject) == names)
        #expect(try Samples.judge(ceremony, nil).faults == [])
    }

    @Test(
        "strata must cover every step once",
        arguments: [
            [1...999], [2...1_000], [1...500, 502...1_000], [1...500, 500...1_000], [501...1_000, 1...500],
            [1...1_001],
        ]
    )
    func strata(_ ranges: [ClosedRange<Int>]) throws {
        let ceremony = try Samples.ceremony(plan: {
            $0.strata = ranges.map { .init(first: $0.lowerBound, last: $0.upperBound, sample: 300) }
        })
        #expect(try Samples.judge(ceremony).codes == [.planStrata])
        let repaired = try Samples.ceremony(plan: {
            $0.strata = [
                .init(first: 1, last: 500, sample: 300), .init(first: 501, last: 1_000, sample: 300),
            ]
        })
        #expect(try Samples.judge(repaired).faults == [])
        let greedy = try Samples.ceremony(plan: { $0.strata[0].sample = 1_001 })
        #expect(try Samples.judge(greedy).codes == [.planStrata])
    }

    @Test("the sample is as large as the plan's own claim needs, over all strata together")
    func sampleSize() throws {
        let small = try Samples.ceremony(plan: { $0.strata[0].sample = 237 })
        #expect(try Samples.judge(small).codes == [.planSampleSmall])
        #expect(try Samples.judge(small).faults[0].detail == "got 237 of 1000 steps, want 238 or more")
        #expect(try Samples.judge(Samples.ceremony(plan: { $0.strata[0].sample = 1_000 })).faults == [])
        let humble = try Samples.ceremony(plan: {
            $0.strata[0].sample = 237
            $0.confidence = 9_000
        })
        #expect(try Samples.judge(humble).faults == [])
        // 238 of each half would do for one statement; two statements together want more.
        let halves = try Samples.ceremony(plan: {
            $0.strata = [
                .init(first: 1, last: 500, sample: 225), .init(first: 501, last: 1_000, sample: 400),
            ]
        })
        let judgement = try Samples.judge(halves)
        #expect(judgement.codes == [.planSampleSmall] && judgement.faults[0].subject == "stratum 1")
    }

    @Test("a thousand strata of any size are judged by as many tails, whoever signed")
    func hugeStrata() throws {
        let size = 1 << 42
        let judgement = try Samples.judge(
            Samples.ceremony(plan: {
                $0.population = 1_000 * size
                $0.allowed = 10_000
                $0.goodRate = 9_999
                $0.confidence = 9_999
                $0.strata = (0..<1_000).map {
                    .init(first: $0 * size + 1, last: ($0 + 1) * size, sample: 1_000)
                }
            })
        )
        #expect(judgement.faults.count { $0.code == .planSampleSmall } == 1_000)
    }

    @Test("plan and bundle must agree whether and where the producer committed")
    func commitment() throws {
        #expect(try Samples.judge(Samples.ceremony(), twoWay).codes.contains(.planCommitment))
        let elsewhere = try Samples.ceremony(of: twoWay, plan: { $0.commitment = 102 })
        #expect(try Samples.judge(elsewhere, twoWay).codes == [.planCommitment])
        #expect(try Samples.judge(Samples.ceremony(of: twoWay), segment).codes == [.planCommitment])
        #expect(try Samples.judge(Samples.ceremony(of: twoWay), twoWay).faults == [])
    }

    @Test("openings stay within the budget of the run")
    func budget() throws {
        let asks = try Samples.ceremony(plan: { $0.openings = ["replay/1"] })
        func codes(_ budget: Int?) throws -> [CeremonyFaultCode] {
            try Samples.judge(asks, Samples.segment(budget: budget)).codes
        }
        #expect(try codes(237) == [.planBudget] && codes(0) == [.planBudget])
        #expect(try codes(238) == [] && codes(nil) == [])
        #expect(try Samples.judge(Samples.ceremony(), Samples.segment(budget: 0)).faults == [])
    }

    @Test("a two-way audit needs the reveal, signed by the exporter, of this plan and this commitment")
    func reveal() throws {
        let good = try Samples.ceremony(of: twoWay)
        let withheld = try Ceremony(plan: good.plan, draw: good.draw)
        #expect(try Samples.judge(withheld, twoWay).codes == [.revealMissing, .drawSecret])
        let unsigned = try Samples.ceremony(of: twoWay, revealSigners: [.inspector])
        #expect(try Samples.judge(unsigned, twoWay).codes == [.revealUnsigned])
        let other = try Samples.ceremony(of: twoWay, reveal: { $0.plan = .zero })
        #expect(try Samples.judge(other, twoWay).codes == [.revealOtherPlan])
        let wrong = try Samples.ceremony(of: twoWay, reveal: { $0.secret = .zero })
        #expect(try Samples.judge(wrong, twoWay).codes == [.revealMismatch])
        var oneWay = try Samples.ceremony()
        oneWay = try Ceremony(plan: oneWay.plan, reveal: good.reveal, draw: oneWay.draw)
        #expect(try Samples.judge(oneWay).codes == [.revealUnexpected, .drawSecret])
    }

    @Test("nothing is drawn before somebody draws")
    func drawMissing() throws {
        var ceremony = try Ceremony(planning: Samples.plan())
        try Samples.sign(&ceremony, .plan)
        let trust = try Samples.trust()
        let time = try Timestamp(Samples.time)
        #expect(ceremony.judgePlan(trust: trust, at: time, segment: segment).faults == [])
        let judgement = ceremony.judge(trust: trust, at: time, segment: segment)
        #expect(judgement.codes == [.drawMissing] && judgement.strata.isEmpty && judgement.draw == nil)
    }

    @Test("the draw wants its own witnesses, and everybody who signed the plan")
    func drawSigners() throws {
        let one = try Samples.ceremony(plan: { $0.witnesses = 1 }, drawSigners: [.inspector])
        #expect(try Samples.judge(one).codes == [.drawWitnesses, .drawSignerMissing, .drawSignerMissing])
        let other = try Samples.ceremony(drawSigners: [.inspector, .witness, .witness3])
        let judgement = try Samples.judge(other)
        #expect(judgement.codes == [.drawWitnesses, .drawSignerMissing])
        #expect(judgement.faults[1].subject == "witness2")
        let more = try Samples.ceremony(drawSigners: Samples.everyone + [.witness3])
        #expect(try Samples.judge(more).faults == [])
        #expect(try Samples.judge(more).witnesses == ["witness", "witness2"])
    }

    @Test("the draw names this plan, answers it, and comes after it")
    func draw() throws {
        let other = try Samples.ceremony(draw: { $0.plan = .zero })
        #expect(try Samples.judge(other).codes == [.drawOtherPlan])
        for dice in ["3141592653589793238", "314159265358979323846"] {
            let ceremony = try Samples.ceremony(draw: { $0.outcome = .dice(dice) })
            #expect(try Samples.judge(ceremony).codes == [.drawOutcome], "\(dice)")
        }
        let beacon = try Samples.ceremony(draw: { $0.outcome = .beacon(.zero) })
        #expect(try Samples.judge(beacon).codes == [.drawOutcome])
        let planned = try Samples.ceremony(
            plan: { $0.randomness = .beacon(name: "drand.quicknet", round: 7) },
            draw: { $0.outcome = .beacon(.zero) }
        )
        #expect(try Samples.judge(planned).faults == [])
        let early = try Samples.ceremony(draw: { $0.drawnAt = try Timestamp("2026-06-01T08:59:59Z") })
        #expect(try Samples.judge(early).codes == [.drawTimes])
        let same = try Samples.ceremony(draw: { $0.drawnAt = try Timestamp("2026-06-01T09:00:00Z") })
        #expect(try Samples.judge(same).faults == [])
    }

    @Test("the draw uses the secret that was revealed")
    func secret() throws {
        let none = try Samples.ceremony(of: twoWay, draw: { $0.secret = nil })
        #expect(try Samples.judge(none, twoWay).codes == [.drawSecret])
        let invented = try Samples.ceremony(draw: { $0.secret = Samples.secret })
        #expect(try Samples.judge(invented).codes == [.drawSecret])
        #expect(try Samples.judge(Samples.ceremony(of: twoWay), twoWay).faults == [])
    }
}
