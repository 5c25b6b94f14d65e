package import Bytes

/// What an inspection of evidence shows: the appraisal, and when the evidence was taken to be made.
package struct AppraisalReport: Sendable {
    package let appraisal: Appraisal
    package let bracket: TimeBracket?

    package init(_ appraisal: Appraisal, bracket: TimeBracket?) {
        self.appraisal = appraisal
        self.bracket = bracket
    }

    /// The report for a person: verdict first, then what the evidence states, what was checked, and on what it rests.
    package var lines: [String] {
        let kind = appraisal.kind
        let width = appraisal.claims.map(\.name.count).max() ?? 0
        var lines = [headline, "", kind.title]
        lines += appraisal.claims.map { "  \($0.name.padded(width)) \($0.value)" }
        lines += ["", "judged as of \(bracket.map(\.description) ?? "no known time")", "", "checks"]
        lines += checked.map { "  \($0.outcome.rawValue.padded(11)) \(AppraisalReport.line($0))" }
        lines += ["", "it rests on", "  - \(kind.restsOn)", "known limits", "  - \(kind.limits)"]
        let open = appraisal.findings.filter { $0.outcome == .notChecked }
        if !open.isEmpty {
            lines += ["", "not checked"] + open.map { "  - \($0.subject): \($0.detail)" }
        }
        return lines.map(\.escaped)
    }

    /// The lines as one text.
    package var text: String { lines.joined(separator: "\n") }

    private var headline: String {
        let decisive: [AppraisalFinding.Outcome: Int] = [.fail: 0, .unsupported: 1, .unfinished: 2]
        let reason = appraisal.findings.filter { decisive[$0.outcome] != nil }
            .min { decisive[$0.outcome, default: 3] < decisive[$1.outcome, default: 3] }
        let first = reason.map { ": \($0.code.rawValue): \($0.subject): \($0.detail)" } ?? ""
        switch appraisal.result {
        case .accepted: return "ACCEPTED: authentic, and as policy demands"
        case .authentic: return "AUTHENTIC, NOT APPRAISED: no policy states the required values"
        case .incomplete: return "INCOMPLETE\(first)"
        case .unsupported: return "UNSUPPORTED\(first)"
        case .rejected: return "REJECTED\(first)"
        }
    }

    private var checked: [AppraisalFinding] {
        appraisal.findings.filter { $0.outcome != .notChecked }
    }

    private static func line(_ finding: AppraisalFinding) -> String {
        let code = finding.code == .ok ? "" : " \(finding.code.rawValue)"
        return "\(finding.subject)\(code)\(finding.detail.isEmpty ? "" : ": \(finding.detail)")"
    }

    /// The report as canonical JSON; `Formats/evidence-v1.md` section 5.
    package var json: JSON {
        var members: [String: JSON] = [
            "claims": .array(
                appraisal.claims.map { ["name": .string($0.name), "value": .string($0.value)] }
            ),
            "findings": .array(appraisal.findings.map(\.json)),
            "kind": .string(appraisal.kind.rawValue), "limits": .string(appraisal.kind.limits),
            "rests_on": .string(appraisal.kind.restsOn), "result": .string(appraisal.result.rawValue),
            "type": "bulla-appraisal/1",
        ]
        members["as_of"] = bracket.map {
            ["from": .string($0.from.description), "to": .string($0.to.description)]
        }
        return .object(members)
    }
}

extension AppraisalFinding {
    var json: JSON {
        [
            "code": .string(code.rawValue), "detail": .string(detail), "outcome": .string(outcome.rawValue),
            "subject": .string(subject),
        ]
    }
}
