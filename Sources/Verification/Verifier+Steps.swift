import Bytes
import Container
import Layout
import StepEvidence
import Trust

/// The steps that are to be looked at, and how.
struct StepRound {
    let judge: StepJudge
    let index: StepIndex
    let count: Int
    /// Whether the report keeps every step, or only bad ones.
    let keepsAll: Bool
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
            let judge = StepJudge(
                bundle: bundle,
                leaves: LeafReader(bundle),
                context: ProofContext(recipe: documents.recipe, sessionKeys: start.table.keys),
                verifiers: ProofVerifiers.standard.adding(request.trust.policy.plugins),
                required: request.trust.policy.proofs,
                keepsPaths: keepsAll,
                withheld: Set(bundle.manifest.withheld),
                opening: request.opening,
                demandedOpenings: request.demandedOpenings
            )
            return StepRound(
                judge: judge,
                index: StepIndex(bundle, picks: picks),
                count: picks.count,
                keepsAll: keepsAll
            )
        }
    }

    /// Scope sample: reads what the drawn steps need and nothing else.
    func judgeSteps(_ round: StepRound) async {
        var index = round.index
        let judge = round.judge
        do {
            try await Pipeline.run(
                width: 4 * request.width,
                next: { try index.next() },
                transform: { judge.judge($0) },
                consume: { steps in
                    self.count(steps, keepingAll: round.keepsAll)
                    self.progress(
                        Progress(phase: "proofs", done: self.report.stepsChecked, total: round.count)
                    )
                }
            )
        } catch {
            return add(.proofs, Fault(error), "sample")
        }
        conclude(round)
    }

    /// Counts steps that were looked at: every bad one is kept, of the good ones as many as a reader can use.
    func count(_ steps: [SampledStep], keepingAll: Bool) {
        for step in steps {
            report.stepsChecked += 1
            if let session = step.session { sampledSessions.insert(session) }
            if step.isValid { report.stepsValid += 1 }
            for proof in step.proofs {
                if proof.isValid { report.proofCounts[proof.kind, default: 0] += 1 }
                if proof.isValid && !proof.detail.isEmpty {
                    openNotes["\(proof.kind): \(proof.detail)", default: 0] += 1
                }
                if !proof.judge.isEmpty { judges[proof.kind, default: []].insert(proof.judge) }
                if proof.isUnjudged { report.unjudgedCounts[proof.kind, default: 0] += 1 }
                if proof.isWithheld { withheldCounts[proof.kind, default: 0] += 1 }
            }
            if keepingAll || (!step.isValid && report.steps.count < request.pathLimit) {
                report.steps.append(step)
            }
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
        let count = report.proofCounts[kind, default: 0]
        for judge in judges[kind, default: []].sorted() {
            add(.proofs, .pass, "ok", kind, "\(count) accepted by \(verifier.restsOn); \(judge)")
        }
    }

    /// Says of a kind why its proofs were not judged.
    private func noteUnjudged(_ kind: String, _ count: Int) {
        let withheld = withheldCounts[kind, default: 0]
        let reasons: [(FaultCode, Int, String)] = [
            (.proofWithheld, withheld, "the producer withholds them, and no opening was given"),
            (.proofKindUnknown, count - withheld, "this build knows no verifier for them"),
        ]
        for (code, count, reason) in reasons where count > 0 {
            add(.proofs, .warn, code.rawValue, kind, "\(count) proofs were not judged: \(reason)")
        }
    }

    /// Sums up what the steps showed.
    func conclude(_ round: StepRound) {
        for kind in report.proofCounts.keys.sorted() {
            if let verifier = round.judge.verifiers[kind] {
                report.restsOn.append("\(kind): \(verifier.restsOn)")
                noteOthersWord(kind, verifier)
            }
        }
        for (note, count) in openNotes.sorted(by: { $0.key < $1.key }) {
            add(.proofs, .warn, FaultCode.proofUnbound.rawValue, "\(count) proofs", note)
        }
        for (kind, count) in report.unjudgedCounts.sorted(by: { $0.key < $1.key }) {
            noteUnjudged(kind, count)
        }
        let summary = "\(report.stepsValid) of \(report.stepsChecked) steps verify"
        guard report.stepsValid == report.stepsChecked else {
            for step in report.steps where !step.isValid {
                let isUnjudged = step.proofs.allSatisfy(\.isUnjudged)
                for proof in step.proofs where !proof.isValid && (!proof.isUnjudged || isUnjudged) {
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
