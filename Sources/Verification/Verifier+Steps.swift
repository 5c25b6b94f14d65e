import Bytes
import Container
import Layout
import StepEvidence
import Trust

/// The steps that are to be looked at, and how.
struct StepRound {
    let judge: StepJudge
    let index: StepIndex
    /// Picks that are looked at here.
    let count: Int
}

/// Draws the sample and looks at the proofs of its steps.
extension Verifier {
    /// Draws the steps; nil, and a finding, where that cannot be done.
    func drawSteps(
        _ bundle: OpenBundle,
        _ documents: SegmentDocuments,
        _ start: SegmentStart
    ) -> StepRound? {
        attempt(.sample, "sample") {
            let picks = try self.choose(bundle).picks
            let keepsAll = picks.count <= request.pathLimit
            report.tally = StepTally(keepsAll: keepsAll, limit: request.pathLimit)
            if let partials = request.partials {
                tallies = PartialTallies(
                    partials,
                    total: picks.count,
                    keepsAll: keepsAll,
                    limit: request.pathLimit
                )
            }
            let slice = request.shard?.slice(of: picks.count) ?? 0..<picks.count
            let judge = StepJudge(
                bundle: bundle,
                leaves: LeafReader(bundle),
                context: ProofContext(recipe: documents.recipe, sessionKeys: start.table.keys),
                verifiers: ProofVerifiers.standard.adding(request.trust.policy.plugins),
                required: request.trust.policy.proofs,
                keepsPaths: keepsAll,
                judgesProofs: tallies == nil
            )
            return StepRound(
                judge: judge,
                index: StepIndex(bundle, picks: picks[slice]),
                count: slice.count
            )
        }
    }

    /// Scope sample: reads what the drawn steps need and nothing else.
    func judgeSteps(_ round: StepRound) async {
        var index = round.index
        let judge = round.judge
        var done = 0
        do {
            try await Pipeline.run(
                width: 4 * request.width,
                next: { try index.next() },
                transform: { judge.judge($0) },
                consume: { steps in
                    for step in steps { self.take(step) }
                    done += steps.count
                    self.progress(Progress(phase: "proofs", done: done, total: round.count))
                }
            )
            try finish(round)
        } catch let error as PartialError {
            refusal = error
        } catch {
            do { try takeTallies() } catch {
                refusal = error
                return
            }
            add(.proofs, Fault(error), "sample")
        }
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

    /// The verdict of a plug-in stands on a line of its own.
    private func noteOthersWord(_ kind: String, _ verifier: any ProofVerifier) {
        guard verifier is PluginProofVerifier else { return }
        let count = report.tally.proofs[kind, default: 0]
        for judge in report.tally.judges[kind, default: []].sorted() {
            add(.proofs, .pass, "ok", kind, "\(count) accepted by \(verifier.restsOn); \(judge)")
        }
    }

    /// Sums up what the steps showed.
    func conclude(_ round: StepRound) {
        for kind in report.tally.proofs.keys.sorted() {
            if let verifier = round.judge.verifiers[kind] {
                report.restsOn.append("\(kind): \(verifier.restsOn)")
                noteOthersWord(kind, verifier)
            }
        }
        for (note, count) in report.tally.notes.sorted(by: { $0.key < $1.key }) {
            add(.proofs, .warn, FaultCode.proofUnbound.rawValue, "\(count) proofs", note)
        }
        for (kind, count) in report.tally.unjudged.sorted(by: { $0.key < $1.key }) {
            add(
                .proofs,
                .warn,
                FaultCode.proofKindUnknown.rawValue,
                kind,
                "\(count) proofs were not judged: this build knows no verifier for them"
            )
        }
        let summary = "\(report.tally.valid) of \(report.tally.checked) steps verify"
        guard report.tally.valid == report.tally.checked else {
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
