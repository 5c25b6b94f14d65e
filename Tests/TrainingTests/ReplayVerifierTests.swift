import Bytes
import Leaves
import StepEvidence
import Testing

@testable import Training

@Suite("Step evidence: replay/1")
struct ReplayVerifierTests {
    let vector: NetworkVector
    let proof: [UInt8]
    let context: ProofContext

    init() throws {
        vector = try NetworkVector("tiny-3-2-2")
        proof = try #require(vector.opening)
        context = ProofContext(recipe: .integer(vector.recipe))
    }

    private func step(_ metrics: [(String, String)] = []) -> StepLeaf {
        StepLeaf(
            run: .zero,
            session: nil,
            step: 1,
            previous: .zero,
            stateBefore: vector.genesis,
            stateAfter: vector.steps[0].stateAfter,
            batch: vector.commitments[0],
            metrics: metrics.map { StepLeaf.Metric(name: $0.0, value: $0.1) }
        )
    }

    private func code(_ step: StepLeaf, _ context: ProofContext) throws -> String? {
        let verifier = try #require(ProofVerifiers.standard["replay/1"])
        switch verifier.verify(step, proof: proof, context) {
        case .valid: return nil
        case .invalid(let code, _): return code
        }
    }

    @Test("an honest step holds, with its true metrics, without them, and with metrics of other names")
    func honest() throws {
        #expect(try code(step(), context) == nil)
        #expect(
            try code(step([("accuracy", "0.5000"), ("examples", "2"), ("loss", "1.7778")]), context) == nil
        )
    }

    @Test("metrics that the step does not have are found", arguments: ["1.751", "1.7511", "0.0000"])
    func metrics(_ loss: String) throws {
        #expect(try code(step([("loss", loss)]), context) == "metrics-mismatch")
        #expect(try code(step([("accuracy", loss)]), context) == "metrics-mismatch")
    }

    @Test("a changed statement is found under its own code")
    func statements() throws {
        var bad = step()
        bad.stateBefore = .zero
        #expect(try code(bad, context) == "state-before-mismatch")
        bad = step()
        bad.stateAfter = vector.genesis
        #expect(try code(bad, context) == "state-after-mismatch")
        bad = step()
        bad.batch = vector.commitments[1]
        #expect(try code(bad, context) == "batch-mismatch")
    }

    @Test("steps of trainers that are not ours cannot be replayed")
    func external() throws {
        #expect(try code(step(), ProofContext(recipe: .external(framework: nil))) == "recipe-not-replayable")
    }

    @Test("every kind says in one sentence what it rests on, and an unknown kind has no verifier")
    func registry() throws {
        let standard = ProofVerifiers.standard
        #expect(standard.kinds.contains("replay/1"))
        for kind in standard.kinds {
            let verifier = try #require(standard[kind])
            #expect(verifier.kind.name == kind)
            #expect(LeafField.isKind(kind))
            #expect(!verifier.restsOn.isEmpty)
        }
        #expect(standard["replay/2"] == nil)
    }

    @Test("replay/1 is the kind that a run without disclosure must withhold")
    func openings() {
        #expect(ProofVerifiers.standard.opening == ["replay/1"])
        #expect(ProofVerifiers.standard["attested/1"]?.kind == .attested)
    }
}
