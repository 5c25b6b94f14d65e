import Bytes

/// What can be found about the weeks of a run; stable across releases.
package enum StatusCode: String, StableCode {
    // Segments.
    case missing = "history-missing"
    case overlap = "history-overlap"
    case forked = "history-forked"
    case otherRun = "history-other-run"
    case late = "history-late"
    case overdue = "history-overdue"
    case noDate = "history-no-date"
    case resealed = "history-resealed"
    case unchained = "history-unchained"
    // What was remembered from earlier weeks.
    case contradicted = "history-contradicted"
    case behind = "history-behind"
    case notComparable = "history-not-comparable"
    case otherLog = "history-other-log"
    // Audits and receipts.
    case planMissing = "chain-plan-missing"
    case planForked = "chain-plan-forked"
    case drawForked = "chain-draw-forked"
    case auditFaulty = "audit-faulty"
    case auditNotCounted = "audit-not-counted"
    case auditSeat = "audit-seat"
    case bundleElsewhere = "bundle-elsewhere"
    case notAudited = "segment-not-audited"
    case ledgerRolledBack = "ledger-rolled-back"
    // Files.
    case bundleNotCounted = "bundle-not-counted"
    case receiptNotCounted = "receipt-not-counted"
    case receiptsDisagree = "receipt-disagree"
    case forged = "file-forged"
    case unreadable = "file-unreadable"
    case leftBehind = "left-behind"
}

/// One thing that a person should know about the weeks of a run.
package struct StatusFinding: Hashable, Sendable {
    package enum Outcome: String, Sendable, CaseIterable {
        /// Checked and wrong.
        case fail
        /// Missing, late or not known.
        case open
        /// Good to know.
        case note
    }

    package let code: StatusCode
    package let outcome: Outcome
    /// The log and its leaves, the file, or the digest that it is about.
    package let subject: String
    package let detail: String

    package init(_ outcome: Outcome, _ code: StatusCode, _ subject: String, _ detail: String) {
        self.code = code
        self.outcome = outcome
        self.subject = subject
        self.detail = detail
    }

    /// Wrong before open before notes; then by code, subject and detail.
    package static func sorted(_ findings: some Sequence<StatusFinding>) -> [StatusFinding] {
        let order: [Outcome: Int] = [.fail: 0, .open: 1, .note: 2]
        let codes = Dictionary(uniqueKeysWithValues: StatusCode.allCases.enumerated().map { ($1, $0) })
        func key(_ finding: StatusFinding) -> (Int, Int, String, String) {
            (
                order[finding.outcome, default: 0], codes[finding.code, default: 0], finding.subject,
                finding.detail
            )
        }
        return Set(findings).sorted { key($0) < key($1) }
    }
}
