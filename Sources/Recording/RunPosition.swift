package import Bytes
import Hashing
package import Leaves

/// Where a run stands after its last leaf, and what may follow; `Formats/log-v1.md` section 4.
package struct RunPosition: Equatable, Sendable {
    /// The session that is open, and what it has done so far.
    package struct OpenSession: Equatable, Sendable {
        package let session: Digest
        let index: Int
        var steps = 0
        var lastStep = 0
        var head = Digest.zero
    }

    /// The sessions before: how many, and the digest of the last close.
    struct PastSessions: Equatable, Sendable {
        var count: Int
        var close: Digest
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
    mutating func take(_ leaf: StepLeaf) throws(RecordingError) {
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
                "got \(leaf.previous), want \(previous); hint: leave it out"
            )
        }
        guard leaf.session == session?.session else {
            let open = session?.session.hex ?? "none"
            throw RecordingError(
                .sessionNotOpen,
                at: "step.session",
                "got \(leaf.session?.hex ?? "none"), the open session is \(open); hint: leave it out"
            )
        }
        step = leaf.step
        state = leaf.stateAfter
        previous = leaf.statementDigest
        session?.steps += 1
        session?.lastStep = step
        session?.head = previous
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

extension RunPosition {
    /// Takes a session that opens on a tree with this checkpoint.
    mutating func take(
        _ leaf: SessionOpenLeaf,
        size: Int,
        checkpoint: Digest,
        past: PastSessions
    ) throws(RecordingError) {
        let place = "session-open.binding"
        if let session {
            throw RecordingError(.sessionOverlap, at: "session-open", "\(session.session) is still open")
        }
        let binding = leaf.binding
        guard binding.run == run.run, binding.recipe == run.recipe else {
            throw RecordingError(.sessionBinding, at: place, "is bound to another run or recipe")
        }
        guard binding.checkpointSize == size, binding.checkpoint == checkpoint else {
            throw RecordingError(
                .sessionBinding,
                at: place,
                "got checkpoint \(binding.checkpoint) of size \(binding.checkpointSize), "
                    + "want \(checkpoint) of size \(size)"
            )
        }
        guard binding.index == past.count, binding.close == past.close else {
            throw RecordingError(
                .sessionBinding,
                at: place,
                "got index \(binding.index) after close \(binding.close), "
                    + "want index \(past.count) after \(past.close)"
            )
        }
        session = OpenSession(session: leaf.session, index: binding.index)
    }

    func take(_ leaf: SessionHeartbeatLeaf) throws(RecordingError) {
        guard leaf.session == session?.session else {
            throw RecordingError(.sessionNotOpen, at: "session-heartbeat", "\(leaf.session) is not open")
        }
    }

    mutating func take(_ leaf: SessionCloseLeaf, digest: Digest) throws(RecordingError) {
        guard let session, session.session == leaf.session else {
            throw RecordingError(.sessionNotOpen, at: "session-close", "\(leaf.session) is not open")
        }
        guard leaf.head == session.head, leaf.step == session.lastStep, leaf.steps == session.steps,
            leaf.state == state
        else {
            throw RecordingError(
                .sessionClose,
                at: "session-close",
                "got step \(leaf.step) of \(leaf.steps), head \(leaf.head), state \(leaf.state); want step "
                    + "\(session.lastStep) of \(session.steps), head \(session.head), state \(state)"
            )
        }
        past = PastSessions(count: session.index + 1, close: digest)
        self.session = nil
    }

    /// The leaf that closes the open session; nil when none is open.
    package var closeLeaf: SessionCloseLeaf? {
        session.map {
            SessionCloseLeaf(
                evidence: [],
                head: $0.head,
                session: $0.session,
                state: state,
                step: $0.lastStep,
                steps: $0.steps
            )
        }
    }
}
