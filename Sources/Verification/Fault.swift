import Bytes
import Container
import Keys
import MerkleLog
import Sampling

/// Something that was checked and is wrong: what a stage throws to end itself, and what becomes a finding.
struct Fault: Error {
    let code: String
    let subject: String
    let detail: String
    /// The medium could not be read: nothing is known to be wrong.
    var isUnfinished = false

    init(_ code: FaultCode, _ subject: String, _ detail: String) {
        self.init(code: code.rawValue, subject: subject, detail: detail)
    }

    init(code: String, subject: String, detail: String, isUnfinished: Bool = false) {
        self.code = code
        self.subject = subject
        self.detail = detail
        self.isUnfinished = isUnfinished
    }

    /// The same for any error that reading a bundle can give.
    init(_ error: any Error) {
        switch error {
        case let fault as Fault: self = fault
        case let error as FormatError:
            self.init(code: error.code.rawValue, subject: error.location, detail: error.detail)
        case let error as ContainerError:
            self.init(code: error.code.rawValue, subject: error.location, detail: error.detail)
        case let error as MerkleError:
            self.init(code: error.code.rawValue, subject: error.location, detail: error.detail)
        case let error as KeyError:
            self.init(code: error.code.rawValue, subject: error.location, detail: error.detail)
        case let error as SamplingError:
            self.init(code: error.code.rawValue, subject: error.location, detail: error.detail)
        case let error as FileError:
            self.init(
                code: error.code.rawValue,
                subject: error.path,
                detail: error.detail,
                isUnfinished: true
            )
        default: self.init(code: "unexpected", subject: "", detail: "\(error)", isUnfinished: true)
        }
    }
}

/// What the verifier itself finds wrong; stable, and explained in `Docs/error-codes.md`.
package enum FaultCode: String, Sendable, CaseIterable {
    case trustPinMismatch = "trust-pin-mismatch"
    case trustTooOld = "trust-too-old"
    case headNotStored = "head-not-stored"
    case headMember = "head-member"
    case envelopePayload = "envelope-payload"
    case memberDigest = "member-digest"
    case memberCount = "member-count"
    case boundDigest = "bound-digest"
    case runMismatch = "run-mismatch"
    case recipeMismatch = "recipe-mismatch"
    case checkpointMismatch = "checkpoint-mismatch"
    case checkpointUnknownKey = "checkpoint-unknown-key"
    case checkpointSignature = "checkpoint-signature"
    case previousRootMismatch = "previous-root-mismatch"
    case rootMismatch = "root-mismatch"
    case tileMismatch = "tile-mismatch"
    case countMismatch = "count-mismatch"
    case segmentGap = "segment-gap"
    case segmentStale = "segment-stale"
    case segmentFork = "segment-fork"
    case segmentOtherLog = "segment-other-log"
    case segmentNotFirst = "segment-not-first"
    case runLeafMisplaced = "run-leaf-misplaced"
    case stepNotContiguous = "step-not-contiguous"
    case stepPrevious = "step-previous"
    case stepState = "step-state"
    case stepRun = "step-run"
    case rewindInvalid = "rewind-invalid"
    case rewindsExceeded = "rewinds-exceeded"
    case carriedInvalid = "carried-invalid"
    case proofMissing = "proof-missing"
    case sessionReused = "session-reused"
    case sessionBinding = "session-binding"
    case sessionNotOpen = "session-not-open"
    case sessionClose = "session-close"
    case sessionHeartbeat = "session-heartbeat"
    case sessionEquivocation = "session-equivocation"
    case sessionTruncated = "session-truncated"
    case sessionEvidenceMissing = "session-evidence-missing"
    case sessionEvidenceUnlisted = "session-evidence-unlisted"
    case witnessMismatch = "witness-mismatch"
    case witnessUnknown = "witness-unknown"
    case knownToday = "known-today"
    case sessionNotAccepted = "session-not-accepted"
    case hintMismatch = "hint-mismatch"
    case blobDigest = "blob-digest"
    case payloadManifestMismatch = "payload-manifest-mismatch"
    case sampleTooSmall = "sample-too-small"
    case sampleLeaf = "sample-leaf"
    case sampleNotDrawn = "sample-not-drawn"
    case sampleRate = "sample-rate"
    case populationBound = "population-bound"
    case proofKindUnknown = "proof-kind-unknown"
    case proofUnbound = "proof-unbound"
    case proofInvalid = "proof-invalid"
    case stepsFailed = "steps-failed"
}
