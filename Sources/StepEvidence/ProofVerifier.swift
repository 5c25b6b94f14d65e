package import Bytes
package import Leaves
package import Training

/// Judges the proofs of one kind.
package protocol ProofVerifier: Sendable {
    /// Its name, and what its proofs disclose.
    var kind: ProofKind { get }
    /// What one has to trust when such a proof holds, in one plain sentence.
    var restsOn: String { get }
    /// Whether `proof` shows that `step` happened; its bytes are those that the leaf names.
    func verify(_ step: StepLeaf, proof: [UInt8], _ context: ProofContext) -> ProofOutcome
}

/// What a proof shows; a bad one is a finding, not an error.
package enum ProofOutcome: Hashable, Sendable {
    /// `note` says what a proof that holds leaves open, mostly nothing; `judge` who else judged it, and how.
    case valid(note: String = "", judge: String = "")
    /// `code` is stable across releases.
    case invalid(code: String, detail: String)
}

/// What verifiers know of the run besides the step.
package struct ProofContext: Sendable {
    package let recipe: Recipe
    /// The Ed25519 key of each session, by the session's id, as its open leaf binds it.
    package let sessionKeys: [Digest: [UInt8]]

    package init(recipe: Recipe, sessionKeys: [Digest: [UInt8]] = [:]) {
        self.recipe = recipe
        self.sessionKeys = sessionKeys
    }
}
