package import Bytes

/// A run directory that does not hold together, or a leaf that does not follow from the log before it.
package typealias RecordingError = Failure<RecordingErrorCode>

/// The codes of `RecordingError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum RecordingErrorCode: String, StableCode {
    case exists = "run-exists"
    case notFound = "run-not-found"
    case mismatch = "run-mismatch"
    case log = "run-log"
    case file = "run-file"
    case key = "run-key"
    case leafMalformed = "leaf-malformed"
    case leafType = "leaf-type"
    case stepRun = "step-run"
    case stepNotContiguous = "step-not-contiguous"
    case stepPrevious = "step-previous"
    case stepState = "step-state"
    case rewindInvalid = "rewind-invalid"
    case sessionNotOpen = "session-not-open"
    case sessionBinding = "session-binding"
    case sessionClose = "session-close"
    case sessionReused = "session-reused"
    case sessionHeartbeat = "session-heartbeat"
    case requestStale = "session-request-stale"
    case ledger = "disclosure-ledger"
    case evidenceFiles = "evidence-files"
    case evidenceMissing = "session-evidence-missing"
    case evidenceUnlisted = "session-evidence-unlisted"
    case proofMissing = "proof-missing"
    case proofPath = "proof-path"
    case proofSize = "proof-size"
}
