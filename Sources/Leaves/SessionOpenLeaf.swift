package import Bytes

/// A session begins: its key, what that is bound to, and the evidence for it.
package struct SessionOpenLeaf: Hashable, Sendable {
    package let binding: SessionBinding
    package let evidence: [Digest]
    package let kind: SessionKind

    /// The session's identity: SHA-256 of the binding.
    package let session: Digest

    package init(binding: SessionBinding, evidence: [Digest], kind: SessionKind) {
        self.binding = binding
        self.evidence = evidence
        self.kind = kind
        session = binding.session
    }

    init(reading value: JSON) throws(FormatError) {
        var object = try JSONObject(value, path: "session-open")
        let evidence = try object.evidence()
        try self.init(statementOf: &object, evidence: evidence)
        try object.end()
        try checkEvidence()
    }

    /// Reads a leaf that has no `evidence` yet, as a request for evidence states it.
    package init(statement value: JSON) throws(FormatError) {
        var object = try JSONObject(value, path: "session-open")
        try self.init(statementOf: &object, evidence: [])
        try object.end()
    }

    private init(statementOf object: inout JSONObject, evidence: [Digest]) throws(FormatError) {
        try object.expect("type", "session-open")
        let word = try object.string("kind")
        guard let kind = SessionKind(rawValue: word) else {
            throw FormatError(
                .badValue,
                at: object.location("kind"),
                "got \"\(word.prefix(40))\", want one of \(SessionKind.words)"
            )
        }
        self.init(
            binding: try SessionBinding(reading: object.object("binding")),
            evidence: evidence,
            kind: kind
        )
        guard try object.digest("session") == session else {
            throw FormatError(.badValue, at: object.location("session"), "want the digest of the binding")
        }
    }

    private func checkEvidence() throws(FormatError) {
        guard kind.isSoftware else {
            guard !evidence.isEmpty else {
                throw FormatError(
                    .badValue,
                    at: "session-open.evidence",
                    "a \(kind.rawValue) session has some"
                )
            }
            return
        }
        guard evidence.isEmpty, binding.gpus == 0, binding.witness == .zero else {
            throw FormatError(
                .badValue,
                at: "session-open.evidence",
                "a software session has none, no GPUs and no witness"
            )
        }
    }

    /// The same leaf with other evidence.
    package func with(evidence: [Digest]) -> SessionOpenLeaf {
        SessionOpenLeaf(binding: binding, evidence: evidence, kind: kind)
    }

    /// The leaf without its key `evidence`.
    package var statement: JSON {
        [
            "binding": binding.json, "kind": .string(kind.rawValue), "session": .digest(session),
            "type": "session-open",
        ]
    }

    var json: JSON { statement.adding("evidence", .evidence(evidence)) }
}
