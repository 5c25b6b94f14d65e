import Bytes

/// The one answer: everything that was required was checked and holds, something is wrong, or neither.
package enum Verdict: String, Sendable, CaseIterable {
    case accepted, rejected, incomplete

    /// The verdict that follows from findings.
    package init(_ findings: [Finding]) {
        if findings.contains(where: { $0.outcome == .fail }) {
            self = .rejected
        } else {
            self = findings.contains { $0.outcome == .unfinished } ? .incomplete : .accepted
        }
    }
}

/// A check by its name; reports of other versions may have made others.
package struct Check: RawRepresentable, Hashable, Sendable, CaseIterable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    private init(_ name: String) { rawValue = name }

    package static let trust = Check("trust")
    package static let container = Check("container")
    package static let head = Check("head")
    package static let manifest = Check("manifest")
    package static let signatures = Check("signatures")
    package static let members = Check("members")
    package static let log = Check("log")
    package static let continuity = Check("continuity")
    package static let links = Check("links")
    package static let sessions = Check("sessions")
    package static let attestation = Check("attestation")
    package static let custody = Check("custody")
    package static let review = Check("review")
    package static let hints = Check("hints")
    package static let blobs = Check("blobs")
    package static let payloadManifest = Check("payload-manifest")
    package static let ceremony = Check("ceremony")
    package static let openings = Check("openings")
    package static let sample = Check("sample")
    package static let proofs = Check("proofs")
    package static let population = Check("population")

    /// Those that this version makes, in the order in which they are made and reported.
    package static let allCases: [Check] = [
        .trust, .container, .head, .manifest, .signatures, .members, .log, .continuity, .links, .sessions,
        .attestation, .custody, .review, .hints, .blobs, .payloadManifest, .ceremony, .openings, .sample,
        .proofs, .population,
    ]
}

/// The result of one check on one subject.
package struct Finding: Hashable, Sendable {
    package enum Outcome: String, Sendable, CaseIterable {
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

    /// What others put into subject and detail is escaped.
    package init(_ check: Check, _ outcome: Outcome, code: String, subject: String, detail: String) {
        self.check = check
        self.code = code
        self.subject = subject.escaped
        self.outcome = outcome
        self.detail = detail.escaped
    }
}

extension Finding {
    var json: JSON {
        [
            "check": .string(check.rawValue), "code": .string(code), "detail": .string(detail),
            "outcome": .string(outcome.rawValue), "subject": .string(subject),
        ]
    }

    init(reading object: inout JSONObject) throws(FormatError) {
        check = Check(rawValue: try object.token("check"))
        code = try object.token("code")
        detail = try object.string("detail")
        outcome = try object.word("outcome")
        subject = try object.string("subject")
    }
}
