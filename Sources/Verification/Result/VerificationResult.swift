import Bytes
package import Reports

/// What a verification gave: its report, and what only the one who verified knows.
package struct VerificationResult: Sendable {
    package internal(set) var report: Report
    /// The segment's checkpoint, to be kept for next time; nil where it could not be read.
    package internal(set) var checkpoint: [UInt8]?
    /// References to proofs in the segment by kind; as the producer says where the log was not read.
    package internal(set) var coverage: [String: Int]
    /// What looking at the steps gave.
    package internal(set) var tally: StepTally

    /// What others who judged proofs say of themselves, and what the kernel granted them, by kind of proof.
    package var judges: [(kind: String, words: String)] {
        tally.judges.sorted { $0.key < $1.key }.flatMap { kind, words in words.sorted().map { (kind, $0) } }
    }
}

extension Report {
    /// True where a deadline ended the verification.
    package var isStopped: Bool { findings.contains { $0.code == FaultCode.deadlineReached.rawValue } }
}
