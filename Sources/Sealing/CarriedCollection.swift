import Bytes
import Layout
import Leaves
import LogStore
import MerkleLog

/// Finds the leaves that a segment must bring along; `Formats/log-v1.md` section 5.
struct CarriedCollection {
    private let store: LogStore
    private let from: Int
    private let to: Int
    private var indices: Set<Int> = [0]

    init(_ store: LogStore, from: Int, to: Int) {
        self.store = store
        self.from = from
        self.to = to
    }

    /// The carried leaves, with their proofs.
    mutating func collect(_ survey: SegmentSurvey) throws -> CarriedLeaves {
        indices.formUnion(survey.opens)
        if from > 0 {
            try scanBack(
                sessions: survey.sessions.subtracting(survey.openedSessions),
                targets: survey.rewindTargets.subtracting([0])
            )
        }
        return CarriedLeaves(
            try indices.sorted().map { index in
                CarriedLeaves.Entry(
                    index: index,
                    leaf: try store.entry(index),
                    proof: try store.inclusionProof(index: index, size: to).hashes
                )
            }
        )
    }

    // Backwards from the segment: up to the last step, then on for the open leaves of sessions and the live
    // steps that rewinds go back to.
    private mutating func scanBack(sessions: Set<Digest>, targets: Set<Int>) throws {
        var sessions = sessions
        var targets = targets
        var seenStep = false
        // Steps above this number were discarded by a rewind that stands further on.
        var live = Int.max
        for index in stride(from: from - 1, through: 0, by: -1) {
            let leaf = try Leaf(canonical: try store.entry(index))
            if !seenStep { indices.insert(index) }
            switch leaf {
            case .step(let step):
                if !seenStep, let session = step.session { sessions.insert(session) }
                seenStep = true
                guard step.step <= live else { break }
                live = step.step - 1
                if targets.remove(step.step) != nil { indices.insert(index) }
            case .rewind(let rewind):
                if !seenStep && rewind.to > 0 { targets.insert(rewind.to) }
                live = min(live, rewind.to)
            case .sessionOpen(let open):
                if sessions.remove(open.session) != nil { indices.insert(index) }
            default: break
            }
            if seenStep && sessions.isEmpty && targets.isEmpty { return }
        }
    }
}
