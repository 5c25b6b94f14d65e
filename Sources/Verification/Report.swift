package import Bytes
package import CustodyChain
package import Keys

/// The one answer: everything that was required was checked and holds, something is wrong, or neither.
package enum Verdict: String, Sendable {
    case accepted, rejected, incomplete
}

/// The checks, in the order in which they are made and reported.
package enum Check: String, Sendable, CaseIterable {
    case trust
    case container
    case head
    case manifest
    case signatures
    case members
    case log
    case continuity
    case links
    case sessions
    case attestation
    case custody
    case review
    case hints
    case blobs
    case payloadManifest = "payload-manifest"
    case ceremony
    case openings
    case sample
    case proofs
    case population
}

/// The result of one check on one subject; what others put into its words is escaped, wherever it is shown.
package struct Finding: Hashable, Sendable {
    package enum Outcome: String, Sendable {
        case pass, fail, warn
        /// Not made: beyond the scope, or not reached.
        case notChecked = "not-checked"
        /// Required, and could not be finished.
        case unfinished
    }

    package let check: Check
    /// Stable across releases: `ok` where the check passed, others as `Docs/error-codes.md` explains them.
    package let code: String
    package let subject: String
    package let outcome: Outcome
    package let detail: String

    package init(_ check: Check, _ outcome: Outcome, code: String, subject: String, detail: String) {
        self.check = check
        self.code = code
        self.subject = subject.escaped
        self.outcome = outcome
        self.detail = detail.escaped
    }
}

/// How much of the bundle is read.
package enum Scope: String, Sendable, CaseIterable {
    case sample, log, all
}

/// What a verification found; it holds no clock and no host, so that two runs compare equal.
package struct Report: Sendable {
    package let scope: Scope
    package let asOf: Timestamp
    package let trustDigest: Digest
    package let trustVersion: Int
    /// Digest of the first version, where a chain was given: what was once compared on paper.
    package let trustFirst: Digest?
    package internal(set) var manifestDigest: Digest?
    package internal(set) var name: String?
    package internal(set) var run: Digest?
    package internal(set) var from: Int?
    package internal(set) var to: Int?
    package internal(set) var root: Digest?
    /// The manifest and the signatures that stand over it.
    package internal(set) var sealed: SealTree.Head?
    package internal(set) var marking: String?
    package internal(set) var sealedAt: Timestamp?
    package internal(set) var checkpoint: [UInt8]?
    /// Step leaves in the segment; as the producer says where the log was not read.
    package internal(set) var population: Int?
    package let seed: String?
    /// What looking at the steps gave.
    package internal(set) var tally: StepTally
    /// What the sample says of itself and of the population; nil where nothing was drawn.
    package internal(set) var sampling: SamplingOutcome?
    /// References to proofs in the segment by kind; as the producer says where the log was not read.
    package internal(set) var coverage: [String: Int] = [:]
    /// Steps that somebody picked by hand: apart, and never counted.
    package internal(set) var targeted: [SampledStep] = []
    /// Metrics over the segment's steps.
    package internal(set) var course: [MetricCourse] = []
    /// The sessions that leaves of the segment name.
    package internal(set) var sessions: [SessionRecord] = []
    /// Whose hands the medium went through; nil where no chain of custody was given.
    package internal(set) var custody: CustodyStory?
    /// The keys whose signatures of the manifest verify, in the trust file's order.
    package internal(set) var signers: [SignerRecord] = []
    package internal(set) var findings: [Finding] = []
    /// What one has to trust for the verdict to mean anything.
    package internal(set) var restsOn: [String] = []
    /// Attacks that the evidence which the verdict rests on does not show.
    package internal(set) var limits: [String] = []
    /// True where evidence comes from sessions that no TEE stands behind.
    package internal(set) var isSimulated = false

    /// The steps that are shown, ascending.
    package var steps: [SampledStep] { tally.steps }
    package var stepsChecked: Int { tally.checked }
    package var stepsValid: Int { tally.valid }
    package var proofCounts: [String: Int] { tally.proofs }
    /// Proofs of kinds that this build cannot judge, and proofs that were withheld.
    package var unjudgedCounts: [String: Int] { tally.unjudged }

    /// What others who judged proofs say of themselves, and what the kernel granted them, by kind of proof.
    package var judges: [(kind: String, words: String)] {
        tally.judges.sorted { $0.key < $1.key }.flatMap { kind, words in words.sorted().map { (kind, $0) } }
    }

    /// True where a deadline ended the verification.
    package var isStopped: Bool { findings.contains { $0.code == FaultCode.deadlineReached.rawValue } }

    package var verdict: Verdict {
        if findings.contains(where: { $0.outcome == .fail }) { return .rejected }
        if findings.contains(where: { $0.outcome == .unfinished }) { return .incomplete }
        return .accepted
    }
}
