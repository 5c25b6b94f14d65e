import Bytes
import Leaves
import LogStore
import MerkleLog

/// Sessions: what may open, beat and close, and on what ground.
extension RunWriter {
    func follow(_ open: SessionOpenLeaf, digest: Digest) throws(RecordingError) {
        let ground = try ground()
        let past = try pastSessions()
        let isOwn = softwareSession?.session == open.session
        // A key that this process has just made need not be looked for in the whole log.
        if !isOwn { try refuse(usedKey: open.binding.key) }
        try checkCount(open.evidence, of: open.session, open.kind)
        try directory.evidence.check(open)
        try position.take(open, digest: digest, ground: ground, past: past)
        if !isOwn { softwareSession = nil }
    }

    func follow(_ beat: SessionHeartbeatLeaf, digest: Digest) throws(RecordingError) {
        let ground = try ground()
        try checkEvidence(beat.evidence, of: beat.session, .heartbeat(beat.number))
        try position.take(beat, digest: digest, ground: ground)
    }

    func follow(_ close: SessionCloseLeaf, digest: Digest) throws(RecordingError) {
        try checkEvidence(close.evidence, of: close.session, .close)
        try position.take(close, digest: digest)
        softwareSession = nil
    }

    private func checkEvidence(
        _ evidence: [Digest],
        of session: Digest,
        _ event: SessionEventName
    ) throws(RecordingError) {
        guard let open = position.session, open.session == session else { return }
        try checkCount(evidence, of: session, open.kind)
        try directory.evidence.check(evidence, of: session, event)
    }

    private func checkCount(
        _ evidence: [Digest],
        of session: Digest,
        _ kind: SessionKind
    ) throws(RecordingError) {
        if kind.isSoftware == evidence.isEmpty { return }
        let place = "session \(session)"
        guard kind.isSoftware else {
            throw RecordingError(
                .evidenceMissing,
                at: place,
                "a \(kind.rawValue) session gives evidence with each of its leaves; hint: bulla session"
            )
        }
        throw RecordingError(.evidenceUnlisted, at: place, "a software session has no evidence")
    }

    /// Refuses a key that a session of this log has or had.
    func refuse(usedKey key: [UInt8]) throws(RecordingError) {
        try commit()
        guard try !RunHistory(store: store).hasSession(key: key) else {
            throw RecordingError(.sessionReused, at: "session-open.binding.key", "was used before")
        }
    }

    /// The tree so far, all of it durable, as session leaves name it.
    func ground() throws(RecordingError) -> RunPosition.Ground {
        let (size, root) = try commit()
        guard let checkpoint = try? Checkpoint(origin: store.origin, size: size, root: root) else {
            throw RecordingError(.mismatch, at: store.folder, "is not a checkpoint")
        }
        return RunPosition.Ground(size: size, checkpoint: SHA256.hash(Array(checkpoint.text.utf8)))
    }

    /// The sessions before one that opens now; the one that is open counts as ended.
    private func pastSessions() throws(RecordingError) -> RunPosition.PastSessions {
        if let open = position.session {
            return RunPosition.PastSessions(count: open.index + 1, lastLeaf: open.lastLeaf)
        }
        if let past = position.past { return past }
        let past = try RunHistory(store: store).pastSessions()
        position.past = past
        return past
    }

    /// What a session that opens now is bound to.
    func binding(key: [UInt8], gpus: Int = 0, witness: Digest = .zero) throws(RecordingError)
        -> SessionBinding
    {
        let ground = try ground()
        let past = try pastSessions()
        let binding = SessionBinding(
            checkpoint: ground.checkpoint,
            checkpointSize: ground.size,
            gpus: gpus,
            index: past.count,
            key: key,
            previous: past.lastLeaf,
            recipe: position.run.recipe,
            run: position.run.run,
            witness: witness
        )
        do { _ = try binding.written(at: "session-open.binding") } catch {
            throw RecordingError(.leafMalformed, error)
        }
        return binding
    }

    /// Opens a session with a key of this process; on return its leaf is durable.
    ///
    /// A session that is open then ends without a close, and counts as truncated.
    package func openSession() throws(RecordingError) {
        let before = softwareSession
        let session = try SoftwareSession { key throws(RecordingError) in try binding(key: key) }
        softwareSession = session
        do throws(RecordingError) {
            try append(.sessionOpen(session.leaf))
            try commit()
        } catch {
            softwareSession = before
            throw error
        }
    }

    /// Closes the software session that is open, whoever opened it; nothing where none is.
    package func closeSession() throws(RecordingError) {
        guard let leaf = position.closeLeaf else { return }
        try append(.sessionClose(leaf))
    }
}
