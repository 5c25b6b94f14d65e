import Bytes
import Keys
import SecretKeys
import Testing
import Trust

@testable import Audit

/// One person has one seat, in plan and draw alike, and nobody audits what they sealed.
@Suite("Seats of a ceremony")
struct SeatTests {
    /// What somebody with two keys, an inspector's and a witness's, signs a document as.
    enum Hand: String, CaseIterable, Sendable {
        case nothing, inspector, witness, both

        var isInspector: Bool { self == .inspector || self == .both }
        var isWitness: Bool { self == .witness || self == .both }
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let plan: Hand
        let draw: Hand
        let isSealer: Bool

        var testDescription: String {
            "plan as \(plan), draw as \(draw)\(isSealer ? ", having sealed the bundle" : "")"
        }

        static let all = Hand.allCases.flatMap { plan in
            Hand.allCases.flatMap { draw in
                [false, true].map { Case(plan: plan, draw: draw, isSealer: $0) }
            }
        }
    }

    private static func key(_ number: UInt8) throws -> SecretKey {
        var seed = [UInt8](repeating: number, count: 32)
        return try SecretKey(name: "key \(number)", ed25519Seed: SecretBytes(wiping: &seed))
    }

    /// The standard people, and one more with a key for each seat.
    private static func trust() throws -> Trust {
        var trust = try Samples.trust()
        try trust.add(person: "twofold", key: key(41).publicKey, roles: [.inspector])
        try trust.add(person: "twofold", key: key(42).publicKey, roles: [.witness])
        return trust
    }

    private static func ceremony(_ one: Case, witnesses: Int = 2) throws -> Ceremony {
        var ceremony = try Ceremony(
            planning: {
                var plan = try Samples.plan()
                plan.witnesses = witnesses
                return plan
            }()
        )
        func sign(_ part: Ceremony.Part, as hand: Hand) throws {
            try Samples.sign(&ceremony, part, [.inspector, .witness])
            let message = ceremony.signedBytes(of: part) ?? []
            if hand.isInspector { try ceremony.add(key(41).sign(message), to: part) }
            if hand.isWitness { try ceremony.add(key(42).sign(message), to: part) }
        }
        try sign(.plan, as: one.plan)
        try ceremony.add(Samples.draw(of: ceremony.planned))
        try sign(.draw, as: one.draw)
        return ceremony
    }

    private static func judge(_ one: Case, witnesses: Int = 2) throws -> CeremonyJudgement {
        var segment = Samples.segment()
        if one.isSealer { segment.sealers = ["twofold", "exporter"] }
        return try Samples.judge(ceremony(one, witnesses: witnesses), segment, trust: trust())
    }

    @Test("are kept by everybody in every way of signing twice", arguments: Case.all)
    func seat(_ one: Case) throws {
        let judgement = try Self.judge(one)
        let isInspector = one.plan.isInspector && one.draw.isInspector && !one.isSealer
        let sat = one.plan.isInspector || one.draw.isInspector
        let isWitness = one.plan.isWitness && one.draw.isWitness && !sat && !one.isSealer
        #expect(judgement.inspectors.contains("twofold") == isInspector)
        #expect(judgement.witnesses.contains("twofold") == isWitness)
        // Without this person there is one witness too few.
        #expect(judgement.faults.isEmpty == isWitness, "\(judgement.faults)")
        #expect(judgement.strata.isEmpty != isWitness)
        let isAway = one.plan != .nothing && one.draw == .nothing
        #expect(judgement.codes.contains(.drawSignerMissing) == isAway)
        let changes = sat && [one.plan, one.draw].contains { $0 == .witness }
        let isWarned = (one.plan != .nothing || one.draw != .nothing) && (one.isSealer || changes)
        #expect(judgement.warnings.map(\.code) == (isWarned ? [.planSeat] : []))
    }

    @Test("are what keeps an inspector from standing in for a witness at the draw, and the other way round")
    func changed() throws {
        for (plan, draw) in [(Hand.inspector, Hand.witness), (.witness, .inspector)] {
            let one = Case(plan: plan, draw: draw, isSealer: false)
            #expect(try Self.judge(one).codes.contains(.drawWitnesses))
            // Knock-out: taken as two people, the two seats pass for two witnesses where one watches the plan.
            let lax = try KnockOut.without("plan-seat") { try Self.judge(one, witnesses: 2) }
            #expect(!lax.codes.contains(.drawWitnesses) && lax.witnesses == ["twofold", "witness"])
        }
    }

    @Test("are for nobody who sealed the bundle")
    func sealer() throws {
        let one = Case(plan: .witness, draw: .witness, isSealer: true)
        #expect(try Self.judge(one).codes == [.planWitnesses, .drawWitnesses])
        let lax = try KnockOut.without("plan-seat-sealer") { try Self.judge(one) }
        #expect(lax.faults.isEmpty && lax.witnesses == ["twofold", "witness"])
    }
}
