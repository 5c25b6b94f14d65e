import Bytes
import Container
import Layout
import StepEvidence
import Trust

/// Draws the sample and looks at the proofs of its steps.
extension Verifier {
    func judgeSteps(_ bundle: OpenBundle, _ documents: SegmentDocuments, _ start: SegmentStart) async {
        guard let choice = attempt(.sample, "sample", { try self.choose(bundle) }) else { return }
        let verifiers = ProofVerifiers.standard
        let judge = StepJudge(
            bundle: bundle,
            leaves: LeafReader(bundle),
            context: ProofContext(recipe: documents.recipe, sessionKeys: start.sessionKeys),
            verifiers: verifiers,
            required: request.trust.policy.proofs,
            keepsPaths: choice.picks.count <= request.pathLimit
        )
        var index = StepIndex(bundle, picks: choice.picks)
        do {
            try await Pipeline.run(
                width: 4 * request.width,
                next: { try index.next() },
                transform: { judge.judge($0) },
                consume: { steps in
                    steps.forEach { self.count($0, keeping: choice.picks.count <= self.request.pathLimit) }
                    self.progress(
                        Progress(phase: "proofs", done: self.report.stepsChecked, total: choice.picks.count)
                    )
                }
            )
        } catch {
            return add(.proofs, Fault(error), "sample")
        }
        conclude(verifiers)
    }

    private func choose(_ bundle: OpenBundle) throws -> SampleChoice {
        let population = bundle.manifest.steps
        if case .drawn(let count, _) = request.sample {
            let least = min(request.trust.policy.sampleMinimum, population)
            guard count >= least else {
                throw Fault(
                    .sampleTooSmall,
                    "sample",
                    "\(count) steps of \(population), the policy wants at least \(least)"
                )
            }
        }
        return try SampleChoice(request.sample, population: population)
    }

    // Every bad step is kept, and of the good ones as many as a reader can use.
    private func count(_ step: SampledStep, keeping: Bool) {
        report.stepsChecked += 1
        if step.isValid { report.stepsValid += 1 }
        for proof in step.proofs {
            if proof.isValid { report.proofCounts[proof.kind, default: 0] += 1 }
            if proof.isUnjudged { report.unjudgedCounts[proof.kind, default: 0] += 1 }
        }
        if keeping || (!step.isValid && report.steps.count < request.pathLimit) { report.steps.append(step) }
    }

    private func conclude(_ verifiers: ProofVerifiers) {
        for kind in report.proofCounts.keys.sorted() {
            if let verifier = verifiers[kind] { report.restsOn.append("\(kind): \(verifier.restsOn)") }
        }
        for (kind, count) in report.unjudgedCounts.sorted(by: { $0.key < $1.key }) {
            add(
                .proofs,
                .warn,
                FaultCode.proofKindUnknown.rawValue,
                kind,
                "\(count) proofs were not judged: this build knows no verifier for them"
            )
        }
        let summary = "\(report.stepsValid) of \(report.stepsChecked) steps verify"
        guard report.stepsValid == report.stepsChecked else {
            for step in report.steps where !step.isValid {
                for proof in step.proofs where !proof.isValid && (!proof.isUnjudged || step.proofs.count == 1)
                {
                    add(
                        .proofs,
                        .fail,
                        proof.code,
                        "pick \(step.pick), leaf \(step.leaf), step \(step.step)",
                        "\(proof.kind): \(proof.detail)"
                    )
                }
            }
            return add(.proofs, .fail, FaultCode.stepsFailed.rawValue, "sample", summary)
        }
        add(.proofs, .pass, "ok", "sample", summary)
    }
}
