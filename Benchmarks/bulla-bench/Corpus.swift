import Bytes
import Glibc
import Keys
import Layout
import Leaves
import LogStore
import MerkleLog
import Recording
import SecretKeys

/// Makes run directories of known size: real-looking leaves with fresh digests, and incompressible proofs.
struct Corpus {
    let path: String
    let steps: Int
    /// Bytes of each blob; 0 for proofs in the leaf alone.
    let proofBytes: Int
    /// A blob for every `every`-th step.
    let every: Int
    /// Every `badEvery`-th step is signed by a stranger; 0 for none.
    var badEvery = 0

    func make() throws {
        let logKey = try SecretKey.generate(name: "log", withMLDSA: false)
        let session = try SecretKey.generate(name: "session", withMLDSA: false)
        let stranger = try SecretKey.generate(name: "stranger", withMLDSA: false)
        let recipe = Array(#"{"semantics":"external","state":"opaque","type":"bulla-recipe/1"}"#.utf8)
        let origin = "bulla.bench/run"
        let run = RunLeaf(
            dataset: digest("data"),
            genesis: digest("genesis"),
            logKey: try NoteKey(name: origin, ed25519: logKey.publicKey.ed25519).verifierKey,
            origin: origin,
            recipe: SHA256.hash(recipe),
            run: digest("run"),
            seed: digest("seed")
        )
        let document = RunDocument(leaf: run, name: "bench", marking: "UNMARKED", disclosure: .replay)
        let directory = try RunDirectory.create(at: path, document: document, recipe: recipe, logKey: logKey)
        let store = try directory.store(forWriting: true)
        try append(to: store, run, session, stranger, directory)
    }

    private func append(
        to store: LogStore,
        _ run: RunLeaf,
        _ session: SecretKey,
        _ stranger: SecretKey,
        _ directory: RunDirectory
    ) throws {
        let text = try Checkpoint(origin: run.origin, size: store.size, root: store.root).text
        let binding = SessionBinding(
            checkpoint: SHA256.hash(Array(text.utf8)),
            checkpointSize: store.size,
            index: 0,
            key: session.publicKey.primary.raw,
            previous: .zero,
            recipe: run.recipe,
            run: run.run
        )
        let open = SessionOpenLeaf(binding: binding, evidence: [], kind: .software)
        try store.append(batch: [Leaf.sessionOpen(open).canonicalBytes])
        var previous = SHA256.hash(Leaf.run(run).canonicalBytes)
        var state = run.genesis
        var random = RandomBytes(seed: UInt64(steps))
        var batch: [[UInt8]] = []
        for step in 1...steps {
            let after = digest("state \(step)")
            var leaf = StepLeaf(
                run: run.run,
                session: binding.session,
                step: step,
                previous: previous,
                stateBefore: state,
                stateAfter: after,
                batch: digest("batch \(step)"),
                metrics: [
                    .init(name: "accuracy", value: "0.\(1_000 + step % 9_000)"),
                    .init(name: "loss", value: "0.\(1_000 + step * 7 % 9_000)"),
                ]
            )
            let message = Envelope.preAuthenticationEncoding(
                type: StepLeaf.statementType,
                payload: leaf.statement
            )
            let signer = badEvery > 0 && step % badEvery == 0 ? stranger : session
            leaf.proofs = [ProofReference(kind: "attested/1", inline: signer.signRaw(message))]
            if proofBytes > 0 && step % every == 0 {
                let bytes = random.next(proofBytes)
                leaf.proofs.append(
                    ProofReference(kind: "opaque/1", blob: try write(bytes, directory), size: proofBytes)
                )
            }
            previous = leaf.statementDigest
            state = after
            batch.append(leaf.canonicalBytes)
            if batch.count == 10_000 || step == steps {
                try store.append(batch: batch)
                batch.removeAll(keepingCapacity: true)
            }
        }
        try store.close()
    }

    // Without fsync: a corpus can be made again.
    private func write(_ bytes: [UInt8], _ directory: RunDirectory) throws -> Digest {
        let digest = SHA256.hash(bytes)
        let path = directory.blobPath(digest)
        try Folder.create(Folder.parent(of: path))
        try File.opening(path, O_WRONLY | O_CREAT | O_EXCL).write(bytes)
        return digest
    }

    private func digest(_ text: String) -> Digest { SHA256.hash(Array(text.utf8)) }
}

/// Bytes that no compressor shrinks, the same every time.
struct RandomBytes {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    }

    mutating func next(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: (count + 7) & ~7) { buffer, initialized in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            for offset in stride(from: 0, to: count, by: 8) {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                raw.storeBytes(of: state &* 0x2545_f491_4f6c_dd1d, toByteOffset: offset, as: UInt64.self)
            }
            initialized = count
        }
    }
}
