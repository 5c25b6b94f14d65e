import Bytes
import Reports

/// What stands in the report at the end.
extension Verifier {
    /// Sums up what was found.
    func result() -> VerificationResult {
        noteUnmade()
        report.verdict = Verdict(report.findings)
        report.steps = tally.steps
        report.stepsChecked = tally.checked
        report.stepsValid = tally.valid
        report.proofs = tally.proofs.sorted { $0.key < $1.key }.map { .init(kind: $0.key, count: $0.value) }
        return VerificationResult(report: report, checkpoint: checkpoint, coverage: coverage, tally: tally)
    }

    /// Lists the checks that were not made, so that nobody takes silence for a pass.
    func noteUnmade() {
        let made = Set(report.findings.map(\.check))
        for check in Check.allCases where !made.contains(check) {
            let reason: String
            switch check {
            case .attestation where report.isStopped: reason = "not reached"
            case .attestation: reason = "no session with evidence from a TEE is checked"
            case .openings: reason = "no plan asks for the opening of withheld proofs"
            case .ceremony: reason = "no plan was given: who drew the sample, and by what lot, is not known"
            case .population: reason = "every step was checked, or none"
            case .custody: reason = "no custody folder was given"
            case .review: reason = "the manifest names no review"
            case .blobs where request.scope != .all, .payloadManifest where request.scope != .all:
                reason = "scope \(request.scope.rawValue) does not read every byte"
            case .links where request.scope == .sample, .sessions where request.scope == .sample,
                .hints where request.scope == .sample:
                reason = "scope sample does not read every leaf"
            default: reason = "not reached"
            }
            add(check, .notChecked, "not-checked", check.rawValue, reason)
        }
        let order = Dictionary(uniqueKeysWithValues: Check.allCases.enumerated().map { ($1, $0) })
        report.findings.sort { order[$0.check, default: 0] < order[$1.check, default: 0] }
    }
}
