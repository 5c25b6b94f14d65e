package import Bytes

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
    case sample
    case proofs
}

/// The result of one check on one subject.
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
        self.subject = subject
        self.outcome = outcome
        self.detail = detail
    }
}

/// How much of the bundle is read.
package enum Scope: String, Sendable, CaseIterable {
    case sample, log, all
}

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
        /// True where only the producer has its content, and nobody demands it.
        package var isWithheld: Bool { code == FaultCode.proofWithheld.rawValue }
        /// True where it is withheld or this build knows no verifier for the kind: nothing was found out either way.
        package var isUnjudged: Bool { isWithheld || code == FaultCode.proofKindUnknown.rawValue }
    }

    /// The ticket that drew it; nil where every step is looked at.
    package let ticket: Int?
    /// Which of the segment's step leaves it is, from 1.
    package let pick: Int
    package let leaf: Int
    /// The step's number in the run; 0 where the leaf could not be read.
    package let step: Int
    /// The session that the step names.
    package let session: Digest?
    package let proofs: [Proof]
    /// Siblings from leaf to root, where they were asked for.
    package let path: [Digest]

    /// At least one proof holds, and none that could be judged does not.
    package var isValid: Bool {
        proofs.contains(where: \.isValid) && proofs.allSatisfy { $0.isValid || $0.isUnjudged }
    }
}

/// What a verification found; it holds no clock and no host, so that two runs compare equal.
package struct Report: Sendable {
    package let scope: Scope
    package let asOf: Timestamp
    package let trustDigest: Digest
    package let trustVersion: Int
    package internal(set) var manifestDigest: Digest?
    package internal(set) var name: String?
    package internal(set) var run: Digest?
    package internal(set) var from: Int?
    package internal(set) var to: Int?
    package internal(set) var root: Digest?
    package internal(set) var marking: String?
    package internal(set) var sealedAt: Timestamp?
    package internal(set) var checkpoint: [UInt8]?
    /// Step leaves in the segment; as the producer says where the log was not read.
    package internal(set) var population: Int?
    package let seed: String?
    package internal(set) var steps: [SampledStep] = []
    package internal(set) var stepsChecked = 0
    package internal(set) var stepsValid = 0
    package internal(set) var proofCounts: [String: Int] = [:]
    /// Proofs of kinds that this build cannot judge.
    package internal(set) var unjudgedCounts: [String: Int] = [:]
    package internal(set) var findings: [Finding] = []
    /// What one has to trust for the verdict to mean anything.
    package internal(set) var restsOn: [String] = []
    /// Attacks that the evidence which the verdict rests on does not show.
    package internal(set) var limits: [String] = []
    /// True where evidence comes from sessions that no TEE stands behind.
    package internal(set) var isSimulated = false

    mutating func forgetSteps() {
        (steps, stepsChecked, stepsValid) = ([], 0, 0)
        (proofCounts, unjudgedCounts) = ([:], [:])
    }

    package var verdict: Verdict {
        if findings.contains(where: { $0.outcome == .fail }) { return .rejected }
        if findings.contains(where: { $0.outcome == .unfinished }) { return .incomplete }
        return .accepted
    }
}
