package import Bytes
package import Leaves

/// A session leaf that would follow now, waiting for its evidence.
package struct SessionProposal: Equatable, Sendable {
    /// The leaf without evidence.
    package enum Statement: Equatable, Sendable {
        case open(SessionOpenLeaf)
        case heartbeat(SessionHeartbeatLeaf)
        case close(SessionCloseLeaf)
    }

    package let statement: Statement
    package let kind: SessionKind
    package let gpus: Int

    package static let requestType = "bulla-session-request/1"

    package var session: Digest {
        switch statement {
        case .open(let leaf): leaf.session
        case .heartbeat(let leaf): leaf.session
        case .close(let leaf): leaf.session
        }
    }

    /// What the evidence has to bind.
    package var bound: SessionBound {
        switch statement {
        case .open(let leaf): SessionBound(leaf.binding)
        case .heartbeat(let leaf): SessionBound(leaf)
        case .close(let leaf): SessionBound(leaf)
        }
    }

    package var gpuNonces: [Digest] { (0..<gpus).map { bound.gpuNonce($0) } }

    /// The leaf with evidence of these digests.
    func leaf(evidence: [Digest]) -> Leaf {
        switch statement {
        case .open(let leaf): .sessionOpen(leaf.with(evidence: evidence))
        case .heartbeat(let leaf): .sessionHeartbeat(leaf.with(evidence: evidence))
        case .close(let leaf): .sessionClose(leaf.with(evidence: evidence))
        }
    }

    /// The leaf without its key `evidence`.
    var statementJSON: JSON {
        switch statement {
        case .open(let leaf): leaf.statement
        case .heartbeat(let leaf): leaf.statement
        case .close(let leaf): leaf.statement
        }
    }

    /// What is carried to where the evidence is made: the leaf, what has to be bound, and nonces.
    package var request: JSON {
        var members: [String: JSON] = [
            "bound": .string(Hex.encode(bound.bytes)), "event": .string("\(bound.name)"),
            "gpu_nonces": .array(gpuNonces.map { .digest($0) }), "kind": .string(kind.rawValue),
            "leaf": statementJSON, "type": .string(Self.requestType),
        ]
        if kind == .nitro { members["nonce"] = .digest(bound.nitroNonce) }
        return .object(members)
    }
}

/// Proposals, and the leaves that they become.
extension RunWriter {
    /// The session that could open now.
    package func proposeOpen(
        kind: SessionKind,
        key: [UInt8],
        gpus: Int = 0,
        witness: Digest = .zero
    ) throws(RecordingError) -> SessionProposal {
        try refuse(usedKey: key)
        let binding = try binding(key: key, gpus: gpus, witness: witness)
        let leaf = SessionOpenLeaf(binding: binding, evidence: [], kind: kind)
        return SessionProposal(statement: .open(leaf), kind: kind, gpus: gpus)
    }

    /// The next heartbeat of the open session.
    package func proposeHeartbeat() throws(RecordingError) -> SessionProposal {
        guard let leaf = position.heartbeatLeaf(on: try ground()) else { throw noneOpen("session-heartbeat") }
        return try proposal(.heartbeat(leaf))
    }

    /// The close of the open session.
    package func proposeClose() throws(RecordingError) -> SessionProposal {
        guard let leaf = position.closeLeaf else { throw noneOpen("session-close") }
        return try proposal(.close(leaf))
    }

    private func proposal(_ statement: SessionProposal.Statement) throws(RecordingError) -> SessionProposal {
        guard let open = position.session else { throw noneOpen("session") }
        return SessionProposal(statement: statement, kind: open.kind, gpus: open.gpus)
    }

    private func noneOpen(_ place: String) -> RecordingError {
        RecordingError(.sessionNotOpen, at: place, "no session is open; hint: bulla session open")
    }

    /// Stores the evidence, and then appends the leaf that names it; on return both are on the medium.
    package func append(
        _ proposal: SessionProposal,
        evidence files: [EvidenceStore.EvidenceFile]
    ) throws(RecordingError) {
        if case .open(let leaf) = proposal.statement {
            // Before anything is stored for it.
            try EvidenceStore.compare(files, leaf.with(evidence: files.map(\.digest)))
        }
        if !files.isEmpty { try directory.evidence.store(files, of: proposal.session, proposal.bound.name) }
        try append(proposal.leaf(evidence: files.map(\.digest)))
        try commit()
    }

    /// The proposal that a request asked evidence for; refused once something else follows in the log.
    package func proposal(answering request: JSON) throws(RecordingError) -> SessionProposal {
        let fresh: SessionProposal
        do {
            var object = try JSONObject(request, path: "request")
            try object.expect("type", SessionProposal.requestType)
            let statement = try object.value("leaf")
            switch try object.string("event") {
            case "open":
                let leaf = try SessionOpenLeaf(statement: statement)
                fresh = try proposeOpen(
                    kind: leaf.kind,
                    key: leaf.binding.key,
                    gpus: leaf.binding.gpus,
                    witness: leaf.binding.witness
                )
            case "close": fresh = try proposeClose()
            default: fresh = try proposeHeartbeat()
            }
        } catch let error as FormatError {
            throw RecordingError(.leafMalformed, at: error.location, error.detail)
        } catch let error as RecordingError {
            throw error
        } catch {
            throw RecordingError(.leafMalformed, at: "request", "\(error)")
        }
        guard fresh.request == request else {
            throw RecordingError(
                .requestStale,
                at: "request",
                "the log has grown since the request; make a new one"
            )
        }
        return fresh
    }
}
