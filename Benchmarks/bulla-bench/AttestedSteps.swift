import Bytes
import Keys
import Leaves
import SecretKeys
import StepEvidence
import Training

/// Steps with `attested/1` under one session, as leaves and as bare signatures.
struct AttestedSteps {
    private let leaves: [[UInt8]]
    private let signed: [(signature: [UInt8], message: [UInt8])]
    private let key: [UInt8]
    private let context: ProofContext

    init(count: Int) throws {
        let secret = try SecretKey.generate(name: "session", withMLDSA: false)
        let session = SHA256.hash(Array("session".utf8))
        var leaves: [[UInt8]] = []
        var signed: [(signature: [UInt8], message: [UInt8])] = []
        var previous = Digest.zero
        for step in 1...count {
            func digest(_ text: String) -> Digest { SHA256.hash(Array("\(text) \(step)".utf8)) }
            var leaf = StepLeaf(
                run: SHA256.hash(Array("run".utf8)),
                session: session,
                step: step,
                previous: previous,
                stateBefore: digest("before"),
                stateAfter: digest("after"),
                batch: digest("batch"),
                metrics: [.init(name: "loss", value: "0.5")]
            )
            let message = AttestedVerifier.signedBytes(leaf)
            let signature = secret.signRaw(message)
            leaf.proofs = [ProofReference(kind: "attested/1", inline: signature)]
            leaves.append(leaf.canonicalBytes)
            signed.append((signature, message))
            previous = leaf.statementDigest
        }
        self.leaves = leaves
        self.signed = signed
        key = secret.publicKey.primary.raw
        context = ProofContext(recipe: .external(framework: nil), sessionKeys: [session: key])
    }

    /// What a verification does with each: read the leaf, find the statement, verify the proof.
    func judgeAll() -> Bool {
        let verifier = AttestedVerifier()
        return leaves.allSatisfy { bytes in
            guard case .step(let step) = try? Leaf(canonical: bytes), let proof = step.proofs.first,
                case .inline(let signature) = proof.content
            else { return false }
            return verifier.verify(step, proof: signature, context) == .valid()
        }
    }

    /// The same signatures over messages that lie ready: libsodium and nothing else.
    func verifyAll() -> Bool {
        signed.allSatisfy { Ed25519.verify(signature: $0.signature, message: $0.message, publicKey: key) }
    }
}
