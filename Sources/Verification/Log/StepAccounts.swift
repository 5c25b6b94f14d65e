import Bytes
import Leaves

/// Which statements the steps of each session followed: 8 bytes a step, enough to tell a fork from a broken link.
struct StepAccounts: Sendable {
    /// Steps that one session took one after another.
    private struct Stretch {
        let session: Digest?
        let first: Int
    }

    /// The first 8 bytes of each step's `previous`.
    private var followed: [UInt64] = []
    private var stretches: [Stretch] = []

    /// Notes a step that follows from the one before.
    mutating func note(_ leaf: StepLeaf) {
        if stretches.isEmpty || stretches[stretches.count - 1].session != leaf.session {
            stretches.append(Stretch(session: leaf.session, first: followed.count))
        }
        followed.append(leaf.previous.words.0)
    }

    /// Whether a step of the same session followed the same statement before.
    func hold(_ leaf: StepLeaf) -> Bool {
        guard leaf.session != nil else { return false }
        for (number, stretch) in stretches.enumerated() where stretch.session == leaf.session {
            let end = number + 1 < stretches.count ? stretches[number + 1].first : followed.count
            if followed[stretch.first..<end].contains(leaf.previous.words.0) { return true }
        }
        return false
    }
}
