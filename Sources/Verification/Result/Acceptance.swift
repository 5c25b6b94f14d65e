package import Audit
import Bytes
package import Reports
import Sampling
package import Trust

/// Why a bundle is not accepted with a receipt although it was verified; explained in `Docs/error-codes.md`.
package enum RefusalCode: String, StableCode {
    case verdict = "accept-verdict"
    case scope = "accept-scope"
    case continuity = "accept-continuity"
    case empty = "accept-empty"
    case ceremony = "accept-ceremony"
    case witnesses = "accept-witnesses"
    case sampleRate = "accept-sample-rate"
    case population = "accept-population"
    case confidence = "accept-confidence"
    case sessions = "accept-sessions"
    case coverage = "accept-coverage"
    case custody = "accept-custody"
}

/// One demand of the acceptance policy that a report does not meet.
package struct Refusal: Hashable, Sendable {
    package let code: RefusalCode
    package let detail: String
}

extension VerificationResult {
    /// Everything that stands between the report and a receipt, in the order of the codes; empty: it may be signed.
    package func refusals(under policy: Policy) -> [Refusal] {
        AcceptanceJudge(result: self, policy: policy).refusals
    }
}

extension Report {
    fileprivate var population: Int? { bundle?.population }

    /// Whether the proofs of all steps of the segment were looked at.
    package var isEveryStepChecked: Bool { stepsChecked > 0 && stepsChecked == population }

    /// What a receipt says of all steps; nil where no step was checked, or nothing says what some say of all.
    package var statement: Receipt.Statement? {
        guard let population, stepsChecked > 0 else { return nil }
        if isEveryStepChecked {
            return Receipt.Statement(
                source: .everyStep,
                population: population,
                sampled: stepsChecked,
                failed: stepsChecked - stepsValid,
                goodAtLeast: stepsValid,
                confidence: nil
            )
        }
        guard let sampling, sampling.population == population, sampling.sampled == stepsChecked else {
            return nil
        }
        return Receipt.Statement(
            source: sampling.ceremony == nil ? .seed : .ceremony,
            population: population,
            sampled: sampling.sampled,
            failed: sampling.failed,
            goodAtLeast: sampling.goodAtLeast,
            confidence: sampling.demands.confidence
        )
    }
}

/// Holds a report against the demands of a policy; `Formats/acceptance-v1.md` section 2.
private struct AcceptanceJudge {
    let result: VerificationResult
    let policy: Policy

    var report: Report { result.report }

    var demands: AcceptancePolicy { policy.acceptance }

    var refusals: [Refusal] {
        var found = [verdict, scope, continuity].compactMap { $0 }
        if report.stepsChecked == 0 {
            found.append(Refusal(code: .empty, detail: "no step was checked"))
        } else {
            found += [ceremony, witnesses, sampleRate, population, confidence].compactMap { $0 }
        }
        return found + sessions + coverage + [custody].compactMap { $0 }
    }

    private var verdict: Refusal? {
        guard report.verdict != .accepted else { return nil }
        return Refusal(code: .verdict, detail: "the verdict is \(report.verdict.rawValue)")
    }

    private var scope: Refusal? {
        guard report.scope < demands.scope else { return nil }
        return Refusal(
            code: .scope,
            detail: "scope \(report.scope.rawValue), want \(demands.scope == .log ? "log or all" : "all")"
        )
    }

    private var continuity: Refusal? {
        guard !isPassed(.continuity) else { return nil }
        return Refusal(
            code: .continuity,
            detail: "that the segment continues the one before was not shown: \(reason(.continuity))"
        )
    }

    private var custody: Refusal? {
        guard demands.custody, !isPassed(.custody) else { return nil }
        return Refusal(code: .custody, detail: "the chain of custody was not shown: \(reason(.custody))")
    }

    private func isPassed(_ check: Check) -> Bool {
        report.findings.contains { $0.check == check && $0.outcome == .pass }
    }

    /// What the report says of a check that did not pass.
    private func reason(_ check: Check) -> String {
        report.findings.first { $0.check == check }?.detail ?? "the check was not made"
    }
}

// MARK: The sample

extension AcceptanceJudge {
    private var isSample: Bool { !report.isEveryStepChecked }

    private var ceremony: Refusal? {
        guard isSample, demands.ceremony, report.sampling?.ceremony == nil else { return nil }
        return Refusal(
            code: .ceremony,
            detail:
                "\(report.stepsChecked) of \(report.population ?? 0) steps were checked, and no signed ceremony "
                + "drew them"
        )
    }

    private var witnesses: Refusal? {
        guard isSample, demands.ceremony, let ceremony = report.sampling?.ceremony,
            ceremony.witnesses.count < demands.witnesses
        else { return nil }
        return Refusal(
            code: .witnesses,
            detail: "\(ceremony.witnesses.count) people witnessed the ceremony, want \(demands.witnesses)"
        )
    }

    private var sampleRate: Refusal? {
        let (valid, checked) = (report.stepsValid, report.stepsChecked)
        guard !isShare(valid, atLeast: demands.sampleRate, of: checked) else { return nil }
        return Refusal(
            code: .sampleRate,
            detail: "\(valid) of \(checked) steps verify, want \(percent(demands.sampleRate))"
        )
    }

    private var population: Refusal? {
        guard let shown = report.statement else {
            return Refusal(
                code: .population,
                detail: "the report states no bound for all steps of the segment"
            )
        }
        guard !isShare(shown.goodAtLeast, atLeast: demands.goodRate, of: shown.population) else { return nil }
        return Refusal(
            code: .population,
            detail: "\(shown.goodAtLeast) of \(shown.population) steps are shown to be good, want "
                + percent(demands.goodRate)
        )
    }

    private var confidence: Refusal? {
        guard let confidence = report.statement?.confidence, confidence < demands.confidence else {
            return nil
        }
        return Refusal(
            code: .confidence,
            detail: "the bound holds at a confidence of \(percent(confidence)), want "
                + percent(demands.confidence)
        )
    }
}

// MARK: Sessions and proofs

extension AcceptanceJudge {
    private var sessions: [Refusal] {
        let allowed = demands.sessions ?? policy.sessions
        let kinds = Set(report.sessions.map(\.kind)).subtracting(allowed)
        var found = kinds.sorted().map {
            Refusal(
                code: .sessions,
                detail: "sessions of kind \"\($0)\" stand behind it, want \(words(allowed))"
            )
        }
        let isWithout = report.sessions.isEmpty || report.steps.contains { $0.session == nil }
        if demands.sessions != nil, isWithout, report.stepsChecked > 0 {
            found.append(
                Refusal(code: .sessions, detail: "steps that name no session, want \(words(allowed))")
            )
        }
        return found
    }

    private var coverage: [Refusal] {
        demands.coverage.compactMap { demand in
            let (count, population) = (result.coverage[demand.kind, default: 0], report.population ?? 0)
            if !isShare(count, atLeast: demand.rate, of: population) {
                return Refusal(
                    code: .coverage,
                    detail:
                        "\(count) of \(population) steps carry \(demand.kind), want \(percent(demand.rate))"
                )
            }
            let unjudged = result.tally.unjudged[demand.kind, default: 0]
            guard unjudged > 0 else { return nil }
            return Refusal(
                code: .coverage,
                detail: "\(unjudged) proofs of kind \(demand.kind) were not judged"
            )
        }
    }

    private func words(_ kinds: [String]) -> String { kinds.joined(separator: ", ") }

    private func percent(_ rate: Int) -> String { Percent.text(basisPoints: rate) }

    /// Whether `part` is at least `rate` basis points of `whole`; exact, whatever the numbers.
    private func isShare(_ part: Int, atLeast rate: Int, of whole: Int) -> Bool {
        let (got, want) = (part.multipliedFullWidth(by: 10_000), rate.multipliedFullWidth(by: whole))
        return (got.high, got.low) >= (want.high, want.low)
    }
}
