import Bytes
import Keys
import LogStore
import MerkleLog
import SecretKeys

/// A run directory that does not hold together, or a leaf that does not follow from the log before it.
package struct RecordingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
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

    package let code: Code
    /// A path, a line of input, or a member of a leaf.
    package let location: String
    package let detail: String

    package init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    /// The same error with the name of the enclosing thing put before its location.
    package func within(_ outer: String) -> RecordingError {
        RecordingError(code, at: location.isEmpty ? outer : "\(outer), \(location)", detail)
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}

/// Runs operations of the log, their errors told as those of the run.
func onLog<Result>(_ body: () throws(LogError) -> Result) throws(RecordingError) -> Result {
    do { return try body() } catch {
        throw RecordingError(.log, at: error.location, "\(error.code.rawValue): \(error.detail)")
    }
}

/// Runs file operations, their errors told as those of the run.
func onDisk<Result>(_ body: () throws(FileError) -> Result) throws(RecordingError) -> Result {
    do { return try body() } catch {
        throw RecordingError(.file, at: error.path, "\(error.code.rawValue): \(error.detail)")
    }
}

/// Runs key operations, their errors told as those of the run.
func withKey<Result>(_ body: () throws(SecretKeyError) -> Result) throws(RecordingError) -> Result {
    do { return try body() } catch {
        throw RecordingError(.key, at: error.location, "\(error.code.rawValue): \(error.detail)")
    }
}
