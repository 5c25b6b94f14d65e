package import Bytes
import Keys
package import Leaves
import SecretKeys

/// A session whose key lives in this process only: the trainer's own word, and nothing that attests it.
///
/// Reports call everything that rests on such a session *simulated*.
package struct SoftwareSession: Sendable {
    package let leaf: SessionOpenLeaf
    private let key: SecretKey

    package var session: Digest { leaf.session }

    /// Makes a fresh key and has it bound to the log just before the leaf.
    init(
        binding: (_ key: [UInt8]) throws(RecordingError) -> SessionBinding
    ) throws(RecordingError) {
        key = try RecordingError.from(.key) { () throws(SecretKeyError) in try SecretKey.ephemeral() }
        leaf = SessionOpenLeaf(
            binding: try binding(key.publicKey.primary.raw),
            evidence: [],
            kind: .software
        )
    }

    /// The step's `attested/1`: 64 bytes over the encoding of its statement.
    package func attest(_ step: StepLeaf) -> ProofReference {
        let message = Envelope.preAuthenticationEncoding(
            type: StepLeaf.statementType,
            payload: step.statement
        )
        return ProofReference(kind: ProofKind.attested.name, inline: key.signRaw(message))
    }
}
