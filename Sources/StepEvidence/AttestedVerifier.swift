import Bytes
import Keys
package import Leaves

/// `attested/1`: the session's key has signed the step's statement.
///
/// The proof is a bare Ed25519 signature of the DSSE encoding; `Formats/log-v1.md` section 3.
package struct AttestedVerifier: ProofVerifier {
    package let kind = ProofKind.attested
    package let restsOn =
        "the trainer that holds the session's key, and the evidence that binds the key to it"

    package init() {}

    package enum Failure: String, Sendable, CaseIterable {
        case sessionMissing = "session-missing"
        case sessionUnknown = "session-unknown"
        case signatureLength = "signature-length"
        case signatureWrong = "signature-wrong"
    }

    /// The bytes that a session key signs for a step.
    package static func signedBytes(_ step: StepLeaf) -> [UInt8] {
        Envelope.preAuthenticationEncoding(type: StepLeaf.statementType, payload: step.statement)
    }

    package func verify(_ step: StepLeaf, proof: [UInt8], _ context: ProofContext) -> ProofOutcome {
        guard let session = step.session else {
            return invalid(.sessionMissing, "the step names no session")
        }
        guard let key = context.sessionKeys[session] else {
            return invalid(.sessionUnknown, "no open leaf for session \(session)")
        }
        guard proof.count == Ed25519.signatureCount else {
            return invalid(.signatureLength, "got \(proof.count) bytes, want \(Ed25519.signatureCount)")
        }
        let good = Ed25519.verify(
            signature: proof,
            message: AttestedVerifier.signedBytes(step),
            publicKey: key
        )
        return good ? .valid() : invalid(.signatureWrong, "not a signature of this step by the session's key")
    }

    private func invalid(_ failure: Failure, _ detail: String) -> ProofOutcome {
        .invalid(code: failure.rawValue, detail: detail)
    }
}
