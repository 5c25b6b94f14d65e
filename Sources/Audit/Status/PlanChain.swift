import Bytes

/// The plans of inspectors, each of which names the one before: a redraw shows in it.
///
/// Plans that not everybody signed who must are drafts, and no part of it.
package struct PlanChain: Hashable, Sendable {
    /// Plans whose purpose is `redraw`.
    package let redraws: Int
    package let extensions: Int
    /// In the order of `StatusFinding.sorted`.
    package let findings: [StatusFinding]

    /// - Parameter audits: one for each plan, in any order.
    package init(_ audits: [AuditRecord]) {
        let signed = audits.filter(\.isPlanSigned)
        redraws = signed.count { $0.plan.purpose == .redraw }
        extensions = signed.count { $0.plan.purpose == .extension }
        findings = StatusFinding.sorted(
            PlanChain.gaps(signed) + PlanChain.forks(signed) + PlanChain.beginnings(signed)
        )
    }

    private static func gaps(_ audits: [AuditRecord]) -> [StatusFinding] {
        let known = Set(audits.map(\.digest))
        return audits.compactMap { audit in
            guard let before = audit.plan.previousPlan, !known.contains(before) else { return nil }
            let detail =
                "plan \(audit.digest) names it as the previous plan, but it is missing here: the audit may have been redrawn"
            return StatusFinding(.open, .planMissing, "plan \(before)", detail)
        }
    }

    private static func forks(_ audits: [AuditRecord]) -> [StatusFinding] {
        Dictionary(grouping: audits.filter { $0.plan.previousPlan != nil }) { $0.plan.previousPlan }
            .compactMap { before, plans in
                guard let before, plans.count > 1 else { return nil }
                return fork("plan \(before)", plans)
            }
    }

    /// Inspectors have one chain each, so two plans of theirs for one log that both begin it are two chains.
    private static func beginnings(_ audits: [AuditRecord]) -> [StatusFinding] {
        struct Beginning: Hashable {
            let origin, inspector: String
        }
        var plans: [Beginning: [AuditRecord]] = [:]
        for audit in audits where audit.plan.previousPlan == nil {
            for inspector in audit.inspectors {
                plans[Beginning(origin: audit.plan.origin, inspector: inspector), default: []].append(audit)
            }
        }
        return plans.filter { $0.value.count > 1 }
            .map { fork("\($0.key.origin) inspector \($0.key.inspector)", $0.value) }
    }

    private static func fork(_ subject: String, _ plans: [AuditRecord]) -> StatusFinding {
        let digests = plans.map(\.digest).sorted().map(\.hex).joined(separator: ", ")
        return StatusFinding(.fail, .planForked, subject, "\(plans.count) plans follow: \(digests)")
    }
}
