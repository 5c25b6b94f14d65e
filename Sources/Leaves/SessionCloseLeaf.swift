package import Bytes

/// A session ends: its last step and how many it had.
package struct SessionCloseLeaf: Hashable, Sendable {
    package let evidence: [Digest]
    /// Digest of the last step's statement; zeros without steps.
    package let head: Digest
    package let session: Digest
    package let state: Digest
    /// Number of the last step; 0 without steps.
    package let step: Int
    package let steps: Int

    package init(evidence: [Digest], head: Digest, session: Digest, state: Digest, step: Int, steps: Int) {
        self.evidence = evidence
        self.head = head
        self.session = session
        self.state = state
        self.step = step
        self.steps = steps
    }

    init(reading value: JSON) throws(FormatError) {
        var object = try JSONObject(value, path: "session-close")
        try object.expect("type", "session-close")
        evidence = try object.evidence()
        head = try object.digest("head")
        session = try object.digest("session")
        state = try object.digest("state")
        step = try object.integer("step")
        steps = try object.integer("steps")
        try object.end()
    }

    /// The same leaf with other evidence.
    package func with(evidence: [Digest]) -> SessionCloseLeaf {
        SessionCloseLeaf(
            evidence: evidence,
            head: head,
            session: session,
            state: state,
            step: step,
            steps: steps
        )
    }

    /// The leaf without its key `evidence`.
    package var statement: JSON {
        [
            "head": .digest(head), "session": .digest(session), "state": .digest(state),
            "step": .number(step), "steps": .number(steps), "type": "session-close",
        ]
    }

    var json: JSON { statement.adding("evidence", .evidence(evidence)) }
}
