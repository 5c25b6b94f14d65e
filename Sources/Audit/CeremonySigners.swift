import Bytes
import Keys
import Trust

/// The people whose signatures on one document of a ceremony count, role by role.
struct CeremonySigners {
    /// Who signed with a key of an inspector.
    var inspectors: Set<String> = []
    /// Who signed with a key of a witness; some of them may be inspectors, too.
    var witnesses: Set<String> = []
    /// Whether no signature by a key of the trust file fails.
    var isSound = true
    /// Why signatures did not count, in words.
    var reasons: [String] = []

    var everyone: Set<String> { inspectors.union(witnesses) }

    init() {}

    init(_ envelope: Envelope, trust: Trust, at time: Timestamp) {
        let inspector = trust.judge(envelope, role: .inspector, at: time)
        let witness = trust.judge(envelope, role: .witness, at: time)
        inspectors = Set(inspector.people)
        witnesses = Set(witness.people)
        isSound = !inspector.faults.contains { $0.code == .signatureInvalid }
        // A key that counts in the one role lacks the other: only what spoils both is a reason.
        let shared = Set(witness.faults)
        reasons = inspector.faults.filter { fault in
            switch fault.code {
            case .thresholdNotMet: false
            case .roleMissing:
                witness.faults.contains { $0.code == .roleMissing && $0.subject == fault.subject }
            default: shared.contains(fault)
            }
        }.map(\.words)
    }
}
