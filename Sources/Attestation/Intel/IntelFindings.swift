import Bytes

/// Findings in the order of their checks.
struct IntelFindings {
    private(set) var all: [AppraisalFinding] = []

    mutating func pass(_ subject: String, _ detail: String) {
        all.append(AppraisalFinding(.pass, .ok, subject, detail))
    }

    mutating func add(
        _ outcome: AppraisalFinding.Outcome,
        _ code: AppraisalCode,
        _ subject: String,
        _ detail: String
    ) {
        all.append(AppraisalFinding(outcome, code, subject, detail))
    }

    mutating func add(_ findings: [AppraisalFinding]) { all += findings }

    /// One of two sentences.
    mutating func check(
        _ isGood: Bool,
        _ code: AppraisalCode,
        _ subject: String,
        _ good: String,
        or bad: String
    ) {
        isGood ? pass(subject, good) : add(.fail, code, subject, bad)
    }
}
