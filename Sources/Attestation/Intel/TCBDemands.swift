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

    init(
        reading object: inout JSONObject,
        fmspcs: [[UInt8]]?,
        ppids: [[UInt8]]? = nil
    ) throws(FormatError) {
        statuses = try TCBDemands.statuses(&object)
        deniedAdvisories = try object.optional("advisories_denied") { (object, key) throws(FormatError) in
            try object.strings(key)
        }
        leastEvaluation = try object.optional("evaluation_minimum") { (object, key) throws(FormatError) in
            try object.integer(key)
        }
        self.fmspcs = fmspcs
        self.ppids = ppids
    }

    private static func statuses(_ object: inout JSONObject) throws(FormatError) -> [TCBStatus] {
        let texts = try object.strings("statuses")
        let known = texts.compactMap { TCBStatus(rawValue: $0) }.filter { $0 != .revoked }
        guard known.count == texts.count, !known.isEmpty else {
            let names = TCBStatus.allCases.filter { $0 != .revoked }.map(\.rawValue)
            throw FormatError(
                .badValue,
                at: object.location("statuses"),
                "want one or more of \(names.joined(separator: ", "))"
            )
        }
        return known
    }

    /// A list of hexadecimal values, each of `count` bytes, at least one.
    static func list(
        _ object: inout JSONObject,
        _ key: String,
        count: Int
    ) throws(FormatError) -> [[UInt8]]? {
        guard object.has(key) else { return nil }
        var values: [[UInt8]] = []
        for text in try object.strings(key) {
            values.append(try hex(text, at: object.location(key), count: count))
        }
        guard !values.isEmpty else {
            throw FormatError(.badValue, at: object.location(key), "want at least one value")
        }
        return values
    }

    /// Exactly `count` bytes in lower-case hexadecimal.
    static func hex(_ text: String, at location: String, count: Int) throws(FormatError) -> [UInt8] {
        guard let bytes = try? Hex.decode(text), bytes.count == count else {
            throw FormatError(
                .badValue,
                at: location,
                "got \(text.count) characters, want \(count * 2) lower-case hexadecimal digits"
            )
        }
        return bytes
    }

    /// The keys that stand beside those of the kind itself.
    var members: [String: JSON] {
        var members: [String: JSON] = ["statuses": .array(statuses.map { .string($0.rawValue) })]
        members["advisories_denied"] = deniedAdvisories.map { .array($0.map { .string($0) }) }
        members["evaluation_minimum"] = leastEvaluation.map { .number($0) }
        return members
    }

    static func json(_ values: [[UInt8]]) -> JSON { .array(values.map { .string(Hex.encode($0)) }) }

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
