import Bytes

/// What can be wrong with a chain of custody; stable across releases: reports show it.
package enum CustodyFaultCode: String, StableCode {
    case file = "custody-file"
    case leftBehind = "custody-left-behind"
    case malformed = "custody-malformed"
    case older = "custody-older"
    case empty = "custody-empty"
    case gap = "custody-gap"
    case fork = "custody-fork"
    case link = "custody-link"
    case otherChain = "custody-other-chain"
    case foreignBundle = "custody-foreign-bundle"
    case fileDiffers = "custody-file-differs"
    case notOpen = "custody-not-open"
    case signatureInvalid = "custody-signature-invalid"
    case signatureUninvited = "custody-signature-uninvited"
    case unsigned = "custody-unsigned"
    case witnessUnsigned = "custody-witness-unsigned"
    case approverUnsigned = "custody-approver-unsigned"
    case keyEarly = "custody-key-early"
    case keyRetired = "custody-key-retired"
    case keyExpired = "custody-key-expired"
    case keyRevoked = "custody-key-revoked"
    case keyUnshown = "custody-key-unshown"
    case role = "custody-role"
    case witnessesFew = "custody-witnesses-few"
    case witnessRole = "custody-witness-role"
    case witnessParty = "custody-witness-party"
    case approvalsFew = "custody-approvals-few"
    case selfTransfer = "custody-self-transfer"
    case overlap = "custody-overlap"
    case inTransit = "custody-in-transit"
    case receiveUnreleased = "custody-receive-unreleased"
    case receiveOther = "custody-receive-other"
    case receiveTwice = "custody-receive-twice"
    case wrongTaker = "custody-wrong-taker"
    case afterEnd = "custody-after-end"
    case correctUnknown = "custody-correct-unknown"
    case timeBackwards = "custody-time-backwards"
    case timeFuture = "custody-time-future"
    case items = "custody-items"
    case sealBroken = "custody-seal-broken"
    case sealWrong = "custody-seal-wrong"
    case markingLower = "custody-marking-lower"
    case markingUnknown = "custody-marking-unknown"
    case otherMedium = "custody-other-medium"
    case parent = "custody-parent"
    case truncated = "custody-truncated"
    case rewritten = "custody-rewritten"
}

/// Something wrong with a chain, or with one event of it.
package struct CustodyFault: Hashable, Sendable {
    package let code: CustodyFaultCode
    /// The file or the event, such as `002-receive`.
    package let subject: String
    package let detail: String
    /// True where custody did not pass because of it.
    package var isWarning = false

    package init(_ code: CustodyFaultCode, _ subject: String, _ detail: String, isWarning: Bool = false) {
        self.code = code
        self.subject = subject
        self.detail = detail
        self.isWarning = isWarning
    }
}
