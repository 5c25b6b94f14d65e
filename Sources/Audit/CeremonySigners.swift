import Bytes
import Keys
import Trust

/// The people whose signatures on a plan or draw count.
struct CeremonySigners {
    var inspectors: Set<String> = []
    /// None of them is an inspector too.
    var witnesses: Set<String> = []
    /// No signature of a known key fails, and inspectors are enough.
    var isAccepted = false
    /// How many inspectors there must be.
    var threshold = 0
    /// Why signatures did not count, in words.
    var reasons: [String] = []

    var everyone: Set<String> { inspectors.union(witnesses) }

    init() {}

    init(_ envelope: Envelope, trust: Trust, at time: Timestamp) {
        let inspector = trust.judge(envelope, role: .inspector, at: time)
        let witness = trust.judge(envelope, role: .witness, at: time)
        inspectors = Set(inspector.people)
        witnesses = Set(witness.people).subtracting(inspectors)
        isAccepted = inspector.accepted
        threshold = inspector.threshold
        // A key that counts in the one role lacks the other: only what spoils both is a reason.
        let shared = Set(witness.faults)
        reasons = inspector.faults.filter { fault in
            switch fault.code {
            case .thresholdNotMet: false
            case .roleMissing:
                witness.faults.contains { $0.code == .roleMissing && $0.subject == fault.subject }
            default: shared.contains(fault)
            }
        }.map { "\($0.code.rawValue): \($0.subject.prefix(16)): \($0.detail)" }
    }

    /// The people who stand behind both documents.
    func both(_ other: CeremonySigners) -> CeremonySigners {
        var common = CeremonySigners()
        common.inspectors = inspectors.intersection(other.inspectors)
        common.witnesses = everyone.intersection(other.everyone).subtracting(common.inspectors)
        return common
    }

    func shortfall(_ count: Int, _ wanted: Int, _ role: Role) -> String {
        (["got \(count) of \(wanted) people with role \(role.rawValue)"] + reasons).joined(separator: "; ")
    }
}
