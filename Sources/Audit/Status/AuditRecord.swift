package import Bytes
import Keys
package import Trust

/// A ceremony as a folder has it: how far it came, and whether it holds.
package struct AuditRecord: Hashable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        /// Not everybody who must has signed the plan.
        case unsigned
        /// The plan holds, nothing was drawn.
        case planned
        /// Plan and draw hold.
        case drawn
        /// Something was drawn; whether it holds, only its bundle shows, which is not here.
        case unjudged
        /// Something was drawn, and does not hold.
        case faulty
    }

    /// Names of the files that hold it, sorted.
    package private(set) var files: [String]
    package let plan: AuditPlan
    /// Digest of the plan.
    package let digest: Digest
    package let draw: AuditDraw?
    package let state: State
    package let inspectors: [String]
    package let witnesses: [String]
    package let faults: [CeremonyFault]
    /// Who sits in no seat, or signed for two.
    package let warnings: [CeremonyFault]
    /// Whether everybody who must has signed the plan.
    package let isPlanSigned: Bool
    /// A signature by a key of the trust file does not verify.
    package let isForged: Bool
    /// Whether anybody who counts has signed the draw.
    let isDrawSigned: Bool

    /// Judges a ceremony as far as it has come.
    ///
    /// - Parameter segment: what its bundle says, as `bulla verify --plan` holds it against the ceremony; nil where the
    ///   bundle is not at hand.
    package init(
        file: String,
        _ ceremony: Ceremony,
        trust: Trust,
        at time: Timestamp,
        segment: AuditedSegment?
    ) {
        files = [file]
        plan = ceremony.planned
        digest = ceremony.planned.digest
        draw = ceremony.drawn
        let part: Ceremony.Part = draw != nil ? .draw : ceremony.reveal != nil ? .reveal : .plan
        let judgement = ceremony.judge(upTo: part, trust: trust, at: time, segment: segment)
        let planned = ceremony.judgePlan(trust: trust, at: time, segment: segment)
        isPlanSigned = planned.faults.isEmpty
        inspectors = judgement.inspectors
        witnesses = judgement.witnesses
        faults = judgement.faults
        warnings = judgement.warnings
        isForged = [ceremony.plan, ceremony.reveal, ceremony.draw].contains { envelope in
            envelope.map { AuditRecord.isForged($0, trust, time) } == true
        }
        isDrawSigned =
            ceremony.draw.map { !CeremonySigners($0, trust: trust, at: time).everyone.isEmpty } == true
        if draw != nil {
            state = !judgement.faults.isEmpty ? .faulty : segment == nil ? .unjudged : .drawn
        } else {
            state = isPlanSigned ? .planned : .unsigned
        }
    }

    private static func isForged(_ envelope: Envelope, _ trust: Trust, _ time: Timestamp) -> Bool {
        trust.judge(envelope, role: .inspector, at: time).faults.contains { $0.code == .signatureInvalid }
    }

    /// Steps that were drawn, or are to be.
    package var sampled: Int { plan.sampled }

    /// The root that the signers of the plan saw.
    var remembered: RememberedRoot {
        RememberedRoot(
            source: "plan \(digest)",
            origin: plan.origin,
            size: plan.segment.to,
            root: plan.segment.root
        )
    }
}

extension AuditRecord {
    /// The records, one for each plan, in the order of the plans' times, and what is wrong between copies.
    static func merged(_ records: [AuditRecord]) -> (records: [AuditRecord], findings: [StatusFinding]) {
        var findings: [StatusFinding] = []
        let merged = Dictionary(grouping: records, by: \.digest).compactMap { digest, copies in
            let draws = Set(copies.filter(\.isDrawSigned).compactMap(\.draw).map(\.digest))
            if draws.count > 1 {
                let detail =
                    "was drawn for \(draws.count) times: \(draws.sorted().map(\.hex).joined(separator: ", "))"
                findings.append(StatusFinding(.fail, .drawForked, "plan \(digest)", detail))
            }
            var record = copies.max { $0.rank < $1.rank }
            record?.files = Set(copies.flatMap(\.files)).sorted()
            return record
        }
        .sorted {
            ($0.plan.plannedAt, $0.plan.round, $0.digest) < ($1.plan.plannedAt, $1.plan.round, $1.digest)
        }
        return (merged, findings)
    }

    // The copy that came furthest; a stage of the same ceremony says nothing that it does not.
    private var rank: (Int, Int, String) {
        let order: [State: Int] = [.unsigned: 0, .planned: 1, .faulty: 2, .unjudged: 3, .drawn: 4]
        return (order[state, default: 0], inspectors.count + witnesses.count, files.joined(separator: "\n"))
    }
}
