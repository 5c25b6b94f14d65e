package import Bytes

/// What an inspection shows of evidence that could not be read: not known to this build, or wrong.
package struct UnreadReport: Sendable {
    /// Nil where nobody can tell.
    private let kind: EvidenceKind?
    private let finding: AppraisalFinding

    package init(_ error: AttestationError, of kind: EvidenceKind?) {
        self.kind = kind
        finding = AppraisalFinding(error)
    }

    /// `unsupported` where the evidence may well be genuine; else `rejected`.
    package var result: Appraisal.Result { finding.outcome == .unsupported ? .unsupported : .rejected }

    /// The report for a person.
    package var lines: [String] {
        let reason = "\(finding.code.rawValue) at \(finding.subject): \(finding.detail)"
        let lines =
            result == .unsupported
            ? ["UNSUPPORTED: \(reason)", "", "nothing was checked: this build does not know such evidence"]
            : ["REJECTED: \(reason)", "", "nothing else was checked: the evidence cannot be read"]
        return lines.map(\.escaped)
    }

    /// The report as canonical JSON; `Formats/evidence-v1.md` section 5.
    package var json: JSON {
        var members: [String: JSON] = [
            "claims": .array([]), "findings": .array([finding.json]), "result": .string(result.rawValue),
            "type": "bulla-appraisal/1",
        ]
        members["kind"] = kind.map { .string($0.rawValue) }
        return .object(members)
    }
}
