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
    package var statement: JSON { json.without("evidence") }
}

extension SessionCloseLeaf: FieldCoded {
    package init(_ fields: inout Fields<SessionCloseLeaf>) throws(FormatError) {
        try fields.constant("type", "session-close")
        evidence = try fields("evidence", \.evidence, .evidence)
        head = try fields("head", \.head, .digest)
        session = try fields("session", \.session, .digest)
        state = try fields("state", \.state, .digest)
        step = try fields("step", \.step, .integer)
        steps = try fields("steps", \.steps, .integer)
    }
}
