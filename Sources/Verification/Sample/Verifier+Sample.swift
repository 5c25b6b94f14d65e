import Audit
import Bytes
import Layout
import Reports
import Sampling
import Trust

/// Chooses the steps that are looked at, and says what they show of all.
extension Verifier {
    /// The steps to be looked at; throws a fault where they cannot be chosen as asked.
    func choose(_ bundle: OpenBundle, _ documents: SegmentDocuments) throws -> SampleChoice {
        if case .ceremony(let ceremony) = request.sample {
            return try checkedSize(drawn(by: ceremony, bundle, documents), bundle)
        }
        var choice = try SampleChoice(request.sample, population: bundle.manifest.steps)
        choice.openings = request.openings
        return request.isDrawn ? try checkedSize(choice, bundle) : choice
    }

    private func checkedSize(_ choice: SampleChoice, _ bundle: OpenBundle) throws(Fault) -> SampleChoice {
        let population = bundle.manifest.steps
        let least = min(request.trust.policy.sampleMinimum, population)
        guard choice.picks.count >= least else {
            throw Fault(
                .sampleTooSmall,
                "sample",
                "\(choice.picks.count) steps of \(population), the policy wants at least \(least)"
            )
        }
        return choice
    }

    /// Judges the ceremony; what is wrong with it is found under its own check.
    private func drawn(
        by ceremony: Ceremony,
        _ bundle: OpenBundle,
        _ documents: SegmentDocuments
    ) throws -> SampleChoice {
        guard let digest = report.bundle?.manifest else {
            throw Fault(.sampleNotDrawn, "sample", "the manifest is not known")
        }
        let segment = try AuditedSegment(bundle, run: documents.run, manifest: digest, sealers: sealers)
        let judgement = ceremony.judge(trust: request.trust, at: request.at, segment: segment)
        for fault in judgement.faults {
            add(.ceremony, .fail, fault.code.rawValue, fault.subject, fault.detail)
        }
        for warning in judgement.warnings {
            add(.ceremony, .warn, warning.code.rawValue, warning.subject, warning.detail)
        }
        guard judgement.faults.isEmpty, let plan = judgement.plan, let draw = judgement.draw else {
            throw Fault(
                .sampleNotDrawn,
                "sample",
                "the ceremony does not hold, so that nothing is drawn by it"
            )
        }
        self.ceremony = SamplingOutcome.CeremonyRecord(plan, draw, judgement)
        demands.take(plan)
        note(plan, draw, judgement)
        var choice = SampleChoice(drawnFrom: judgement.strata)
        choice.openings = try openings(for: ceremony, judgement.strata, bundle)
        return choice
    }

    private func note(_ plan: AuditPlan, _ draw: AuditDraw, _ judgement: CeremonyJudgement) {
        let people = (judgement.inspectors + judgement.witnesses).joined(separator: ", ")
        add(
            .ceremony,
            .pass,
            "ok",
            "plan \(plan.digest.hex.prefix(16))",
            "round \(plan.round), signed before and after the draw by \(people)"
        )
        switch draw.outcome {
        case .dice: report.restsOn.append("\(people), who witnessed the dice after they had signed the plan")
        case .beacon:
            report.restsOn.append(
                "\(people), who looked up the beacon's round; its own signature was not verified here"
            )
        }
        report.limits.append(
            "Sampling: a plan that was drawn again shows against any other copy of the chain of plans; one that every "
                + "witness keeps quiet about does not"
        )
    }

    /// Says what the steps that were looked at show of themselves and of all.
    func concludeSample(_ strata: [DrawnStratum]) {
        guard !strata.isEmpty else { return }
        do {
            report.sampling = try SamplingOutcome(
                strata,
                failed: tally.failed,
                demands: demands,
                ceremony: ceremony,
                time: time
            )
        } catch {
            return add(.population, Fault(error), "population")
        }
        guard let outcome = report.sampling else { return }
        if !outcome.sampleHolds {
            add(.sample, .fail, FaultCode.sampleRate.rawValue, "sample", outcome.sampleWords)
        }
        let isWanted = outcome.ceremony != nil
        add(
            .population,
            outcome.populationHolds ? .pass : isWanted ? .fail : .warn,
            outcome.populationHolds ? "ok" : FaultCode.populationBound.rawValue,
            "\(outcome.population) steps",
            outcome.populationWords
        )
    }

    /// Looks at the steps that somebody picked by hand.
    func judgeTargets(_ bundle: OpenBundle, _ judge: StepJudge) {
        guard !request.targets.isEmpty else { return }
        let picks = Set(request.targets).sorted()
        var judge = judge
        // Shards leave these to the merge.
        judge.judgesProofs = true
        attempt(
            .sample,
            "targeted",
            {
                for pick in picks where pick < 1 || pick > bundle.manifest.steps {
                    throw Fault(
                        .sampleLeaf,
                        "targeted pick \(pick)",
                        "the segment has \(bundle.manifest.steps) steps"
                    )
                }
                var index = StepIndex(bundle, picks: StepPicks(picks.map { StepJudge.Pick(pick: $0) })[...])
                while let job = try index.next() {
                    try time.check()
                    report.targeted += try judge.judge(job)
                }
            },
            pass: nil
        )
        let valid = report.targeted.count(where: \.isValid)
        for step in report.targeted where !step.isValid { fail(step, named: "targeted pick", as: .fail) }
        guard valid == report.targeted.count else { return }
        add(
            .proofs,
            .pass,
            "ok",
            "targeted",
            "\(valid) steps that were picked by hand verify; they are not counted in the sample"
        )
    }
}

extension SamplingOutcome.Demands {
    /// Without a plan: what the policy wants for an acceptance.
    init(_ policy: AcceptancePolicy) {
        self.init()
        confidence = policy.confidence
        goodRate = policy.goodRate
        sampleRate = policy.sampleRate
    }

    /// What the plan demands; the rate of the sample stays the policy's.
    fileprivate mutating func take(_ plan: AuditPlan) {
        allowed = plan.allowed
        confidence = plan.confidence
        goodRate = plan.goodRate
    }
}

extension SamplingOutcome.CeremonyRecord {
    fileprivate init(_ plan: AuditPlan, _ draw: AuditDraw, _ judgement: CeremonyJudgement) {
        var (dice, beacon): (String?, Digest?)
        switch draw.outcome {
        case .dice(let digits): dice = digits
        case .beacon(let value): beacon = value
        }
        self.init(
            plan: plan.digest,
            draw: draw.digest,
            dice: dice,
            beacon: beacon,
            round: plan.round,
            purpose: plan.purpose.rawValue,
            previousPlan: plan.previousPlan,
            inspectors: judgement.inspectors,
            witnesses: judgement.witnesses
        )
    }
}
