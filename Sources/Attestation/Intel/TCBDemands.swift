import Bytes

/// What policies for TDX and SGX demand of the platform beneath.
struct TCBDemands: Hashable, Sendable {
    /// Accepted statuses; others than `UpToDate` are warned of.
    let statuses: [TCBStatus]
    let deniedAdvisories: [String]?
    /// The least `tcbEvaluationDataNumber` of TCB Info and QE identity: older tables are laxer.
    let leastEvaluation: Int?
    let fmspcs: [[UInt8]]?
    let ppids: [[UInt8]]?

    /// The members that stand beside those of the kind itself.
    ///
    /// - Parameter demands: where the kind's policy has them.
    init<Policy>(
        beside fields: inout Fields<Policy>,
        _ demands: (Policy) -> TCBDemands,
        fmspcs: [[UInt8]]?,
        ppids: [[UInt8]]? = nil
    ) throws(FormatError) {
        statuses = try fields("statuses", { demands($0).statuses }, TCBDemands.statusList)
        deniedAdvisories = try fields(
            "advisories_denied",
            { demands($0).deniedAdvisories },
            .list(of: .string)
        )
        leastEvaluation = try fields("evaluation_minimum", { demands($0).leastEvaluation }, .integer)
        self.fmspcs = fmspcs
        self.ppids = ppids
    }

    private static var statusList: Form<[TCBStatus]> {
        let names = TCBStatus.allCases.filter { $0 != .revoked }.map(\.rawValue).joined(separator: ", ")
        return .list(of: .word).that(is: "one or more of \(names)") { !$0.isEmpty && !$0.contains(.revoked) }
    }

    /// Holds platform and tables against this.
    func appraise(_ evidence: IntelEvidence) -> [AppraisalFinding] {
        var findings = IntelFindings()
        checkPlatform(evidence.pck, &findings)
        guard let assessment = evidence.assessment else {
            findings.add(
                .unfinished,
                .collateralMissing,
                "TCB status",
                "no TCB Info and QE identity to find it in"
            )
            return findings.all
        }
        checkStatus(assessment, &findings)
        checkAdvisories(assessment, &findings)
        checkEvaluation(evidence.collateral, &findings)
        return findings.all
    }

    private func checkPlatform(_ pck: PCKIdentity, _ findings: inout IntelFindings) {
        for (name, value, allowed) in [("FMSPC", pck.fmspc, fmspcs), ("PPID", pck.ppid, ppids)] {
            guard let allowed else { continue }
            let text = Hex.encode(value)
            findings.check(
                allowed.contains(value),
                .chipUnknown,
                name,
                "\(text) is in the policy",
                or: "got \(text), which the policy does not name"
            )
        }
    }

    private func checkStatus(_ assessment: TCBAssessment, _ findings: inout IntelFindings) {
        guard let status = assessment.status else {
            return findings.add(.fail, .tcbLevelNone, "TCB status", assessment.failure)
        }
        let detail = "\(status.rawValue) (\(assessment.parts))"
        guard statuses.contains(status) else {
            let wanted = statuses.map(\.rawValue).joined(separator: " or ")
            let lacks = assessment.shortfalls(to: statuses).map { "; \($0)" }.joined()
            return findings.add(.fail, .tcbStatus, "TCB status", "got \(detail), want \(wanted)\(lacks)")
        }
        if status == .upToDate {
            findings.pass("TCB status", detail)
        } else {
            findings.add(.warn, .tcbStatus, "TCB status", "\(detail), which the policy accepts")
        }
    }

    private func checkAdvisories(_ assessment: TCBAssessment, _ findings: inout IntelFindings) {
        let open = assessment.advisories
        let denied = open.filter { deniedAdvisories?.contains($0) ?? false }
        findings.check(
            denied.isEmpty,
            .advisoryDenied,
            "advisories",
            open.isEmpty ? "none" : "open, and not denied: \(open.joined(separator: ", "))",
            or: "the policy denies \(denied.joined(separator: ", "))"
        )
    }

    private func checkEvaluation(_ collateral: IntelCollateral, _ findings: inout IntelFindings) {
        guard let least = leastEvaluation, let tcbInfo = collateral.tcbInfo?.content.evaluationNumber,
            let identity = collateral.identity?.content.evaluationNumber
        else { return }
        let number = min(tcbInfo, identity)
        findings.check(
            number >= least,
            .evaluationTooOld,
            "TCB evaluation number",
            "\(number)",
            or: "got \(number), want \(least) or later"
        )
    }
}
