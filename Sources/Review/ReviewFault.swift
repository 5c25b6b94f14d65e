package import Bytes
import Keys
package import Trust

/// Why a review does not stand behind a bundle.
package typealias ReviewFault = Flaw<ReviewFaultCode>

/// The codes of `ReviewFault`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum ReviewFaultCode: String, StableCode {
    case missing = "review-missing"
    case signature = "review-signature"
    case otherRun = "review-run"
    case log = "review-log"
    case marking = "review-marking"
    case fileMissing = "review-file-missing"
    case fileChanged = "review-file-changed"
    case quarantined = "review-quarantined"
    case unresolved = "review-unresolved"
    case waiverForeign = "review-waiver-foreign"
    case waiverSignature = "review-waiver-signature"
    case waiverSelf = "review-waiver-self"
    case waiversExceeded = "review-waivers-exceeded"
    case listMissing = "review-list-missing"
    case proofsMissing = "review-proofs-missing"
}

extension ReviewFault {
    /// What policy says where there is no review at all; nil where it does not ask for one.
    package static func ofNone(under policy: ReviewPolicy?) -> ReviewFault? {
        guard let policy, policy.isRequired else { return nil }
        return ReviewFault(.missing, "review", "the policy requires a review, and there is none")
    }
}

/// What a bundle holds that must have been reviewed.
package struct ReviewSubject: Sendable {
    /// A member under `data/run`, `data/sessions`, `data/custody` or `data/evidence`.
    package typealias Member = (path: String, size: Int, sha256: Digest)

    package let log: ReviewDocument.Log
    package let marking: String
    /// Paths without `data/`.
    package let members: [Member]

    package init(log: ReviewDocument.Log, marking: String, members: [Member]) {
        self.log = log
        self.marking = marking
        self.members = members
    }

    /// Those of a bundle's members that are reviewed, with `data/` taken off.
    package static func members(of listed: [Member]) -> [Member] {
        listed.compactMap { member in
            guard folders.contains(where: { member.path.hasPrefix("data/\($0)") }) else { return nil }
            return (String(member.path.dropFirst(5)), member.size, member.sha256)
        }
    }

    /// The folders whose members are reviewed, below `data/`.
    package static let folders = ["run/", "sessions/", "custody/", "evidence/"]
}
