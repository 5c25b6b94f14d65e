package import Attestation
package import Audit
package import Bytes
package import Keys
package import MerkleLog
package import Trust

/// What to verify, against whose trust, as of when, and how much of it.
package struct VerificationRequest: Sendable {
    /// What the segment must continue.
    package enum Previous: Sendable {
        /// The checkpoint that the inspector kept from the segment before.
        case kept(Checkpoint)
        /// The run's first segment.
        case first
        /// Continuity is reported as not checked.
        case unknown
    }

    /// Which steps have their proofs looked at.
    package enum Sample: Sendable {
        case everyStep
        /// For a sealer that looks at its own output: what the proofs say is the verifier's business.
        case none
        case drawn(count: Int, seed: String)
        /// As a finished ceremony drew it.
        case ceremony(Ceremony)
    }

    package let path: String
    package let trust: Trust
    /// SHA-256 of the trust file as it was read.
    package let trustDigest: Digest
    package let at: Timestamp
    package var scope = Scope.all
    package var sample = Sample.everyStep
    /// Picks that somebody named by hand: looked at apart, and never counted.
    package var targets: [Int] = []
    package var previous = Previous.unknown
    package var trustPin: Digest?
    package var trustMinimumVersion: Int?
    /// False for a sealer that looks at its own output: what evidence shows is the verifier's business.
    package var appraises = true
    /// The vendors' roots that evidence may end in.
    package var roots = VendorRoots.builtIn
    /// When evidence was made, as the inspector says where no witness does.
    package var evidenceTime: (from: Timestamp?, to: Timestamp?) = (nil, nil)
    /// Checkpoints with the lines of witnesses, of the segment's beginning or end.
    package var witnessNotes: [SignedNote] = []
    /// Newer collateral for a second verdict, by kind.
    package var collateralToday: [EvidenceKind: EvidenceFiles] = [:]
    /// Tasks at work at once.
    package var width = 2
    /// Merkle paths are kept for at most so many sampled steps.
    package var pathLimit = 1_000

    package init(path: String, trust: Trust, trustDigest: Digest, at: Timestamp) {
        self.path = path
        self.trust = trust
        self.trustDigest = trustDigest
        self.at = at
    }
}

/// How far a verification is.
package struct Progress: Sendable {
    package let phase: String
    package let done: Int
    package let total: Int

    package init(phase: String, done: Int, total: Int) {
        self.phase = phase
        self.done = done
        self.total = total
    }
}
