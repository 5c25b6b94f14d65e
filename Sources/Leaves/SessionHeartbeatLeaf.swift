package import Bytes

/// A session is still running: where its steps and the log stand.
package struct SessionHeartbeatLeaf: Hashable, Sendable {
    /// SHA-256 of the checkpoint text of the tree just before this leaf.
    package let checkpoint: Digest
    package let checkpointSize: Int
    package let evidence: [Digest]
    /// Digest of the session's last step statement so far; zeros without steps.
    package let head: Digest
    /// 1 for the session's first heartbeat, then one more each.
    package let number: Int
    package let session: Digest
    /// Number of the session's last step so far; 0 without steps.
    package let step: Int

    package init(
        checkpoint: Digest,
        checkpointSize: Int,
        evidence: [Digest],
        head: Digest,
        number: Int,
        session: Digest,
        step: Int
    ) {
        self.checkpoint = checkpoint
        self.checkpointSize = checkpointSize
        self.evidence = evidence
        self.head = head
        self.number = number
        self.session = session
        self.step = step
    }

    /// The same leaf with other evidence.
    package func with(evidence: [Digest]) -> SessionHeartbeatLeaf {
        SessionHeartbeatLeaf(
            checkpoint: checkpoint,
            checkpointSize: checkpointSize,
            evidence: evidence,
            head: head,
            number: number,
            session: session,
            step: step
        )
    }

    /// The leaf without its key `evidence`.
    package var statement: JSON { json.without("evidence") }
}

extension SessionHeartbeatLeaf: FieldCoded {
    package init(_ fields: inout Fields<SessionHeartbeatLeaf>) throws(FormatError) {
        try fields.constant("type", "session-heartbeat")
        checkpoint = try fields("checkpoint", \.checkpoint, .digest)
        checkpointSize = try fields("checkpoint_size", \.checkpointSize, .integer)
        evidence = try fields("evidence", \.evidence, .evidence)
        head = try fields("head", \.head, .digest)
        number = try fields("number", \.number, .integer(in: 1...JSON.largestInteger))
        session = try fields("session", \.session, .digest)
        step = try fields("step", \.step, .integer)
    }
}
