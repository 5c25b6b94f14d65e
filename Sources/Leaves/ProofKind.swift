/// A kind of proof: how step leaves name it, and what whoever has such a proof learns of the training.
///
/// A kind is declared in the file of its verifier in `StepEvidence`; `attested` stands here, since leaves have a rule for it.
package struct ProofKind: Hashable, Sendable {
    /// What the bytes of a proof disclose.
    package enum Disclosure: Hashable, Sendable {
        /// Digests and signatures only.
        case nothing
        /// What a step was made from: a run with disclosure `none` must withhold it.
        case opening
        /// Only another program can read them.
        case unknown
    }

    /// Such as `attested/1`.
    package let name: String
    package let discloses: Disclosure

    package init(_ name: String, discloses: Disclosure) {
        self.name = name
        self.discloses = discloses
    }

    /// A signature of the session's key, always inline; `Formats/log-v1.md` section 3.
    package static let attested = ProofKind("attested/1", discloses: .nothing)
}
