import Audit
import Bytes
import Container
import Layout
import Reports
import StepEvidence
import Trust

/// The steps that are to be looked at, and how.
struct StepRound {
    let judge: StepJudge
    let index: StepIndex
    /// Picks that are looked at here.
    let count: Int
    /// How they were drawn; none where every step is looked at.
    let strata: [DrawnStratum]
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
            let choice = try self.choose(bundle, documents)
            let picks = choice.picks
            let keepsAll = picks.count <= request.pathLimit
            tally = StepTally(keepsAll: keepsAll, limit: request.pathLimit)
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
                sessions: start.table,
                verifiers: ProofVerifiers.standard.adding(request.trust.policy.plugins),
                required: request.trust.policy.proofs,
                keepsPaths: keepsAll,
                withheld: Set(bundle.manifest.withheld),
                openings: choice.openings,
                time: time,
                judgesProofs: tallies == nil
            )
            return StepRound(
                judge: judge,
                index: StepIndex(bundle, picks: picks[slice]),
                count: slice.count,
                strata: choice.strata
            )
        }
    }

    /// Scope sample: reads what the drawn steps need and nothing else.
    func judgeSteps(_ round: StepRound) async {
        var index = round.index
        let judge = round.judge
        let time = time
        var done = 0
        do {
            try await Pipeline.run(
                width: 4 * request.width,
                bytes: { judge.bundle.entryMemory(of: $0.entryBundle) },
                next: {
                    try time.check()
                    return try index.next()
                },
                transform: { try judge.judge($0) },
                consume: { steps in
                    for step in steps { self.take(step) }
                    done += steps.count
                    self.reach(done, of: round.count)
                }
            )
            try finish(round)
        } catch let error as PartialError {
            refusal = error
        } catch {
            let fault = Fault(error)
            // Where the index ends early the shards' tallies end, too; that this run was stopped they cannot know.
            do { if !fault.isUnfinished { try takeTallies() } } catch {
                refusal = error
                return
            }
            add(.proofs, fault, "sample")
        }
    }

    /// The verdict of a plug-in stands on a line of its own.
    private func noteOthersWord(_ kind: String, _ verifier: any ProofVerifier) {
        guard verifier is PluginProofVerifier else { return }
        let count = tally.proofs[kind, default: 0]
        for judge in tally.judges[kind, default: []].sorted() {
            add(.proofs, .pass, "ok", kind, "\(count) accepted by \(verifier.restsOn); \(judge)")
        }
    }

    /// Says of a kind why its proofs were not judged.
    private func noteUnjudged(_ kind: String, _ count: Int) {
        let withheld = tally.withheld[kind, default: 0]
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
        for kind in tally.proofs.keys.sorted() {
            if let verifier = round.judge.verifiers[kind] {
                report.restsOn.append("\(kind): \(verifier.restsOn)")
                noteOthersWord(kind, verifier)
            }
        }
        for (note, count) in tally.notes.sorted(by: { $0.key < $1.key }) {
            add(.proofs, .warn, FaultCode.proofUnbound.rawValue, "\(count) proofs", note)
        }
        for (kind, count) in tally.unjudged.sorted(by: { $0.key < $1.key }) {
            noteUnjudged(kind, count)
        }
        // One shard says nothing of the population.
        if request.shard == nil { concludeSample(round.strata) }
        concludeSteps()
    }

    private func concludeSteps() {
        let summary = "\(tally.valid) of \(tally.checked) steps verify"
        guard tally.valid != tally.checked else { return add(.proofs, .pass, "ok", "sample", summary) }
        // A plan may allow some to fail: then the bound speaks for the population, and each is still shown.
        let allowed = ceremony == nil ? 0 : demands.allowed
        let isAllowed = allowed > 0 && report.sampling?.isWithinAllowed == true
        for step in tally.steps where !step.isValid {
            fail(step, named: "pick", as: isAllowed ? .warn : .fail)
        }
        add(
            .proofs,
            isAllowed ? .warn : .fail,
            FaultCode.stepsFailed.rawValue,
            "sample",
            isAllowed ? "\(summary); the plan allows \(allowed) to fail in each stratum" : summary
        )
    }

    /// Says what is wrong with the proofs of a step.
    func fail(_ step: SampledStep, named name: String, as outcome: Finding.Outcome) {
        let isUnjudged = step.proofs.allSatisfy(\.isUnjudged)
        for proof in step.proofs where !proof.isValid && (!proof.isUnjudged || isUnjudged) {
            add(
                .proofs,
                outcome,
                proof.code,
                "\(name) \(step.pick), leaf \(step.leaf), step \(step.step)",
                "\(proof.kind): \(proof.detail)"
            )
        }
    }
}
