import Audit
import Bytes
import Container
import Keys
import MerkleLog
import Reports
import Review
import Sampling
import Training

/// A code of what may be wrong, which knows the check that finds it.
protocol FindingCode: RawRepresentable<String> {
    /// Nil where several checks may find it.
    var check: Check? { get }
}

extension FindingCode {
    var check: Check? { nil }
}

extension ContainerErrorCode: FindingCode {
    var check: Check? { .container }
}

extension ReceiptFault.Code: FindingCode {
    var check: Check? { .signatures }
}

extension ReviewErrorCode: FindingCode {
    var check: Check? { .review }
}

extension TrainingErrorCode: FindingCode {
    var check: Check? { .members }
}

extension AuditErrorCode: FindingCode {}
extension FileErrorCode: FindingCode {}
extension FormatErrorCode: FindingCode {}
extension KeyErrorCode: FindingCode {}
extension MerkleErrorCode: FindingCode {}
extension SamplingErrorCode: FindingCode {}

/// For errors that no room declares.
enum UnknownCode: String, StableCode, FindingCode {
    case unexpected
}

/// What the verifier itself finds wrong; stable, and explained in `Docs/error-codes.md`.
package enum FaultCode: String, StableCode {
    case trustPinMismatch = "trust-pin-mismatch"
    case trustTooOld = "trust-too-old"
    case sealedInFuture = "sealed-in-future"
    case nextExportEarly = "next-export-early"
    case fileDigest = "file-digest"
    case headNotStored = "head-not-stored"
    case headMember = "head-member"
    case envelopePayload = "envelope-payload"
    case memberDigest = "member-digest"
    case memberCount = "member-count"
    case boundDigest = "bound-digest"
    case runMismatch = "run-mismatch"
    case recipeMismatch = "recipe-mismatch"
    case commitmentMismatch = "commitment-mismatch"
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
    case proofWithheld = "proof-withheld"
    case openingDigest = "opening-digest"
    case openingMissing = "opening-missing"
    case proofUnbound = "proof-unbound"
    case proofInvalid = "proof-invalid"
    case stepsFailed = "steps-failed"
    case deadlineReached = "deadline-reached"
}

extension FaultCode: FindingCode {
    var check: Check? {
        switch self {
        case .trustPinMismatch, .trustTooOld: .trust
        case .sealedInFuture, .nextExportEarly: .manifest
        case .fileDigest, .boundDigest: .container
        case .headNotStored, .headMember: .head
        case .envelopePayload: .signatures
        case .memberDigest, .memberCount, .recipeMismatch: .members
        case .runMismatch, .commitmentMismatch, .checkpointMismatch, .checkpointUnknownKey,
            .checkpointSignature, .previousRootMismatch, .rootMismatch, .tileMismatch, .countMismatch:
            .log
        case .segmentGap, .segmentStale, .segmentFork, .segmentOtherLog, .segmentNotFirst: .continuity
        case .runLeafMisplaced, .stepNotContiguous, .stepPrevious, .stepState, .stepRun, .rewindInvalid,
            .rewindsExceeded, .carriedInvalid:
            .links
        case .sessionReused, .sessionBinding, .sessionNotOpen, .sessionClose, .sessionHeartbeat,
            .sessionEquivocation, .sessionTruncated, .sessionEvidenceMissing, .sessionEvidenceUnlisted,
            .sessionNotAccepted:
            .sessions
        case .witnessMismatch, .witnessUnknown, .knownToday: .attestation
        case .hintMismatch: .hints
        case .blobDigest: .blobs
        case .payloadManifestMismatch: .payloadManifest
        case .openingDigest, .openingMissing: .openings
        case .sampleTooSmall, .sampleLeaf, .sampleNotDrawn, .sampleRate: .sample
        case .proofMissing, .proofKindUnknown, .proofWithheld, .proofUnbound, .proofInvalid, .stepsFailed:
            .proofs
        case .populationBound: .population
        case .deadlineReached: nil
        }
    }
}
