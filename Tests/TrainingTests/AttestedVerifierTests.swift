import Bytes
import Leaves
import StepEvidence
import Testing
import Training

@Suite("Step evidence: attested/1")
struct AttestedVerifierTests {
    let step: StepLeaf
    let key: [UInt8]
    let signature: [UInt8]

    init() throws {
        var file = try JSONObject(NetworkVector.json("attested"), path: "attested")
        let statement = try file.string("statement")
        let leaf = statement.replacing(#""run":"#, with: #""proofs":[],"run":"#)
        step = try StepLeaf(reading: JSON(canonical: Array(leaf.utf8), limits: .leaf))
        #expect(step.statement == Array(statement.utf8))
        key = try Hex.decode(file.string("key"))
        signature = try Hex.decode(file.string("signature"))
        try file.end()
    }

    private func code(_ step: StepLeaf, _ proof: [UInt8], keys: [Digest: [UInt8]]? = nil) throws -> String? {
        let session = try #require(self.step.session)
        let context = ProofContext(recipe: .external(framework: nil), sessionKeys: keys ?? [session: key])
        let verifier = try #require(ProofVerifiers.standard["attested/1"])
        switch verifier.verify(step, proof: proof, context) {
        case .valid: return nil
        case .invalid(let code, _): return code
        }
    }

    @Test("a signature made by another implementation holds")
    func honest() throws {
        #expect(try code(step, signature) == nil)
    }

    @Test("every flip of one bit of the signature is found")
    func flips() throws {
        for bit in 0..<signature.count * 8 {
            var bad = signature
            bad[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(try code(step, bad) == "signature-wrong")
        }
    }

    @Test("a signature of any other statement is found")
    func statements() throws {
        let changes: [(inout StepLeaf) -> Void] = [
            { $0.run = .zero }, { $0.step += 1 }, { $0.previous = .zero }, { $0.stateBefore = .zero },
            { $0.stateAfter = .zero }, { $0.batch = .zero }, { $0.metrics = [] },
        ]
        for change in changes {
            var bad = step
            change(&bad)
            #expect(try code(bad, signature) == "signature-wrong")
        }
    }

    @Test("missing sessions, unknown sessions, wrong keys and wrong lengths have codes of their own")
    func codes() throws {
        let session = try #require(step.session)
        var none = step
        none.session = nil
        #expect(try code(none, signature) == "session-missing")
        #expect(try code(step, signature, keys: [:]) == "session-unknown")
        #expect(try code(step, signature, keys: [session: Array(key.reversed())]) == "signature-wrong")
        #expect(try code(step, signature, keys: [session: [1, 2]]) == "signature-wrong")
        #expect(try code(step, Array(signature.dropLast())) == "signature-length")
        #expect(try code(step, []) == "signature-length")
    }
}
