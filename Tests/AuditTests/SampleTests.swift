import Bytes
import Sampling
import TestSupport
import Testing

@testable import Audit

@Suite("Samples of a ceremony")
struct SampleTests {
    /// Populations and strata that meet every rule, dice and beacons, one way and two way.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let population: Int
        var strata = 1
        var sample: Int?
        var isTwoWay = false
        var isBeacon = false
        var round = 1
        let rules: [Sample.Rule]
    }

    static let cases = [
        Case(testDescription: "dice", population: 1_000, rules: [.drawn]),
        Case(testDescription: "beacon", population: 1_000, isBeacon: true, rules: [.drawn]),
        Case(testDescription: "two-way", population: 2_000, isTwoWay: true, round: 3, rules: [.drawn]),
        Case(testDescription: "more than half", population: 300, rules: [.leftOut]),
        Case(testDescription: "half", population: 600, sample: 300, rules: [.drawn]),
        Case(testDescription: "everything", population: 20, sample: 20, rules: [.everything]),
        Case(
            testDescription: "three strata",
            population: 1_000,
            strata: 3,
            sample: 300,
            isTwoWay: true,
            isBeacon: true,
            rules: [.leftOut, .leftOut, .leftOut]
        ),
        Case(
            testDescription: "two strata of many steps",
            population: 4_001,
            strata: 2,
            sample: 360,
            rules: [.drawn, .drawn]
        ),
    ]

    static func ceremony(_ test: Case) throws -> (Ceremony, AuditedSegment) {
        let segment = Samples.segment(population: test.population, twoWay: test.isTwoWay)
        let beacon = Samples.digest("beacon")
        let ceremony = try Samples.ceremony(
            of: segment,
            plan: {
                $0.strata = try Samples.plan(of: segment, strata: test.strata).strata
                if let sample = test.sample {
                    for index in $0.strata.indices { $0.strata[index].sample = sample }
                }
                if test.isBeacon { $0.randomness = .beacon(name: "nist.beacon-2", round: 77) }
                if test.round > 1 {
                    $0.round = test.round
                    $0.previousPlan = .zero
                    $0.openings = ["replay/1"]
                }
            },
            draw: { if test.isBeacon { $0.outcome = .beacon(beacon) } }
        )
        return (ceremony, segment)
    }

    /// Each rule, a beacon and dice, one way and two way, one stratum and three.
    @Test(
        "are drawn again by a shell script from the signed file alone",
        arguments: Effort.cases(cases, usual: [1, 3, 5, 6])
    )
    func script(_ test: Case) throws {
        let (ceremony, segment) = try Self.ceremony(test)
        let judgement = try Samples.judge(ceremony, segment)
        #expect(judgement.faults == [] && judgement.strata.map(\.sample.rule) == test.rules)
        let scratch = try ScratchFolder()
        let file = "\(scratch.path)/week1.audit.json"
        try AtomicFile.write(ceremony.canonicalBytes, to: file)
        let script = "\(Vectors.packageRoot)/Docs/redo-sample.sh"
        let outcome = try Command.tool("sh", script, file)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.lines.map(String.init) == judgement.picks.joined().map { "\($0)" })
        #expect(outcome.messages.contains("plan \(ceremony.planned.digest)"))
        for stratum in judgement.strata { #expect(outcome.messages.contains("seed \(stratum.seed)")) }
    }

    @Test("are refused by the script where there is none, or one of another plan")
    func scriptRefuses() throws {
        let scratch = try ScratchFolder()
        let script = "\(Vectors.packageRoot)/Docs/redo-sample.sh"
        let file = "\(scratch.path)/week1.audit.json"
        let good = try Samples.ceremony()
        try AtomicFile.write(Ceremony(planning: good.planned).canonicalBytes, to: file)
        #expect(try Command.tool("sh", script, file).status == 2)
        try AtomicFile.write(
            Samples.ceremony(draw: { $0.plan = .zero }).canonicalBytes,
            to: file
        )
        #expect(try Command.tool("sh", script, file).status == 1)
        #expect(try Command.tool("sh", script).status == 64)
    }

    @Test("cover each stratum with its own seed, and picks within it")
    func strata() throws {
        for test in Self.cases {
            let (ceremony, segment) = try Self.ceremony(test)
            let judgement = try Samples.judge(ceremony, segment)
            #expect(Set(judgement.strata.map(\.seed)).count == test.strata)
            for (stratum, planned) in zip(judgement.strata, ceremony.planned.strata) {
                #expect(stratum.picks.count == planned.sample && Set(stratum.picks).count == planned.sample)
                #expect(stratum.picks.allSatisfy { (stratum.first...stratum.last).contains($0) })
                #expect(stratum.picks == stratum.picks.sorted())
            }
        }
    }

    @Test("follow from seeds over the lines of the specification")
    func seed() throws {
        let plan = try Samples.plan()
        let draw = try Samples.draw(of: plan)
        let lines = """
            bulla-audit-seed/1
            manifest \(Samples.digest("manifest"))
            checkpoint lab.example/run/1 1150 \(Samples.digest("root"))
            plan \(plan.digest)
            secret -
            dice 31415926535897932384
            beacon -
            round 1
            stratum 2

            """
        #expect(DrawSeed.lines(of: plan, draw, stratum: 2) == lines)
        #expect(DrawSeed.text(of: plan, draw, stratum: 2) == SHA256.hash(Array(lines.utf8)).hex)
    }

    @Test("of contiguous parts: sizes differ by one at most", arguments: [1, 2, 3, 7, 20])
    func ranges(_ count: Int) {
        let ranges = AuditPlan.ranges(of: 20, in: count)
        #expect(ranges.count == count && ranges.flatMap { Array($0) } == Array(1...20))
        let sizes = ranges.map(\.count)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }
}
