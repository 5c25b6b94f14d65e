import Bytes
import Testing

@testable import Training

@Suite("Replay openings")
struct ReplayTests {
    let vector: NetworkVector
    let bytes: [UInt8]

    init() throws {
        vector = try NetworkVector("tiny-3-2-2")
        bytes = try #require(vector.opening)
    }

    private func verify(
        _ bytes: [UInt8],
        before: Digest? = nil,
        batch: Digest? = nil,
        after: Digest? = nil
    ) -> ReplayVerdict {
        ReplayOpening.verify(
            bytes,
            recipe: vector.recipe,
            stateBefore: before ?? vector.genesis,
            batch: batch ?? vector.commitments[0],
            stateAfter: after ?? vector.steps[0].stateAfter
        )
    }

    private func failure(_ verdict: ReplayVerdict) -> ReplayVerdict.Failure? {
        if case .invalid(let failure, _) = verdict { failure } else { nil }
    }

    @Test("the independent script's opening decodes, encodes to the same bytes, and holds")
    func honest() throws {
        let opening = try ReplayOpening(decoding: bytes, recipe: vector.recipe)
        #expect(opening.encode(vector.recipe) == bytes)
        guard case .valid(let metrics) = verify(bytes) else {
            Issue.record("\(verify(bytes))")
            return
        }
        #expect([metrics.loss, metrics.accuracy] == [vector.steps[0].loss, vector.steps[0].accuracy])
    }

    @Test("every flip of one byte is refused, and so is every shorter or longer opening")
    func flips() {
        for index in bytes.indices {
            for mask: UInt8 in [0x01, 0x80, 0xff] {
                var bad = bytes
                bad[index] ^= mask
                #expect(failure(verify(bad)) != nil, "byte \(index)")
            }
            #expect(failure(verify(Array(bytes[..<index]))) == .malformed)
        }
        #expect(failure(verify(bytes + [0])) == .malformed)
    }

    @Test("each statement that the opening contradicts has its own code")
    func statements() {
        #expect(failure(verify(bytes, before: .zero)) == .stateBeforeMismatch)
        #expect(failure(verify(bytes, batch: .zero)) == .batchMismatch)
        #expect(failure(verify(bytes, after: .zero)) == .stateAfterMismatch)
    }

    @Test("an opening under another recipe is malformed, for another learning rate a wrong result")
    func recipes() throws {
        let faster = try IntegerRecipe.tiny(learningRate: 2)
        let other = try IntegerRecipe.tiny(kappa: 4)
        for (recipe, code) in [(faster, ReplayVerdict.Failure.stateAfterMismatch), (other, .malformed)] {
            let verdict = ReplayOpening.verify(
                bytes,
                recipe: recipe,
                stateBefore: vector.genesis,
                batch: vector.commitments[0],
                stateAfter: vector.steps[0].stateAfter
            )
            #expect(failure(verdict) == code)
        }
    }

    @Test("weights that trap, or that are beyond the proven bound, are told apart")
    func traps() throws {
        let recipe = vector.recipe
        for (value, code) in [
            (recipe.weightLimit(1), ReplayVerdict.Failure.quantizationOverflow),
            (recipe.weightLimit(1) + 1, .weightBound), (.min, .weightBound), (.max, .weightBound),
        ] {
            var weights = try Weights.genesis(recipe, seed: vector.seed)
            weights.layers[0].values[0] = value
            let bytes = ReplayOpening(weights: weights, batch: vector.batches[0]).encode(recipe)
            #expect(failure(verify(bytes, before: weights.digest(recipe))) == code)
        }
    }

    @Test("inputs and labels out of range are malformed even when the commitment fits")
    func ranges() throws {
        let label = bytes.count - 2
        let input = bytes.count - 2 * 2 - 4 * 6
        for (index, value) in [(label, UInt8(2)), (label + 1, 1), (input, 0x20), (input + 3, 0x7f)] {
            var bad = bytes
            bad[index] = value
            #expect(failure(verify(bad)) == .malformed, "byte \(index)")
        }
    }
}
