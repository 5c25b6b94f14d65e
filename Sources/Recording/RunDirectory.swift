package import Bytes
package import Keys
package import Layout
import Leaves
package import LogStore
import MerkleLog
package import SecretKeys

/// Everything that a run writes, in one folder.
///
///     run.json         what the run is (`RunDocument`); written last, so its presence says the run exists
///     recipe.json      what every step does
///     log/             the append-only log (`LogStore`); leaf 0 says the same as run.json
///     log.key          the key that signs the log's checkpoints
///     proofs/sha256/   proofs by their digests (`ProofStore`)
///     sessions/        evidence of sessions: `SESSION/EVENT/FILE` (`EvidenceStore`)
///     evidence/        evidence that leaves name by digest
///     custody/         events before sealing
///     disclosures.jsonl what was ever opened of withheld proofs (`DisclosureLedger`)
///
/// `log.key` is not encrypted: it signs checkpoints while training runs, when nobody is there to type a
/// password. It speaks for the log only; what leaves is signed by people, with keys that are encrypted.
package struct RunDirectory: Sendable {
    package let path: String
    package let document: RunDocument
    /// The bytes of recipe.json.
    package let recipe: [UInt8]

    package static let documentLimit = 65_536
    package static let recipeLimit = 4_096

    package var proofs: ProofStore { ProofStore(at: "\(path)/proofs") }
    /// The evidence of sessions, event by event.
    package var evidence: EvidenceStore { EvidenceStore(at: "\(path)/sessions") }
    package var evidencePath: String { "\(path)/evidence" }
    package var custodyPath: String { "\(path)/custody" }

    /// Opens the run that stands at `path`, and checks that its documents agree.
    package init(opening path: String) throws(RecordingError) {
        guard Folder.hasEntry("\(path)/run.json") else {
            throw RecordingError(.notFound, at: path, "no run here; hint: bulla run init \(path)")
        }
        let (document, recipe) = try RecordingError.from(.file) { () throws(FileError) in
            (
                try File.contents(of: "\(path)/run.json", limit: Self.documentLimit),
                try File.contents(of: "\(path)/recipe.json", limit: Self.recipeLimit)
            )
        }
        do { self.document = try RunDocument(canonical: document) } catch {
            throw RecordingError(.mismatch, at: "\(path)/run.json", "\(error)")
        }
        self.path = path
        self.recipe = recipe
        try check()
    }

    private init(path: String, document: RunDocument, recipe: [UInt8]) {
        self.path = path
        self.document = document
        self.recipe = recipe
    }

    private func check() throws(RecordingError) {
        let digest = SHA256.hash(recipe)
        guard digest == document.leaf.recipe else {
            throw RecordingError(
                .mismatch,
                at: "\(path)/recipe.json",
                "got digest \(digest), want \(document.leaf.recipe)"
            )
        }
        guard let key = try? NoteKey(verifierKey: document.leaf.logKey),
            key.name.isSame(as: document.leaf.origin)
        else {
            throw RecordingError(.mismatch, at: "\(path)/run.json", "log_key is not a key of the origin")
        }
    }

    /// The log; one process can have it for writing.
    package func store(forWriting: Bool) throws(RecordingError) -> LogStore {
        let store = try RecordingError.from(.log) { () throws(LogError) in
            try LogStore.open(at: "\(path)/log", forWriting: forWriting)
        }
        let first =
            store.size > 0 ? try RecordingError.from(.log) { () throws(LogError) in try store.entry(0) } : []
        guard store.origin.isSame(as: document.leaf.origin),
            let leaf = try? Leaf(canonical: first), leaf == .run(document.leaf)
        else {
            throw RecordingError(.mismatch, at: "\(path)/log", "leaf 0 contradicts run.json")
        }
        return store
    }

    /// The key that signs the log's checkpoints.
    package func logKey() throws(RecordingError) -> SecretKey {
        let key = try RecordingError.from(.key) { () throws(SecretKeyError) in
            try SecretKeyFile(path: "\(path)/log.key").open(password: nil)
        }
        guard try Self.verifierKey(key, origin: document.leaf.origin) == document.leaf.logKey else {
            throw RecordingError(.mismatch, at: "\(path)/log.key", "is not the key that run.json names")
        }
        return key
    }

    /// The log's checkpoint at this or an earlier size, signed with the log's key.
    package func checkpoint(of store: LogStore, size: Int) throws(RecordingError) -> SignedNote {
        let root = try RecordingError.from(.log) { () throws(LogError) in try store.root(at: size) }
        let key = try logKey()
        do {
            let text = try Checkpoint(origin: store.origin, size: size, root: root).text
            let signature = try key.signNote(text: text, name: store.origin)
            return try SignedNote(text: text, signatures: [signature])
        } catch {
            throw RecordingError(.key, at: "checkpoint", "\(error)")
        }
    }

    /// Where the proof of this digest is, or would be.
    package func blobPath(_ digest: Digest) -> String { proofs.path(of: digest) }

    /// The C2SP verifier key that a key makes under an origin.
    package static func verifierKey(
        _ key: SecretKey,
        origin: String
    ) throws(RecordingError) -> String {
        do { return try NoteKey(name: origin, ed25519: key.publicKey.ed25519).verifierKey } catch {
            throw RecordingError(.key, at: "origin", "\(error)")
        }
    }
}

extension Digest {
    /// A fresh identity of a run, of the operating system's randomness.
    package static func random() -> Digest {
        func word() -> UInt64 { UInt64.random(in: 0 ... .max) }
        return Digest(words: (word(), word(), word(), word()))
    }
}

extension RunDirectory {
    /// Makes the folder and the log with its leaf 0; where a run stands already it is kept.
    package static func create(
        at path: String,
        document: RunDocument,
        recipe: [UInt8],
        logKey: SecretKey
    ) throws(RecordingError) -> RunDirectory {
        for name in ["run.json", "log", "log.key"] where Folder.hasEntry("\(path)/\(name)") {
            throw RecordingError(.exists, at: "\(path)/\(name)", "a run already exists")
        }
        let run = RunDirectory(path: path, document: document, recipe: recipe)
        try run.check()
        guard try verifierKey(logKey, origin: document.leaf.origin) == document.leaf.logKey else {
            throw RecordingError(.mismatch, at: "\(path)/log.key", "is not the key that the document names")
        }
        // A folder that stands there keeps what is in it; a new one appears with the whole run.
        guard !Folder.hasEntry(path) else {
            try run.writeFiles(logKey)
            return run
        }
        let folder = try RecordingError.from(.file) { () throws(FileError) in try AtomicFolder(path) }
        try RunDirectory(path: folder.temporaryPath, document: document, recipe: recipe).writeFiles(logKey)
        try RecordingError.from(.file) { () throws(FileError) in try folder.finish() }
        return run
    }

    /// run.json and leaf 0; what would not be read back is refused.
    private func written() throws(RecordingError) -> (document: [UInt8], leaf: [UInt8]) {
        do {
            return (
                try document.written(at: "run.json").canonicalBytes,
                try document.leaf.written(at: "run.json").canonicalBytes
            )
        } catch {
            throw RecordingError(.mismatch, error)
        }
    }

    private func writeFiles(_ logKey: SecretKey) throws(RecordingError) {
        let (bytes, leaf) = try written()
        try RecordingError.from(.file) { () throws(FileError) in
            for folder in ["proofs/sha256", "sessions", "evidence", "custody"] {
                try Folder.create("\(path)/\(folder)")
            }
            try Folder.synchronize("\(path)/proofs")
            try AtomicFile.write(recipe, to: "\(path)/recipe.json")
        }
        try RecordingError.from(.key) { () throws(SecretKeyError) in
            try SecretKeyFile.write(logKey, to: "\(path)/log.key", password: nil)
        }
        try RecordingError.from(.log) { () throws(LogError) in
            let store = try LogStore.create(at: "\(path)/log", origin: document.leaf.origin)
            try store.append(batch: [leaf])
            try store.close()
        }
        try RecordingError.from(.file) { () throws(FileError) in
            try AtomicFile.write(bytes, to: "\(path)/run.json", replacing: false)
        }
    }
}
