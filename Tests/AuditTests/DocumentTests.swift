import Bytes
import Keys
import TestSupport
import Testing

@testable import Audit

@Suite("Documents of an audit")
struct DocumentTests {
    /// Plans with every optional member, and with none.
    static func plans() throws -> [AuditPlan] {
        var rich = try Samples.plan(of: Samples.segment(twoWay: true), strata: 4)
        rich.openings = ["attested/1", "replay/1"]
        rich.openingsDue = try Timestamp("2026-06-08T00:00:00Z")
        rich.previousPlan = Samples.digest("plan before")
        rich.purpose = .redraw
        rich.round = 2
        rich.randomness = .beacon(name: "nist.beacon-2", round: 1_234_567)
        return [try Samples.plan(), rich]
    }

    @Test("are read as they were written")
    func roundTrip() throws {
        for plan in try Self.plans() { #expect(try AuditPlan(canonical: plan.canonicalBytes) == plan) }
        let draw = try Samples.draw(of: Samples.plan(), secret: Samples.secret)
        #expect(try AuditDraw(canonical: draw.canonicalBytes) == draw)
        let beacon = AuditDraw(drawnAt: draw.drawnAt, outcome: .beacon(.zero), plan: .zero)
        #expect(try AuditDraw(canonical: beacon.canonicalBytes) == beacon)
        let reveal = AuditReveal(plan: .zero, secret: Samples.secret)
        #expect(try AuditReveal(canonical: reveal.canonicalBytes) == reveal)
        for segment in [Samples.segment(), Samples.segment(twoWay: true)] {
            let full = try Samples.ceremony(of: segment)
            #expect(try Ceremony(canonical: full.canonicalBytes) == full)
            let bare = try Ceremony(planning: full.planned)
            #expect(try Ceremony(canonical: bare.canonicalBytes) == bare)
        }
    }

    @Test("no mutated document is read in another spelling than its own")
    func mutations() throws {
        let plan = try Self.plans()[1].canonicalBytes
        try mutate(plan) { try AuditPlan(canonical: $0).canonicalBytes }
        let draw = try Samples.draw(of: Samples.plan(), secret: Samples.secret).canonicalBytes
        try mutate(draw) { try AuditDraw(canonical: $0).canonicalBytes }
        let reveal = AuditReveal(plan: .zero, secret: Samples.secret).canonicalBytes
        try mutate(reveal) { try AuditReveal(canonical: $0).canonicalBytes }
        let ceremony = try Samples.ceremony(of: Samples.segment(twoWay: true)).canonicalBytes
        try mutate(ceremony) { try Ceremony(canonical: $0).canonicalBytes }
    }

    /// Flips, cuts, doubles and inserts; what still reads must be written the same way again.
    private func mutate(_ good: [UInt8], _ read: ([UInt8]) throws -> [UInt8]) throws {
        var mixer = Mixer(state: UInt64(good.count))
        #expect(try read(good) == good)
        for count in good.indices where count % (count < 600 ? Effort.rounds(1, usual: 11) : 97) == 0 {
            #expect(throws: AuditError.self) { _ = try read(Array(good.prefix(count))) }
        }
        for _ in 0..<Effort.rounds(3_000, usual: 400) {
            var bytes = good
            let index = Int.random(in: bytes.indices, using: &mixer)
            switch Int.random(in: 0..<4, using: &mixer) {
            case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &mixer)
            case 1: bytes[index] = UInt8.random(in: 0...255, using: &mixer)
            case 2: bytes.insert(UInt8.random(in: 0x20..<0x7f, using: &mixer), at: index)
            default:
                let end = min(bytes.count, index + Int.random(in: 1..<40, using: &mixer))
                bytes.insert(contentsOf: bytes[index..<end], at: index)
            }
            do { #expect(try read(bytes) == bytes) } catch { #expect(error is AuditError) }
        }
    }

    @Test("a plan that no bundle could fit is refused, one at the limit is not")
    func limits() throws {
        typealias Change = (inout AuditPlan) -> Void
        let bad: [(String, Change)] = [
            ("confidence", { $0.confidence = 0 }), ("confidence", { $0.confidence = 10_000 }),
            ("good_rate", { $0.goodRate = 0 }), ("good_rate", { $0.goodRate = 10_000 }),
            ("allowed", { $0.allowed = 10_001 }), ("witnesses", { $0.witnesses = 33 }),
            ("population", { $0.population = 0 }), ("to", { $0.segment.to = $0.segment.from }),
            ("origin", { $0.origin = "a b" }), ("randomness", { $0.randomness = .dice(digits: 19) }),
            ("randomness", { $0.randomness = .dice(digits: 1_001) }),
            ("randomness", { $0.randomness = .beacon(name: "NIST", round: 1) }),
            ("randomness", { $0.randomness = .beacon(name: "", round: 1) }),
            ("randomness", { $0.randomness = .beacon(name: "nist", round: 0) }),
            ("strata", { $0.strata = [] }),
            ("strata", { $0.strata = Array(repeating: $0.strata[0], count: 1_001) }),
            ("strata", { $0.strata[0].first = 0 }), ("strata", { $0.strata[0].sample = 0 }),
            ("strata", { $0.strata[0].last = 0 }), ("strata", { $0.strata[0].sample = 1 << 20 + 1 }),
            ("openings", { $0.openings = ["replay/1", "attested/1"] }),
            ("openings", { $0.openings = ["replay/1", "replay/1"] }),
            ("openings", { $0.openings = ["replay"] }), ("openings_due", { $0.openingsDue = .last }),
            ("round", { $0.round = 0 }), ("previous_plan", { $0.round = 2 }),
            ("previous_plan", { $0.purpose = .redraw }),
        ]
        for (member, change) in bad {
            var plan = try Samples.plan()
            change(&plan)
            let error = #expect(throws: AuditError.self) {
                try AuditPlan(canonical: plan.canonicalBytes)
            }
            #expect(error?.code == .badValue, "\(member)")
            #expect(error?.location.contains(member) == true, "\(member): \(String(describing: error))")
            #expect(throws: AuditError.self) { try Ceremony(planning: plan) }
        }
        let good: [Change] = [
            { $0.confidence = 9_999 }, { $0.goodRate = 1 }, { $0.allowed = 10_000 }, { $0.witnesses = 0 },
            { $0.population = Int(JSON.largestInteger) }, { $0.randomness = .dice(digits: 1_000) },
            { $0.randomness = .beacon(name: String(repeating: "z", count: 64), round: 1) },
            { $0.strata = Array(repeating: .init(first: 1, last: 1, sample: 1), count: 1_000) },
            { $0.strata[0].sample = 1 << 20 },
        ]
        for change in good {
            var plan = try Samples.plan()
            change(&plan)
            #expect(try AuditPlan(canonical: plan.canonicalBytes) == plan)
        }
    }

    @Test("another type, a key more, and a number beyond 2^53 are refused")
    func malformed() throws {
        let text = String(decoding: try Samples.plan().canonicalBytes, as: UTF8.self)
        let spoiled = [
            text.replacing("bulla-audit-plan/1", with: "bulla-audit-plan/2"),
            text.replacing("{\"allowed\"", with: "{\"a\":1,\"allowed\""),
            text.replacing("\"population\":1000", with: "\"population\":9007199254740992"),
            text.replacing("\"population\":1000", with: "\"population\":-1"),
            text.replacing("\"purpose\":\"audit\"", with: "\"purpose\":\"fun\""),
            text.replacing("\"kind\":\"dice\"", with: "\"kind\":\"mood\""),
        ]
        for text in spoiled {
            let error = #expect(throws: AuditError.self) { try AuditPlan(canonical: Array(text.utf8)) }
            #expect(error?.code == .malformed)
        }
        let ceremony = try Samples.ceremony()
        var wrong = ceremony.plan
        wrong = Envelope(payloadType: "text/plain", payload: wrong.payload)
        let file = JSON.object(["plan": wrong.json, "type": .string(Ceremony.type)]).canonicalBytes
        let error = #expect(throws: AuditError.self) { try Ceremony(canonical: file) }
        #expect(error?.detail.contains("envelope-payload-type") == true)
    }

    @Test("a ceremony grows, and nothing that was said goes away")
    func extending() throws {
        let segment = Samples.segment(twoWay: true)
        let full = try Samples.ceremony(of: segment)
        let start = try Ceremony(planning: full.planned)
        #expect(full.extends(start) && full.extends(full) && !start.extends(full))
        #expect(try !full.extends(Samples.ceremony()))
        let short = try Ceremony(plan: start.plan, reveal: full.reveal, draw: full.draw)
        #expect(!short.extends(full) && full.extends(short))
        var again = full
        let draw = try Samples.draw(of: full.planned)
        #expect(throws: AuditError.self) { try again.add(draw) }
        #expect(throws: AuditError.self) { try again.add(AuditReveal(plan: .zero, secret: .zero)) }
        #expect(throws: AuditError.self) { try again.add([], to: .plan) }
        #expect(again == full)
        try Samples.sign(&again, .draw)
        #expect(again == full)
        try Samples.sign(&again, .draw, [.witness3])
        #expect(again != full && again.extends(full))
        var bare = start
        #expect(throws: AuditError.self) { try bare.add([], to: .draw) }
    }
}
