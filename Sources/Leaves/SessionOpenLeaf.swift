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

    /// Reads a leaf that has its evidence.
    init(reading value: JSON) throws(FormatError) {
        try self.init(value, path: "session-open")
        try checkEvidence()
    }

    /// Reads a leaf that has no `evidence` yet, as a request for evidence states it.
    package init(statement value: JSON) throws(FormatError) {
        guard case .object(var members) = value, members["evidence"] == nil else {
            throw FormatError(.badValue, at: "session-open", "want an object without key \"evidence\"")
        }
        members["evidence"] = []
        try self.init(.object(members), path: "session-open")
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
    package var statement: JSON { json.without("evidence") }
}

// Whether the evidence fits the kind is no part of the form: the leaf is made before its evidence is.
extension SessionOpenLeaf: FieldCoded {
    package init(_ fields: inout Fields<SessionOpenLeaf>) throws(FormatError) {
        try fields.constant("type", "session-open")
        self.init(
            binding: try fields("binding", \.binding, .object),
            evidence: try fields("evidence", \.evidence, .evidence),
            kind: try fields("kind", \.kind, .word)
        )
        guard try fields("session", \.session, .digest) == session else {
            throw fields.refusal("session", "want the digest of the binding")
        }
    }
}
