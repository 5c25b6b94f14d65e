import Bytes
import Keys
import Layout
import Leaves
import LogStore
import MerkleLog
import SecretKeys

/// Sessions of a run made for a test, with made-up evidence.
extension TestRun {
    /// Files of evidence that bind what they are given.
    typealias Evidence = (SessionBound) throws -> [String: [UInt8]]

    /// The files that do not look at what they should bind, or those of `evidence`.
    private func files(_ texts: [String: String], _ evidence: Evidence?, _ bound: SessionBound) throws
        -> [String: [UInt8]]
    {
        try evidence?(bound) ?? texts.mapValues { Array($0.utf8) }
    }

    /// Digest of the text of the log's checkpoint.
    func checkpoint() throws -> Digest {
        Self.digest(try Checkpoint(origin: document.leaf.origin, size: store.size, root: store.root).text)
    }

    func openSession(
        key: SecretKey? = nil,
        kind: SessionKind = .software,
        gpus: Int = 0,
        files texts: [String: String] = [:],
        witness: [UInt8]? = nil,
        evidence making: Evidence? = nil
    ) throws {
        let binding = SessionBinding(
            checkpoint: try checkpoint(),
            checkpointSize: store.size,
            gpus: gpus,
            index: sessionIndex,
            key: (key ?? sessionKey).publicKey.primary.raw,
            previous: lastSessionLeaf,
            recipe: SHA256.hash(recipe),
            run: document.leaf.run,
            witness: witness.map { SHA256.hash($0) } ?? texts["witness.note"].map { Self.digest($0) } ?? .zero
        )
        var all = try files(texts, making, SessionBound(binding))
        if let witness { all["witness.note"] = witness }
        let evidence = try write(all, of: binding.session, .open)
        let open = SessionOpenLeaf(binding: binding, evidence: evidence, kind: kind)
        session = open
        sessionIndex += 1
        sessionSteps = 0
        heartbeats = 0
        try append(.sessionOpen(open))
    }

    /// Opens a session under a fresh key, which signs the steps from here on.
    func openNextSession(
        kind: SessionKind = .software,
        files: [String: String] = [:],
        witness: [UInt8]? = nil,
        evidence: Evidence? = nil
    ) throws {
        signer = try SecretKey.generate(name: "session", withMLDSA: false)
        try openSession(key: signer, kind: kind, files: files, witness: witness, evidence: evidence)
    }

    func heartbeat(
        files texts: [String: String] = [:],
        evidence making: Evidence? = nil,
        change: (SessionHeartbeatLeaf) -> SessionHeartbeatLeaf = { $0 }
    ) throws {
        guard let session else { return }
        heartbeats += 1
        let leaf = SessionHeartbeatLeaf(
            checkpoint: try checkpoint(),
            checkpointSize: store.size,
            evidence: [],
            head: sessionSteps > 0 ? previous : .zero,
            number: heartbeats,
            session: session.session,
            step: sessionSteps > 0 ? lastSessionStep : 0
        )
        let bound = SessionBound(leaf)
        let evidence = try write(files(texts, making, bound), of: session.session, .heartbeat(heartbeats))
        try append(.sessionHeartbeat(change(leaf.with(evidence: evidence))))
    }

    func closeSession(files texts: [String: String] = [:], evidence making: Evidence? = nil) throws {
        guard let session else { return }
        let close = SessionCloseLeaf(
            evidence: [],
            head: sessionSteps > 0 ? previous : .zero,
            session: session.session,
            state: state,
            step: sessionSteps > 0 ? lastSessionStep : 0,
            steps: sessionSteps
        )
        let evidence = try write(files(texts, making, SessionBound(close)), of: session.session, .close)
        try append(.sessionClose(close.with(evidence: evidence)))
        self.session = nil
    }

    /// Number of the last step leaf in the log, which a rewind may have discarded.
    private var lastSessionStep: Int {
        for case .step(let leaf) in leaves.reversed() { return leaf.step }
        return 0
    }

    /// Where the files of an event stand.
    func evidencePath(_ session: Digest, _ event: SessionEventName) -> String {
        "\(folder)/sessions/\(event.folder(of: session))"
    }

    private func write(
        _ files: [String: [UInt8]],
        of session: Digest,
        _ event: SessionEventName
    ) throws -> [Digest] {
        guard !files.isEmpty else { return [] }
        let folder = evidencePath(session, event)
        try Folder.create(folder)
        for (name, bytes) in files { try AtomicFile.write(bytes, to: "\(folder)/\(name)") }
        let names = files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return names.compactMap { files[$0].map { SHA256.hash($0) } }
    }
}

extension SessionHeartbeatLeaf {
    /// The same leaf with some of its fields otherwise.
    func with(
        checkpoint: Digest? = nil,
        size: Int? = nil,
        head: Digest? = nil,
        number: Int? = nil,
        session: Digest? = nil,
        step: Int? = nil
    ) -> SessionHeartbeatLeaf {
        SessionHeartbeatLeaf(
            checkpoint: checkpoint ?? self.checkpoint,
            checkpointSize: size ?? checkpointSize,
            evidence: evidence,
            head: head ?? self.head,
            number: number ?? self.number,
            session: session ?? self.session,
            step: step ?? self.step
        )
    }
}
