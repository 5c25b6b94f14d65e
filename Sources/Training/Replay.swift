package import Bytes

/// What re-executing one step from its opening showed.
package enum ReplayVerdict: Equatable, Sendable {
    /// The step is exactly what its statement says; its metrics as computed here.
    case valid(Metrics)
    case invalid(Failure, detail: String)

    /// Stable across releases.
    package enum Failure: String, Sendable, CaseIterable {
        case malformed = "replay-malformed"
        case stateBeforeMismatch = "state-before-mismatch"
        case batchMismatch = "batch-mismatch"
        case stateAfterMismatch = "state-after-mismatch"
        case quantizationOverflow = "quantization-overflow"
        case weightBound = "weight-bound"
    }
}

extension ReplayOpening {
    /// Opens the proof, compares both commitments, does the step, and compares its result.
    package static func verify(
        _ bytes: some Collection<UInt8>,
        recipe: IntegerRecipe,
        stateBefore: Digest,
        batch: Digest,
        stateAfter: Digest
    ) -> ReplayVerdict {
        do throws(TrainingError) {
            let opening = try ReplayOpening(decoding: bytes, recipe: recipe)
            return try opening.verify(
                recipe: recipe,
                stateBefore: stateBefore,
                batch: batch,
                stateAfter: stateAfter
            )
        } catch {
            return .invalid(.init(error.code), detail: "\(error)")
        }
    }

    /// As above, for an opening that is decoded already.
    package func verify(
        recipe: IntegerRecipe,
        stateBefore: Digest,
        batch: Digest,
        stateAfter: Digest
    ) throws(TrainingError) -> ReplayVerdict {
        if let bad = mismatch(.stateBeforeMismatch, weights.digest(recipe), stateBefore) { return bad }
        if let bad = mismatch(.batchMismatch, self.batch.commitment, batch) { return bad }
        let outcome = try Step.run(recipe, weights, self.batch)
        if let bad = mismatch(.stateAfterMismatch, outcome.weights.digest(recipe), stateAfter) { return bad }
        return .valid(outcome.metrics)
    }

    private func mismatch(_ failure: ReplayVerdict.Failure, _ got: Digest, _ want: Digest) -> ReplayVerdict? {
        got == want ? nil : .invalid(failure, detail: "got \(got), want \(want)")
    }
}

extension ReplayVerdict.Failure {
    /// The finding that an error becomes.
    fileprivate init(_ code: TrainingError.Code) {
        switch code {
        case .quantizationOverflow: self = .quantizationOverflow
        case .weightBound: self = .weightBound
        case .malformed, .recipeBounds, .recipeOverflow, .wrongShape, .valueOutOfRange: self = .malformed
        }
    }
}
