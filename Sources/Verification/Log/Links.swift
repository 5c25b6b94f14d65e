import Bytes
import Leaves

/// Follows the links from leaf to leaf; `Formats/log-v1.md` section 4.
///
/// It holds no leaf: rewinds within the segment are noted and their targets read again afterwards.
struct Links: Sendable {
    /// A rewind whose target has to be read to be believed.
    struct PendingRewind: Sendable {
        let leaf: Int
        let to: Int
        let state: Digest
        /// Which of the segment's step leaves the target is, from 0; nil where it lies before the segment.
        let ordinal: Int?
    }

    /// Consecutive live steps: step `first + i` is the segment's step leaf `ordinal + i`.
    private struct Stretch {
        var first: Int
        var ordinal: Int
        var count: Int
    }

    let run: RunLeaf
    private(set) var step: Int
    private(set) var state: Digest
    private(set) var previous: Digest
    private(set) var ordinals = 0
    private(set) var pending: [PendingRewind] = []
    private var stretches: [Stretch] = []
    private var accounts = StepAccounts()

    /// Begins at the run's first step.
    init(run: RunLeaf, runLeafDigest: Digest) {
        self.run = run
        step = 0
        state = run.genesis
        previous = runLeafDigest
    }

    /// Begins after the last step before the segment.
    init(run: RunLeaf, after leaf: StepLeaf) {
        self.run = run
        step = leaf.step
        state = leaf.stateAfter
        previous = leaf.statementDigest
        accounts.note(leaf)
    }

    mutating func take(_ leaf: StepLeaf, statementDigest: Digest, at index: Int) throws(Fault) {
        // Made only for a fault: this runs once for each leaf of a log.
        var subject: String { "leaf \(index)" }
        guard leaf.run == run.run else { throw Fault(.stepRun, subject, "step of run \(leaf.run)") }
        if leaf.previous != previous { try checkAccounts(leaf, subject) }
        guard leaf.step == step + 1 else {
            throw Fault(
                .stepNotContiguous,
                subject,
                "step \(leaf.step) follows step \(step), want \(step + 1)"
            )
        }
        guard leaf.previous == previous else {
            throw Fault(.stepPrevious, subject, "step \(leaf.step) does not name the statement before it")
        }
        guard leaf.stateBefore == state else {
            throw Fault(
                .stepState,
                subject,
                "step \(leaf.step) starts from \(leaf.stateBefore), training is at \(state)"
            )
        }
        step = leaf.step
        state = leaf.stateAfter
        previous = statementDigest
        accounts.note(leaf)
        note(step: leaf.step)
        ordinals += 1
    }

    /// Takes note of a step from before the segment that a rewind goes back to.
    mutating func note(early leaf: StepLeaf, at index: Int) throws(Fault) {
        try checkAccounts(leaf, "leaf \(index)")
        accounts.note(leaf)
    }

    private func checkAccounts(_ leaf: StepLeaf, _ subject: String) throws(Fault) {
        guard accounts.hold(leaf) else { return }
        throw Fault(
            .sessionEquivocation,
            subject,
            "step \(leaf.step) follows the same statement as an earlier step of its session: two accounts of one moment"
        )
    }

    private mutating func note(step: Int) {
        if let last = stretches.indices.last,
            stretches[last].first + stretches[last].count == step,
            stretches[last].ordinal + stretches[last].count == ordinals
        {
            stretches[last].count += 1
        } else {
            stretches.append(Stretch(first: step, ordinal: ordinals, count: 1))
        }
    }

    mutating func take(_ leaf: RewindLeaf, at index: Int) throws(Fault) {
        let subject = "leaf \(index)"
        guard leaf.run == run.run else { throw Fault(.stepRun, subject, "rewind of run \(leaf.run)") }
        guard leaf.to <= step else {
            throw Fault(.rewindInvalid, subject, "goes to step \(leaf.to), training is at step \(step)")
        }
        if leaf.to == 0 {
            guard leaf.state == run.genesis else {
                throw Fault(.rewindInvalid, subject, "goes to the start, but not to the genesis state")
            }
        } else if leaf.to == step {
            guard leaf.state == state else { throw Fault(.rewindInvalid, subject, "names another state") }
        } else {
            pending.append(
                PendingRewind(leaf: index, to: leaf.to, state: leaf.state, ordinal: ordinal(of: leaf.to))
            )
        }
        forget(after: leaf.to)
        step = leaf.to
        state = leaf.state
    }

    private func ordinal(of step: Int) -> Int? {
        guard let stretch = stretches.last(where: { $0.first <= step }) else { return nil }
        return stretch.ordinal + step - stretch.first
    }

    private mutating func forget(after step: Int) {
        while let last = stretches.indices.last, stretches[last].first + stretches[last].count > step + 1 {
            if stretches[last].first > step {
                stretches.removeLast()
            } else {
                stretches[last].count = step - stretches[last].first + 1
            }
        }
    }
}
