package import Bytes
package import Leaves

/// Where a run stands after its last leaf, and what may follow; `Formats/log-v1.md` section 4.
package struct RunPosition: Equatable, Sendable {
    /// The session that is open, and what it has done so far.
    package struct OpenSession: Equatable, Sendable {
        package let session: Digest
        package let kind: SessionKind
        package let gpus: Int
        let index: Int
        /// SHA-256 of its last leaf so far.
        var lastLeaf: Digest
        var heartbeats = 0
        var steps = 0
        var lastStep = 0
        var head = Digest.zero
    }

    /// The sessions before: how many, and the digest of the last leaf of the last of them.
    struct PastSessions: Equatable, Sendable {
        var count: Int
        var lastLeaf: Digest
    }

    /// The tree that a leaf is appended to, as session leaves name it.
    struct Ground: Equatable, Sendable {
        let size: Int
        /// SHA-256 of the text of the checkpoint.
        let checkpoint: Digest
    }

    package let run: RunLeaf
    /// The step that training stands on; 0 before the first.
    package internal(set) var step: Int
    /// The state that training stands on.
    package internal(set) var state: Digest
    /// The `previous` of the step to come.
    package internal(set) var previous: Digest
    package internal(set) var session: OpenSession?
    /// Nil until somebody has to know: the log may be long.
    var past: PastSessions?

    /// Before the first step.
    init(start run: RunLeaf) {
        self.run = run
        step = 0
        state = run.genesis
        previous = SHA256.hash(Leaf.run(run).canonicalBytes)
    }
}

extension RunPosition {
    /// Takes the step that follows; `digest` is the SHA-256 of the leaf.
    mutating func take(_ leaf: StepLeaf, digest: Digest) throws(RecordingError) {
        try check(run: leaf.run, at: "step.run")
        guard leaf.step == step + 1 else {
            throw RecordingError(
                .stepNotContiguous,
                at: "step.step",
                "step \(leaf.step) follows \(step), want \(step + 1)"
            )
        }
        guard leaf.stateBefore == state else {
            throw RecordingError(
                .stepState,
                at: "step.state_before",
                "got \(leaf.stateBefore), training is at \(state)"
            )
        }
        guard leaf.previous == previous else {
            throw RecordingError(
                .stepPrevious,
                at: "step.previous",
                "got \(leaf.previous), want \(previous); hint: omit it"
            )
        }
        guard leaf.session == session?.session else {
            let open = session?.session.hex ?? "none"
            throw RecordingError(
                .sessionNotOpen,
                at: "step.session",
                "got \(leaf.session?.hex ?? "none"), the open session is \(open); hint: omit it"
            )
        }
        step = leaf.step
        state = leaf.stateAfter
        previous = leaf.statementDigest
        session?.steps += 1
        session?.lastStep = step
        session?.head = previous
        session?.lastLeaf = digest
    }

    /// Takes a rewind to a step whose live state is `target`.
    mutating func take(_ leaf: RewindLeaf, target: Digest) throws(RecordingError) {
        try check(run: leaf.run, at: "rewind.run")
        guard leaf.state == target else {
            throw RecordingError(
                .rewindInvalid,
                at: "rewind.state",
                "got \(leaf.state), step \(leaf.to) led to \(target)"
            )
        }
        step = leaf.to
        state = leaf.state
    }

    func check(run: Digest, at location: String) throws(RecordingError) {
        guard run == self.run.run else {
            throw RecordingError(.stepRun, at: location, "got \(run), want \(self.run.run)")
        }
    }
}
