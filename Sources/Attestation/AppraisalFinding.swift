import Bytes

/// The result of one check on evidence; a bad one is a value, not an error.
package struct AppraisalFinding: Hashable, Sendable {
    package enum Outcome: String, Sendable {
        case pass, warn, fail
        /// Of a version, policy or layout that this build does not know: never guessed, never accepted.
        case unsupported
        /// Required, and something to check it with is missing.
        case unfinished
        case notChecked = "not-checked"
    }

    package let outcome: Outcome
    package let code: AppraisalCode
    /// What was checked, such as `VCEK` or `TCB microcode`.
    package let subject: String
    package let detail: String

    package init(_ outcome: Outcome, _ code: AppraisalCode, _ subject: String, _ detail: String) {
        self.outcome = outcome
        self.code = code
        self.subject = subject
        self.detail = detail
    }

    /// Whether a test switched off the check that found this.
    var isKnockedOut: Bool { outcome == .fail && KnockOut.isOff(code.rawValue) }

    /// Evidence that could not be read: not known here, or wrong.
    package init(_ error: AttestationError) {
        self.init(
            error.code == .evidenceUnsupported ? .unsupported : .fail,
            error.code,
            error.location,
            error.detail
        )
    }
}

/// Stable across releases: scripts match them, `Docs/error-codes.md` explains them.
package enum AppraisalCode: String, StableCode {
    case ok
    case notChecked = "not-checked"
    // Reading.
    case evidenceMalformed = "evidence-malformed"
    case evidenceUnsupported = "evidence-unsupported"
    case evidenceFiles = "evidence-files"
    case evidenceUnread = "evidence-unread"
    // Authenticity.
    case evidenceSignature = "evidence-signature"
    case chainInvalid = "chain-invalid"
    case rootUnknown = "root-unknown"
    case timeUnknown = "evidence-time-unknown"
    case certificateWindow = "certificate-window"
    case crlWindow = "crl-window"
    case crlPartial = "crl-partial"
    case collateralWindow = "collateral-window"
    case collateralMissing = "collateral-missing"
    case collateralMalformed = "collateral-malformed"
    case collateralSignature = "collateral-signature"
    case collateralMismatch = "collateral-mismatch"
    case certificateRevoked = "certificate-revoked"
    case revokedLater = "revoked-later"
    case tcbMismatch = "tcb-mismatch"
    case chipMismatch = "chip-mismatch"
    case quotingEnclave = "quoting-enclave"
    case attestationKey = "attestation-key"
    case timestampOutside = "timestamp-outside"
    case claimsMismatch = "claims-mismatch"
    case paravisorLevel = "paravisor-level"
    // Appraisal.
    case notAppraised = "attestation-not-appraised"
    case debugEnabled = "debug-enabled"
    case migrationAllowed = "migration-allowed"
    case vmplTooHigh = "vmpl-too-high"
    case measurementUnknown = "measurement-unknown"
    case measurementsNotCompared = "measurements-not-compared"
    case tcbTooLow = "tcb-too-low"
    case tcbStatus = "tcb-status"
    case tcbLevelNone = "tcb-level-none"
    case advisoryDenied = "advisory-denied"
    case evaluationTooOld = "evaluation-too-old"
    case chipUnknown = "chip-unknown"
    case productDenied = "product-denied"
    case guestVersionTooLow = "guest-version-too-low"
    case signerDenied = "signer-denied"
    case featureDenied = "feature-denied"
    case guestUnmeasured = "guest-unmeasured"
    case revocationUnknown = "revocation-unknown"
    // Binding.
    case bindingMismatch = "binding-mismatch"
    case nonceMismatch = "nonce-mismatch"
    // From open to close.
    case sessionChanged = "session-changed"
    case sessionRegression = "session-regression"
    case gpuRepeated = "gpu-repeated"
    case instanceReused = "instance-reused"
}
