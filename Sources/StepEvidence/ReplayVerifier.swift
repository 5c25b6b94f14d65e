import Bytes
package import Leaves
import Training

/// `replay/1`: the step is done again from an opening of its weights and batch.
///
/// `Formats/training-v1.md` section 7.
package struct ReplayVerifier: ProofVerifier {
    package static let kind = ProofKind("replay/1", discloses: .opening)

    package var kind: ProofKind { ReplayVerifier.kind }
    package let restsOn = "SHA-256 and integer arithmetic, recomputed here; no trust in others"

    package init() {}

    /// Codes besides those of `ReplayVerdict.Failure`.
    package enum Failure: String, Sendable, CaseIterable {
        case recipeNotReplayable = "recipe-not-replayable"
        case metricsMismatch = "metrics-mismatch"
    }

    package func verify(_ step: StepLeaf, proof: [UInt8], _ context: ProofContext) -> ProofOutcome {
        guard case .integer(let recipe) = context.recipe else {
            return invalid(.recipeNotReplayable, "the recipe's semantics are not integer-sgd/1")
        }
        let verdict = ReplayOpening.verify(
            proof,
            recipe: recipe,
            stateBefore: step.stateBefore,
            batch: step.batch,
            stateAfter: step.stateAfter
        )
        switch verdict {
        case .valid(let metrics): return compare(step.metrics, metrics)
        case .invalid(let failure, let detail): return .invalid(code: failure.rawValue, detail: detail)
        }
    }

    /// Metrics that the step need not state, but must state truly.
    private func compare(_ stated: [StepLeaf.Metric], _ computed: Metrics) -> ProofOutcome {
        let truth = ["accuracy": computed.accuracy, "loss": computed.loss]
        for metric in stated {
            guard let value = truth[metric.name], value != metric.value else { continue }
            return invalid(.metricsMismatch, "\(metric.name): got \(metric.value), want \(value)")
        }
        return .valid()
    }

    private func invalid(_ failure: Failure, _ detail: String) -> ProofOutcome {
        .invalid(code: failure.rawValue, detail: detail)
    }
}
