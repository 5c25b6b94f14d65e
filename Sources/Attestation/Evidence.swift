/// What one piece of evidence says, read strictly; whether it is true is the business of `authenticate`, whether
/// it is good enough that of `appraise`.
package protocol Evidence: Sendable {
    var kind: EvidenceKind { get }
    /// What whoever asked for the evidence had bound into it: report_data (64 bytes), user_data, or a nonce.
    var boundData: [UInt8] { get }
    /// A nonce beside the bound data, where the kind has one.
    var nonce: [UInt8]? { get }
    /// Everything that the evidence states, in the order in which people read it.
    var claims: [Claim] { get }
    /// What must stay as it is from a session's open to its close, by name.
    var constants: [Claim] { get }
    /// What names the device itself; two that share one of these are one device.
    var deviceNames: [Claim] { get }
    /// Whether there is nothing to check the evidence with, so that nothing it states is anybody's word.
    var isBare: Bool { get }

    /// Whether somebody outside may look into what is attested, which no sensible policy accepts.
    var isDebuggable: Bool { get }
    /// What no sensible policy accepts, for whoever looks without one.
    var unacceptable: [AppraisalFinding] { get }
    /// What no two sessions are expected to share, such as the guest's REPORT_ID; nil where the kind has none.
    var instance: Claim? { get }

    /// Checks signatures, the chain to a root that the verifier knows, and that the whole bracket lies within the
    /// window of every certificate, revocation list and piece of collateral.
    ///
    /// Any `.fail` or `.unsupported` means: not authentic. `.unfinished`: could not be found out.
    func authenticate(_ context: AuthenticationContext) -> [AppraisalFinding]

    /// Holds the claims against the policy of this kind; nothing is appraised where the policy has none for it.
    func appraise(_ policy: AttestationPolicy, _ context: AuthenticationContext) -> [AppraisalFinding]

    /// Whether `later`, from the same session, shows older firmware than this; the shortfall in words.
    func regression(to later: any Evidence) -> String?
}

extension Evidence {
    package var nonce: [UInt8]? { nil }
    package var isDebuggable: Bool { false }
    package var unacceptable: [AppraisalFinding] { debugWarning }
    package var deviceNames: [Claim] { [] }
    package var isBare: Bool { false }
    package var instance: Claim? { constants.first { $0.name == "REPORT_ID" } }
}

extension Evidence {
    var debugWarning: [AppraisalFinding] {
        guard isDebuggable else { return [] }
        let detail = "outsiders may read its memory: no sensible policy accepts this"
        return [AppraisalFinding(.warn, .debugEnabled, "debug", detail)]
    }
}

/// A name and a value in words or hexadecimal.
package struct Claim: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What evidence is judged against besides policy.
package struct AuthenticationContext: Sendable {
    package let roots: VendorRoots
    /// Nil where nobody knows when the evidence was made: windows are then unfinished, never passed.
    package let bracket: TimeBracket?

    package init(roots: VendorRoots, bracket: TimeBracket?) {
        self.roots = roots
        self.bracket = bracket
    }
}
