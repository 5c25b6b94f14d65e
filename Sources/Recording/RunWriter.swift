package import Bytes
import Layout
package import Leaves
import LogStore
import MerkleLog

/// The one writer of a run's log: checks each leaf against those before it, and writes in durable batches.
///
/// A leaf that does not follow is refused before anything of it is kept; what was taken before it stays.
package final class RunWriter {
    package let directory: RunDirectory
    package internal(set) var position: RunPosition
    /// The session of this process; nil while none is open, or another process opened it.
    package internal(set) var softwareSession: SoftwareSession?
    /// Leaves that make a batch.
    package let batchLimit: Int
    let store: LogStore
    private var pending: [[UInt8]] = []
    /// Whether the first leaf that waits is an open which must not be written before another leaf follows it.
    private var holdsOpen = false
    /// Kinds of proof that the leaves name by digest and size alone: their bytes are elsewhere.
    private let withheld: Set<String>
    /// Proofs that this process has hashed where they are stored.
    private var hashed: Set<Digest> = []

    /// Opens the log for writing and reads back as much of it as is needed to go on.
    package init(
        _ directory: RunDirectory,
        batchLimit: Int = 1_000,
        withheld: [String] = []
    ) throws(RecordingError) {
        self.directory = directory
        self.withheld = Set(withheld)
        self.batchLimit = max(1, batchLimit)
        store = try directory.store(forWriting: true)
        try RecordingError.from(.file) { () throws(FileError) in try directory.proofs.sweep() }
        position = try RunHistory(store: store).position(directory.document.leaf)
    }

    /// Leaves on the medium, and the root over them.
    package var durable: (size: Int, root: Digest) { (store.size, store.root) }
    /// Leaves taken, those of the unfinished batch included.
    package var size: Int { store.size + pending.count }

    /// Takes a leaf; it is durable after `commit()`, or when its batch is full.
    package func append(_ leaf: Leaf) throws(RecordingError) {
        let bytes = leaf.canonicalBytes
        try follow(leaf, bytes)
        pending.append(bytes)
        if pending.count >= batchLimit { try commit() }
    }

    private func follow(_ leaf: Leaf, _ bytes: [UInt8]) throws(RecordingError) {
        switch leaf {
        case .run: throw RecordingError(.leafType, at: "type", "got \"run\", which only leaf 0 can be")
        case .sessionOpen(let open): try follow(open, digest: SHA256.hash(bytes))
        case .sessionHeartbeat(let beat): try follow(beat, digest: SHA256.hash(bytes))
        case .sessionClose(let close): try follow(close, digest: SHA256.hash(bytes))
        case .step(let step):
            try checkBlobs(step)
            try position.take(step, digest: SHA256.hash(bytes))
        case .rewind(let rewind): try position.take(rewind, target: try state(after: rewind.to))
        case .event(let event): try position.check(run: event.run, at: "event.run")
        }
    }

    private func checkBlobs(_ step: StepLeaf) throws(RecordingError) {
        for proof in step.proofs {
            guard let blob = proof.blob else { continue }
            guard let size = directory.proofs.size(of: blob) else {
                guard !withheld.contains(proof.kind) else { continue }
                throw RecordingError(
                    .proofMissing,
                    at: "step.proofs \(proof.kind)",
                    "\(blob) is not stored; hint: give it as \"path\" or \"base64\", or name its kind with --withheld"
                )
            }
            guard size == proof.size else {
                throw RecordingError(
                    .proofSize,
                    at: "step.proofs \(proof.kind)",
                    "got \(proof.size), want \(size)"
                )
            }
            guard !hashed.contains(blob) else { continue }
            let isWhole = try RecordingError.from(.file) { () throws(FileError) in
                try directory.proofs.holds(blob, size: size)
            }
            guard isWhole else {
                throw RecordingError(
                    .proofMissing,
                    at: "step.proofs \(proof.kind)",
                    "\(blob) is stored with other bytes; hint: give it again as \"path\" or \"base64\""
                )
            }
            hashed.insert(blob)
        }
    }

    /// The state that the live step `number` led to; 0 is the genesis.
    package func state(after number: Int) throws(RecordingError) -> Digest {
        guard number <= position.step else {
            throw RecordingError(
                .rewindInvalid,
                at: "rewind.to",
                "got \(number), training is at step \(position.step)"
            )
        }
        if number == 0 { return position.run.genesis }
        if number == position.step { return position.state }
        // An open that is held back changes no state.
        if !holdsOpen { try commit() }
        guard let state = try RunHistory(store: store).liveState(after: number) else {
            throw RecordingError(.rewindInvalid, at: "rewind.to", "no step \(number) in the log")
        }
        return state
    }

    /// Opens a session with a key of this process for what `body` takes; where that is refused, no leaf of it is left.
    ///
    /// A session that is open then ends without a close, and counts as truncated.
    package func withSession(_ body: () throws -> Void) throws {
        try commit()
        let (before, session, size) = (position, softwareSession, store.size)
        let opened = try SoftwareSession { key throws(RecordingError) in try binding(key: key) }
        do {
            softwareSession = opened
            let leaf = Leaf.sessionOpen(opened.leaf)
            let bytes = leaf.canonicalBytes
            try follow(leaf, bytes)
            pending.append(bytes)
            holdsOpen = true
            defer { holdsOpen = false }
            try body()
        } catch {
            // What was written stays, such as an open whose heartbeat was refused.
            if store.size == size { (position, softwareSession, pending) = (before, session, []) }
            throw error
        }
    }

    /// Writes the unfinished batch; on return all leaves taken are on the medium.
    @discardableResult
    package func commit() throws(RecordingError) -> (size: Int, root: Digest) {
        let batch = pending
        let answer = try RecordingError.from(.log) { () throws(LogError) in try store.append(batch: batch) }
        pending = []
        return answer
    }

    /// Writes the unfinished batch and gives the log up.
    package func close() throws(RecordingError) {
        try commit()
        try RecordingError.from(.log) { () throws(LogError) in try store.close() }
    }
}

extension RunWriter {
    /// Takes the step that follows, signed when a session of this process is open.
    package func append(
        stateAfter: Digest,
        batch: Digest,
        metrics: [StepLeaf.Metric] = [],
        proofs: [NewProof] = []
    ) throws(RecordingError) {
        var references: [ProofReference] = []
        for proof in proofs { references.append(try directory.proofs.place(proof, root: nil)) }
        let step = StepLeaf(
            run: position.run.run,
            session: position.session?.session,
            step: position.step + 1,
            previous: position.previous,
            stateBefore: position.state,
            stateAfter: stateAfter,
            batch: batch,
            metrics: metrics.sorted { $0.name < $1.name },
            proofs: references
        )
        try append(.step(attested(step)))
    }

    /// The step with `attested/1` where a session of this process is its own, its proofs in order.
    package func attested(_ step: StepLeaf) -> StepLeaf {
        var step = step
        if let softwareSession, step.session == softwareSession.session,
            !step.proofs.contains(where: { $0.kind == ProofKind.attested.name })
        {
            step.proofs.append(softwareSession.attest(step))
        }
        step.proofs.sort { $0.kind < $1.kind }
        return step
    }

    /// Training restarts from the state after step `to`.
    package func rewind(to: Int, reason: RewindLeaf.Reason) throws(RecordingError) {
        let state = try state(after: to)
        try append(.rewind(RewindLeaf(reason: reason, run: position.run.run, state: state, to: to)))
    }
}
