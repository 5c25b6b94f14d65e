import Bytes
package import Leaves

/// What session leaves may follow; `Formats/log-v1.md` section 4, rule 4.
extension RunPosition {
    /// Takes a session that opens on that ground; the one before ends with it, closed or not.
    mutating func take(
        _ leaf: SessionOpenLeaf,
        digest: Digest,
        ground: Ground,
        past: PastSessions
    ) throws(RecordingError) {
        let place = "session-open.binding"
        let binding = leaf.binding
        guard binding.run == run.run, binding.recipe == run.recipe else {
            throw RecordingError(.sessionBinding, at: place, "is bound to another run or recipe")
        }
        guard Ground(size: binding.checkpointSize, checkpoint: binding.checkpoint) == ground else {
            throw RecordingError(
                .sessionBinding,
                at: place,
                "got checkpoint \(binding.checkpoint) of size \(binding.checkpointSize), "
                    + "want \(ground.checkpoint) of size \(ground.size)"
            )
        }
        guard binding.index == past.count, binding.previous == past.lastLeaf else {
            throw RecordingError(
                .sessionBinding,
                at: place,
                "got index \(binding.index) after leaf \(binding.previous), "
                    + "want index \(past.count) after \(past.lastLeaf)"
            )
        }
        session = OpenSession(
            session: leaf.session,
            kind: leaf.kind,
            gpus: binding.gpus,
            index: binding.index,
            lastLeaf: digest
        )
    }

    mutating func take(
        _ leaf: SessionHeartbeatLeaf,
        digest: Digest,
        ground: Ground
    ) throws(RecordingError) {
        guard let session, session.session == leaf.session else {
            throw RecordingError(.sessionNotOpen, at: "session-heartbeat", "\(leaf.session) is not open")
        }
        guard leaf.number == session.heartbeats + 1, leaf.head == session.head, leaf.step == session.lastStep,
            Ground(size: leaf.checkpointSize, checkpoint: leaf.checkpoint) == ground
        else {
            throw RecordingError(
                .sessionHeartbeat,
                at: "session-heartbeat",
                "got number \(leaf.number) at step \(leaf.step), head \(leaf.head), on checkpoint "
                    + "\(leaf.checkpoint) of size \(leaf.checkpointSize); want number \(session.heartbeats + 1) "
                    + "at step \(session.lastStep), head \(session.head), on \(ground.checkpoint) of size \(ground.size)"
            )
        }
        self.session?.heartbeats += 1
        self.session?.lastLeaf = digest
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
        past = PastSessions(count: session.index + 1, lastLeaf: digest)
        self.session = nil
    }

    /// The leaf that closes the open session, without evidence; nil when none is open.
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

    /// The next heartbeat of the open session, without evidence; nil when none is open.
    func heartbeatLeaf(on ground: Ground) -> SessionHeartbeatLeaf? {
        session.map {
            SessionHeartbeatLeaf(
                checkpoint: ground.checkpoint,
                checkpointSize: ground.size,
                evidence: [],
                head: $0.head,
                number: $0.heartbeats + 1,
                session: $0.session,
                step: $0.lastStep
            )
        }
    }
}
