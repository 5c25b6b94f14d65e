package import Bytes
package import Sampling
package import Trust

/// A run that is audited week by week: what came, what did not, what was sampled and accepted.
///
/// Values in, values out: who reads the files says what could not be read.
package struct AuditStatus: Sendable {
    /// What it comes to; the exit status follows from it.
    package enum State: String, Sendable, CaseIterable {
        /// Nothing is missing, late or forked.
        case continuous
        /// Something was checked and is wrong.
        case contradicted
        /// Something is missing, late or not known.
        case incomplete
    }

    /// What a folder and its inspector give.
    package struct Input: Sendable {
        package var segments: [SegmentRecord] = []
        package var ceremonies: [(file: String, ceremony: Ceremony)] = []
        package var receipts: [ReceiptRecord] = []
        /// Checkpoints that the inspector kept.
        package var kept: [RememberedRoot] = []
        /// Files that could not be read, or do not count.
        package var findings: [StatusFinding] = []
        /// Whether no further segment is owed.
        package var isEnded = false

        package init() {}
    }

    /// What the drawn samples say together.
    package struct Together: Hashable, Sendable {
        /// In basis points: what a year of statements ought to hold at together.
        package static let wanted = 9_500
        /// Audits for which a budget is stated, unless there are more.
        package static let year = 52

        package let budget: ErrorBudget
        /// Statements for which `each` is meant: a year of weeks, or as many as there are.
        package let planned: Int
        /// The confidence that each of so many needs; nil where basis points are too coarse.
        package let each: Int?

        init(_ confidences: [Int]) throws(SamplingError) {
            budget = try ErrorBudget(confidences: confidences)
            planned = max(confidences.count, Together.year)
            each = ErrorBudget.each(of: planned, together: Together.wanted)
        }
    }

    package let time: Timestamp
    /// One for each log, by origin.
    package private(set) var histories: [SegmentHistory]
    /// One for each plan, by time.
    package let audits: [AuditRecord]
    package let chain: PlanChain
    /// Those that count, of bundles that enough inspectors accepted; by time.
    package let receipts: [ReceiptRecord]
    /// As they were given, by origin and size.
    package let kept: [RememberedRoot]
    package let together: Together
    /// Of everything, in the order of `StatusFinding.sorted`.
    package private(set) var findings: [StatusFinding]

    package init(_ input: Input, trust: Trust, at time: Timestamp) throws(SamplingError) {
        self.time = time
        kept = input.kept.sorted { ($0.origin, $0.size, $0.source) < ($1.origin, $1.size, $1.source) }
        histories = Set(input.segments.map(\.origin)).sorted().map {
            SegmentHistory(
                origin: $0,
                records: input.segments,
                at: time,
                isEnded: input.isEnded,
                remembered: input.kept
            )
        }
        let segments = Dictionary(
            input.segments.map { ($0.manifest, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let read = AuditRecord.merged(
            input.ceremonies.map {
                AuditRecord(
                    file: $0.file,
                    $0.ceremony,
                    trust: trust,
                    at: time,
                    segment: segments[$0.ceremony.planned.manifest]?.audited
                )
            }
        )
        audits = read.records
        chain = PlanChain(audits)
        let groups = ReceiptRecord.groups(input.receipts, threshold: trust.threshold(.inspector))
        receipts = groups.filter(\.isEnough).flatMap(\.records).filter { $0.signer.person != nil }
            .sorted { ($0.acceptedAt, $0.manifest, $0.file) < ($1.acceptedAt, $1.manifest, $1.file) }
        together = try Together(audits.filter { $0.state == .drawn }.map(\.plan.confidence))
        findings = input.findings + read.findings + histories.flatMap(\.findings) + chain.findings
        noteSegments()
        noteAudits(known: Set(segments.keys))
        for group in groups { noteReceipts(group, known: Set(segments.keys)) }
        noteDisagreements(groups)
        noteKept()
        findings = StatusFinding.sorted(findings)
    }

    package var state: State {
        if findings.contains(where: { $0.outcome == .fail }) { return .contradicted }
        return findings.contains { $0.outcome == .open } ? .incomplete : .continuous
    }

    /// The audits of a bundle, by time.
    package func audits(of manifest: Digest) -> [AuditRecord] {
        audits.filter { $0.plan.manifest == manifest }
    }

    /// The acceptances of a bundle, by time.
    package func receipts(of manifest: Digest) -> [ReceiptRecord] {
        receipts.filter { $0.manifest == manifest }
    }
}

extension AuditStatus {
    private mutating func note(
        _ outcome: StatusFinding.Outcome,
        _ code: StatusCode,
        _ subject: String,
        _ detail: String
    ) {
        findings.append(StatusFinding(outcome, code, subject, detail))
    }

    private mutating func noteSegments() {
        guard !histories.isEmpty else {
            return note(.open, .missing, "bundles", "no bundle here counts")
        }
        let audited = Set(audits.filter { $0.state == .drawn }.map(\.plan.manifest))
        for history in histories {
            for entry in history.entries where audited.isDisjoint(with: entry.records.map(\.manifest)) {
                let range = entry.segment.from..<entry.segment.to
                let subject = "\(history.origin) \(SegmentHistory.leaves(range))"
                note(.note, .notAudited, subject, "no finished draw for manifest \(entry.segment.manifest)")
            }
        }
    }

    private mutating func noteAudits(known: Set<Digest>) {
        for audit in audits {
            let subject = audit.files.joined(separator: ", ")
            let words = audit.faults.map { "\($0.code.rawValue): \($0.subject): \($0.detail)" }
                .joined(separator: "; ")
            if audit.isForged { note(.fail, .forged, subject, words) }
            switch audit.state {
            case .unsigned: note(.note, .auditNotCounted, subject, words)
            case .faulty:
                let isContrary = audit.faults.contains { $0.code == .planOtherBundle }
                note(isContrary ? .fail : .open, .auditFaulty, subject, words)
            case .planned, .drawn, .unjudged: break
            }
            for warning in audit.warnings {
                note(.note, .auditSeat, subject, "\(warning.subject) \(warning.detail)")
            }
            guard audit.isPlanSigned else { continue }
            if !known.contains(audit.plan.manifest) {
                let detail = "plan \(audit.digest) is for manifest \(audit.plan.manifest), which is not here"
                note(.open, .bundleElsewhere, subject, detail)
            }
            for history in histories where history.contradicts(audit.remembered) {
                findings.append(history.contradiction(audit.remembered))
            }
        }
    }

    private mutating func noteReceipts(_ group: ReceiptRecord.Group, known: Set<Digest>) {
        for receipt in group.records {
            if receipt.signer.isForged {
                note(.fail, .forged, receipt.file, "a signature does not verify")
            } else if receipt.signer.person == nil || !group.isEnough {
                let words = [group.count] + receipt.signer.reasons
                note(.note, .receiptNotCounted, receipt.file, words.joined(separator: "; "))
            }
            guard group.isEnough, receipt.signer.person != nil else { continue }
            if !known.contains(receipt.manifest) {
                let detail = "accepts manifest \(receipt.manifest), which is not here"
                note(.open, .bundleElsewhere, receipt.file, detail)
            }
            for history in histories where history.runs.contains(receipt.segment.run) {
                let seen = RememberedRoot(
                    source: receipt.file,
                    origin: history.origin,
                    size: receipt.segment.to,
                    root: receipt.segment.root
                )
                if history.contradicts(seen) { findings.append(history.contradiction(seen)) }
            }
        }
    }

    /// Inspectors of one bundle who do not say the same of it.
    private mutating func noteDisagreements(_ groups: [ReceiptRecord.Group]) {
        let counted = groups.filter { !$0.inspectors.isEmpty }
        for (manifest, groups) in Dictionary(grouping: counted, by: { $0.records[0].manifest })
        where groups.count > 1 {
            let files = groups.flatMap(\.records).map(\.file).sorted().joined(separator: ", ")
            note(.open, .receiptsDisagree, "manifest \(manifest)", "\(files) contradict each other about it")
        }
    }

    private mutating func noteKept() {
        let origins = Set(histories.map(\.origin))
        for kept in kept where !origins.contains(kept.origin) {
            note(.open, .otherLog, kept.source, "is of log \(kept.origin), of which no bundle here counts")
        }
    }
}
