package import Bytes
package import Leaves

/// A step whose proofs were looked at.
package struct SampledStep: Hashable, Sendable {
    /// The proof of one kind.
    package struct Proof: Hashable, Sendable {
        package let kind: String
        /// `ok`, or the code of what is wrong with it.
        package let code: String
        package let detail: String
        /// Whoever else judged it, and how; empty for proofs that this program judges itself.
        package internal(set) var judge = ""

        package init(kind: String, code: String, detail: String) {
            self.kind = kind
            self.code = code
            self.detail = detail
        }

        package var isValid: Bool { code == "ok" }
        /// True where this build knows no verifier for the kind: nothing was found out either way.
        package var isUnjudged: Bool { code == FaultCode.proofKindUnknown.rawValue }
    }

    /// The ticket that drew it; nil where every step is looked at.
    package let ticket: Int?
    /// The stratum that it was drawn from; nil where nothing was drawn.
    package let stratum: Int?
    /// Which of the segment's step leaves it is, from 1.
    package let pick: Int
    package let leaf: Int
    /// The step's number in the run; 0 where the leaf could not be read.
    package let step: Int
    /// The session that the step names.
    package let session: Digest?
    /// What the step measured, as its leaf says.
    package let metrics: [StepLeaf.Metric]
    package let proofs: [Proof]
    /// Siblings from leaf to root, where they were asked for.
    package let path: [Digest]

    /// At least one proof holds, and none that could be judged does not.
    package var isValid: Bool {
        proofs.contains(where: \.isValid) && proofs.allSatisfy { $0.isValid || $0.isUnjudged }
    }
}
