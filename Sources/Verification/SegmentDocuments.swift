import Bytes
import Keys
import Layout
import Leaves
import MerkleLog
import Training

/// The small documents of a segment, read and held against each other.
struct SegmentDocuments: Sendable {
    let manifest: Manifest
    let run: RunDocument
    let recipe: Recipe
    let checkpointNote: SignedNote
    let previousNote: SignedNote?
    let carried: CarriedLeaves

    init(_ bundle: OpenBundle) throws {
        manifest = bundle.manifest
        run = try RunDocument(canonical: bundle.listed(MemberPath.run))
        let recipeBytes = try bundle.listed(MemberPath.recipe)
        guard SHA256.hash(recipeBytes) == manifest.recipe else {
            throw Fault(.recipeMismatch, MemberPath.recipe, "is not the recipe that the manifest names")
        }
        do { recipe = try Recipe(canonical: recipeBytes) } catch {
            throw Fault(of: error.code, MemberPath.recipe, error.detail)
        }
        checkpointNote = try SignedNote(bundle.listed(MemberPath.checkpoint))
        previousNote =
            manifest.from > 0 ? try SignedNote(bundle.listed(MemberPath.previousCheckpoint)) : nil
        carried = try CarriedLeaves(
            canonical: bundle.listed(
                MemberPath.carried,
                limit: min(CarriedLeaves.limits.bytes, bundle.mostDocument)
            )
        )
        try carried.verify(size: manifest.to, root: manifest.root)
        try compareRun()
    }

    private func compareRun() throws {
        let pairs: [(String, Bool)] = [
            ("run", run.leaf.run == manifest.run), ("origin", run.leaf.origin.isSame(as: manifest.origin)),
            ("recipe", run.leaf.recipe == manifest.recipe),
            ("marking", run.marking.isSame(as: manifest.marking)),
        ]
        for (key, isEqual) in pairs where !isEqual {
            throw Fault(.runMismatch, "\(MemberPath.run).\(key)", "is not what the manifest says")
        }
        guard let first = carried.entries.first, first.index == 0,
            case .run(let leaf) = try Leaf(canonical: first.leaf), leaf == run.leaf
        else { throw Fault(.runMismatch, MemberPath.run, "is not what leaf 0 says") }
    }

    /// Where training and sessions stood before the segment.
    func start() throws -> SegmentStart {
        try SegmentStart(carried, manifest: manifest, disclosure: run.disclosure)
    }

    /// Holds both checkpoints against the manifest and checks who signed them.
    ///
    /// The key that leaf 0 names must have signed; where the trust file names log keys, one of them, too.
    func checkCheckpoints(trustedLogKeys: [[UInt8]]) throws {
        let own = try ownKey()
        let trusted = try trustedLogKeys.map { try NoteKey(name: manifest.origin, ed25519: $0) }
        try check(checkpointNote, MemberPath.checkpoint, size: manifest.to, root: manifest.root)
        try checkSigners(checkpointNote, MemberPath.checkpoint, own: own, trusted: trusted)
        guard SHA256.hash(checkpointNote.textBytes) == manifest.checkpoint else {
            throw Fault(.checkpointMismatch, MemberPath.checkpoint, "is not the one that the manifest names")
        }
        if let previousNote, let root = manifest.previousRoot {
            try check(previousNote, MemberPath.previousCheckpoint, size: manifest.from, root: root)
            try checkSigners(previousNote, MemberPath.previousCheckpoint, own: own, trusted: trusted)
        }
    }

    /// Whether the checkpoint that the reader kept is signed by the log that leaf 0 names.
    func checkKept(_ note: SignedNote) throws {
        try checkSigners(note, "--previous", own: ownKey(), trusted: [])
    }

    private func ownKey() throws -> NoteKey {
        let own = try NoteKey(verifierKey: run.leaf.logKey)
        guard own.name.utf8.elementsEqual(manifest.origin.utf8) else {
            throw Fault(.checkpointUnknownKey, MemberPath.run, "the log key's name is not the log's origin")
        }
        return own
    }

    private func check(_ note: SignedNote, _ path: String, size: Int, root: Digest) throws {
        let checkpoint = try Checkpoint(text: note.text)
        guard checkpoint.origin == manifest.origin, checkpoint.size == size, checkpoint.root == root else {
            throw Fault(.checkpointMismatch, path, "does not state origin, size and root of the manifest")
        }
    }

    private func checkSigners(
        _ note: SignedNote,
        _ path: String,
        own: NoteKey,
        trusted: [NoteKey]
    ) throws(Fault) {
        for key in [own] + trusted {
            let lines = note.lines(of: key).count
            guard lines <= 1 else {
                throw Fault(.checkpointSignature, path, "\(lines) signatures by one key, want one")
            }
            guard
                note.verify(key) != .invalid || KnockOut.isOff(FaultCode.checkpointSignature.rawValue)
            else { throw Fault(.checkpointSignature, path, "a signature of the log's key does not verify") }
        }
        let isOwn = note.verify(own) != .absent || KnockOut.isOff(FaultCode.checkpointUnknownKey.rawValue)
        guard isOwn else {
            throw Fault(.checkpointUnknownKey, path, "no signature by the log key that leaf 0 names")
        }
        guard trusted.isEmpty || trusted.contains(where: { note.verify($0) == .valid }) else {
            throw Fault(.checkpointUnknownKey, path, "no signature by a log key that the trust file names")
        }
    }
}
