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

    init(reading value: JSON) throws(FormatError) {
        var object = try JSONObject(value, path: "session-heartbeat")
        try object.expect("type", "session-heartbeat")
        checkpoint = try object.digest("checkpoint")
        checkpointSize = try object.integer("checkpoint_size")
        evidence = try object.evidence()
        head = try object.digest("head")
        number = try object.integer("number", in: 1...JSON.largestInteger)
        session = try object.digest("session")
        step = try object.integer("step")
        try object.end()
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
    package var statement: JSON {
        [
            "checkpoint": .digest(checkpoint), "checkpoint_size": .number(checkpointSize),
            "head": .digest(head), "number": .number(number), "session": .digest(session),
            "step": .number(step), "type": "session-heartbeat",
        ]
    }

    var json: JSON { statement.adding("evidence", .evidence(evidence)) }
}
