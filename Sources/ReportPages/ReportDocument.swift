package import Bytes

/// What `report.json` says, as `Formats/report-v1.schema.json` has it.
///
/// The document may come from anybody: numbers are within their ranges, but nothing says that they agree with each
/// other, and texts are as they were written.
package struct ReportDocument: Sendable {
    package enum Verdict: String, CaseIterable, Sendable {
        case accepted, rejected, incomplete
    }

    package enum Scope: String, CaseIterable, Sendable {
        case sample, log, all
    }

    /// The bundle's identity.
    package struct Bundle: Sendable {
        package let name: String
        package let manifest: Digest
        package let run: Digest
        /// The first leaf, and the one after the last.
        package let from: Int
        package let to: Int
        package let root: Digest
        /// Capital letters, digits, blanks, `/` and `-` only.
        package let marking: String
        package let sealedAt: Timestamp
        /// Steps in the segment.
        package let population: Int
    }

    /// The result of one check on one subject.
    package struct Finding: Sendable {
        package enum Outcome: String, CaseIterable, Sendable {
            case pass, fail, warn
            case notChecked = "not-checked"
            case unfinished
        }

        let check: String
        let code: String
        let subject: String
        let outcome: Outcome
        let detail: String
    }

    /// A step whose proofs were looked at.
    package struct Step: Sendable {
        struct Proof: Sendable {
            let kind: String
            let code: String
            let detail: String

            var holds: Bool { code == "ok" }
            var isUnjudged: Bool { code == "proof-kind-unknown" }
        }

        struct Metric: Sendable {
            let name: String
            let value: MetricValue
        }

        let leaf: Int
        /// Siblings from leaf to root.
        let path: [Digest]
        /// Which of the segment's steps it is, from 1.
        let pick: Int
        let proofs: [Proof]
        /// The step's number in the run.
        let step: Int
        let ticket: Int?
        let metrics: [Metric]
        let session: Digest?
        let stratum: Int?

        /// At least one proof holds, and none that could be judged does not.
        var isValid: Bool {
            proofs.contains(where: \.holds) && proofs.allSatisfy { $0.holds || $0.isUnjudged }
        }
    }

    /// One metric over the segment.
    package struct Course: Sendable {
        struct Point: Sendable {
            let step: Int
            let value: MetricValue
        }

        let metric: String
        let points: [Point]
    }

    /// A session with its leaves.
    package struct Session: Sendable {
        let session: Digest
        let kind: String
        let opened: Int
        let closed: Int?
        let heartbeats: Int
        let firstStep: Int?
        let lastStep: Int?
    }

    /// Whose hands the medium went through.
    package struct Custody: Sendable {
        package enum State: String, CaseIterable, Sendable {
            case held, outside, released, lost, disposed, unknown
        }

        struct Event: Sendable {
            let number: Int
            let event: String
            let at: Timestamp
            let place: String
            let actor: String
            let to: String?
            let people: [String]
            let outcome: String?
        }

        let state: State
        let holder: String?
        let taker: String?
        let events: [Event]
    }

    /// How many proofs of a kind were looked at.
    package struct ProofCount: Sendable {
        let kind: String
        let count: Int
    }

    /// A key that signed the manifest, and what that is worth.
    package struct Signer: Sendable {
        let person: String
        let key: Digest
        let counts: Bool
        let standing: String
        let end: (at: Timestamp, kind: String)?
        /// By when others had seen the signature; nil where they are too few, or nobody wanted to know.
        let age: Timestamp?
        let shown: [Sighting]
        /// How many people must have seen it; nil where its key has no end.
        let wanted: Int?
    }

    /// A person who had seen a signature.
    struct Sighting: Sendable {
        let at: Timestamp
        let by: String
        let means: String
    }

    package let verdict: Verdict
    package let scope: Scope
    package let asOf: Timestamp
    package let trustDigest: Digest
    let trustVersion: Int
    let trustFirst: Digest?
    let signers: [Signer]
    package let bundle: Bundle?
    let seed: String?
    package let isSimulated: Bool
    let findings: [Finding]
    let proofs: [ProofCount]
    let limits: [String]
    let restsOn: [String]
    let steps: [Step]
    package let stepsChecked: Int
    package let stepsValid: Int
    let sampling: SamplingStatement?
    /// Steps picked by hand, never counted.
    let targeted: [Step]
    let course: [Course]
    let sessions: [Session]
    let custody: Custody?

    /// Findings that decide the verdict: what is wrong first, then what could not be finished.
    var reasons: [Finding] {
        findings.filter { $0.outcome == .fail } + findings.filter { $0.outcome == .unfinished }
    }
}
