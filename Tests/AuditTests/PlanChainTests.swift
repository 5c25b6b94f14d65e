import Bytes
import Testing

@testable import Audit

@Suite("The chain of plans")
struct PlanChainTests {
    /// A ceremony of a week, judged; `change` makes its plan what it is in the chain.
    private func audit(
        _ week: Int = 1,
        file: String = "a",
        planSigners: [Samples.Signer] = Samples.everyone,
        drawSigners: [Samples.Signer]? = nil,
        plan change: (inout AuditPlan) throws -> Void = { _ in },
        draw changeDraw: (inout AuditDraw) throws -> Void = { _ in }
    ) throws -> AuditRecord {
        let ceremony = try Samples.ceremony(
            of: Weeks.audited(week),
            plan: change,
            draw: changeDraw,
            planSigners: planSigners,
            drawSigners: drawSigners ?? planSigners
        )
        return try record(ceremony, file: file, week)
    }

    private func record(_ ceremony: Ceremony, file: String = "a", _ week: Int = 1) throws -> AuditRecord {
        AuditRecord(
            file: file,
            ceremony,
            trust: try Samples.trust(),
            at: try Timestamp(Samples.time),
            segment: try Weeks.audited(week)
        )
    }

    /// An audit, its redraw, and the audit of the week after.
    private func links() throws -> [AuditRecord] {
        let first = try audit()
        let second = try audit {
            $0.previousPlan = first.digest
            $0.purpose = .redraw
            $0.round = 2
        }
        return [first, second, try audit(2) { $0.previousPlan = second.digest }]
    }

    @Test("is whole where each plan names the one before; redraws are counted")
    func whole() throws {
        let audits = try links()
        #expect(audits.allSatisfy { $0.state == .drawn && $0.faults == [] })
        for order in [audits, audits.reversed()] {
            let chain = PlanChain(order)
            #expect(chain.findings == [] && chain.redraws == 1 && chain.extensions == 0)
        }
    }

    @Test("has no round after the last number of JSON")
    func lastRound() throws {
        let first = try audit()
        var plan = try Samples.plan(of: Weeks.audited(1))
        (plan.previousPlan, plan.purpose) = (first.digest, .redraw)
        plan.round = 1 << 53
        #expect { try Ceremony(planning: plan) } throws: { ($0 as? AuditError)?.code == .badValue }
        plan.round = (1 << 53) - 1
        #expect(throws: Never.self) { try Ceremony(planning: plan) }
    }

    @Test("lacks a plan that another one names")
    func missing() throws {
        let audits = try links()
        let chain = PlanChain([audits[0], audits[2]])
        #expect(chain.findings.map(\.code) == [.planMissing] && chain.redraws == 0)
        #expect(chain.findings[0].outcome == .open)
        #expect(chain.findings[0].subject == "plan \(audits[1].digest)")
    }

    @Test("is forked by two plans after one, and by two first plans of one inspector")
    func forked() throws {
        let audits = try links()
        let other = try audit {
            $0.previousPlan = audits[0].digest
            $0.purpose = .extension
            $0.round = 2
        }
        #expect(PlanChain(audits + [other]).findings.map(\.code) == [.planForked])
        #expect(PlanChain(audits + [other]).findings[0].outcome == .fail)
        let again = try audit { $0.plannedAt = try Timestamp("2026-06-01T08:00:00Z") }
        #expect(PlanChain(audits + [again]).findings.map(\.code) == [.planForked])
        let hers = try audit(planSigners: [.inspector2, .witness, .witness2]) {
            $0.plannedAt = try Timestamp("2026-06-01T08:00:00Z")
        }
        #expect(hers.state == .drawn && PlanChain(audits + [hers]).findings == [])
    }

    @Test("leaves out what not everybody signed who must")
    func drafts() throws {
        let audits = try links()
        let draft = try record(
            Ceremony(planning: Samples.plan(of: Weeks.audited(1))),
            file: "draft"
        )
        #expect(draft.state == .unsigned)
        #expect(PlanChain(audits + [draft]).findings == [])
        let few = try audit(planSigners: [.inspector, .witness]) {
            $0.previousPlan = audits[0].digest
            $0.purpose = .redraw
        }
        #expect(few.state == .faulty && !few.isPlanSigned)
        #expect(PlanChain(audits + [few]).findings == [] && PlanChain(audits + [few]).redraws == 1)
    }

    @Test("counts the stages of one ceremony once, and two draws of one plan as a fork")
    func copies() throws {
        let plan = try Samples.plan(of: Weeks.audited(1))
        var planned = try Ceremony(planning: plan)
        try Samples.sign(&planned, .plan)
        let early = try record(planned, file: "early")
        #expect(early.state == .planned)
        let late = try audit(file: "late")
        for order in [[early, late], [late, early]] {
            let merged = AuditRecord.merged(order)
            #expect(merged.findings == [] && merged.records.map(\.state) == [.drawn])
            #expect(merged.records.map(\.files) == [["early", "late"]])
        }
        // Thrown again, and signed by the inspector alone.
        let again = try audit(
            file: "again",
            drawSigners: [.inspector],
            draw: { $0.outcome = .dice("00000000000000000001") }
        )
        let found = AuditRecord.merged([late, again])
        #expect(found.findings.map(\.code) == [.drawForked] && found.findings[0].outcome == .fail)
        #expect(found.records.map(\.state) == [.drawn])
        // What nobody signed says nothing of anybody.
        let paper = try audit(drawSigners: [], draw: { $0.outcome = .dice("00000000000000000001") })
        #expect(AuditRecord.merged([late, paper]).findings == [])
    }

    @Test("knows a plan for another segment than the bundle of that manifest is")
    func otherBundle() throws {
        let ceremony = try Samples.ceremony(
            of: Weeks.audited(1),
            plan: { $0.segment.root = Weeks.root(10, "b") }
        )
        let record = try record(ceremony)
        #expect(record.state == .faulty && record.faults.map(\.code) == [.planOtherBundle])
    }
}
