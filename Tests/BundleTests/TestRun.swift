import Bytes
import Formats
import Glibc
import Keys
import Layout
import Leaves
import LogStore
import MerkleLog
import Reports
import Sealing
import SecretKeys
import TestSupport
import Trust
import Verification

/// A run made for a test: opaque states, honest unless told otherwise, with its own keys and folder.
final class TestRun {
    static let sealedAt = Timestamp(seconds: 1_800_000_000) ?? .last

    private let scratch: ScratchFolder
    var folder: String { scratch.path }
    let exporter: SecretKey
    let logKey: SecretKey
    let sessionKey: SecretKey
    /// Signs the steps.
    lazy var signer = sessionKey
    let document: RunDocument
    let recipe: [UInt8]
    /// The kind of the blobs that steps have.
    var blobKind = "opaque/1"
    /// Gives the bytes of a step's second blob, if it has one.
    var secondBlob: (Int) -> [UInt8]? = { _ in nil }
    let store: LogStore
    private(set) var leaves: [Leaf] = []
    var session: SessionOpenLeaf?
    var state: Digest
    var step = 0
    var previous: Digest
    var sessionSteps = 0
    var sessionIndex = 0
    var heartbeats = 0
    /// SHA-256 of the last leaf of the last session so far.
    var lastSessionLeaf = Digest.zero

    static func digest(_ text: String) -> Digest { SHA256.hash(Array(text.utf8)) }

    private static let external = #"{"semantics":"external","state":"opaque","type":"bulla-recipe/1"}"#

    init(
        _ name: String = "test-run",
        disclosure: RunDocument.Disclosure = .replay,
        disclosureBudget: Int? = nil,
        recipe: [UInt8] = Array(TestRun.external.utf8),
        genesis: Digest = TestRun.digest("genesis")
    ) throws {
        self.recipe = recipe
        scratch = try ScratchFolder()
        exporter = try SecretKey.generate(name: "A. Exporter", withMLDSA: false)
        logKey = try SecretKey.generate(name: "log", withMLDSA: false)
        sessionKey = try SecretKey.generate(name: "session", withMLDSA: false)
        let origin = "bulla.test/\(name)"
        state = genesis
        let leaf = RunLeaf(
            dataset: Self.digest("data"),
            genesis: state,
            logKey: try NoteKey(name: origin, ed25519: logKey.publicKey.ed25519).verifierKey,
            origin: origin,
            recipe: SHA256.hash(recipe),
            run: Self.digest("run"),
            seed: Self.digest("seed")
        )
        document = RunDocument(
            leaf: leaf,
            name: name,
            marking: "UNMARKED",
            disclosure: disclosure,
            disclosureBudget: disclosureBudget
        )
        store = try LogStore.create(at: "\(scratch.path)/log", origin: origin)
        let bytes = Leaf.run(leaf).canonicalBytes
        previous = SHA256.hash(bytes)
        try append(.run(leaf))
    }

    func append(_ leaf: Leaf) throws {
        note(leaf)
        try store.append(batch: [leaf.canonicalBytes])
    }

    private func note(_ leaf: Leaf) {
        leaves.append(leaf)
        switch leaf {
        case .sessionOpen, .sessionHeartbeat, .sessionClose, .step:
            if session != nil { lastSessionLeaf = SHA256.hash(leaf.canonicalBytes) }
        case .run, .rewind, .event: break
        }
    }

    /// Adds steps in one durable batch; `blob` gives the bytes of a step's opaque proof, if it has one.
    func steps(
        _ count: Int,
        blob: (Int) -> [UInt8]? = { _ in nil },
        change: (inout StepLeaf) -> Void = { _ in }
    ) throws {
        var batch: [[UInt8]] = []
        for _ in 0..<count {
            let leaf = try nextStep(blob: blob(step + 1), change: change)
            note(.step(leaf))
            batch.append(leaf.canonicalBytes)
        }
        try store.append(batch: batch)
    }

    private func nextStep(blob: [UInt8]?, change: (inout StepLeaf) -> Void) throws -> StepLeaf {
        step += 1
        let after = Self.digest("state \(step) after \(state)")
        var leaf = StepLeaf(
            run: document.leaf.run,
            session: session?.session,
            step: step,
            previous: previous,
            stateBefore: state,
            stateAfter: after,
            batch: Self.digest("batch \(step)"),
            metrics: [.init(name: "loss", value: "0.5")]
        )
        change(&leaf)
        let message = Envelope.preAuthenticationEncoding(
            type: StepLeaf.statementType,
            payload: leaf.statement
        )
        leaf.proofs = [ProofReference(kind: "attested/1", inline: signer.signRaw(message))]
        for (kind, blob) in [(blobKind, blob), ("opaque/2", secondBlob(step))] {
            guard let blob else { continue }
            leaf.proofs.append(ProofReference(kind: kind, blob: try store(blob: blob), size: blob.count))
        }
        state = leaf.stateAfter
        previous = leaf.statementDigest
        sessionSteps += 1
        return leaf
    }

    private func store(blob: [UInt8]) throws -> Digest {
        let digest = SHA256.hash(blob)
        try Folder.create(Folder.parent(of: blobPath(digest)))
        try AtomicFile.write(blob, to: blobPath(digest))
        return digest
    }

    func blobPath(_ digest: Digest) -> String {
        "\(folder)/proofs/sha256/\(digest.hex.prefix(2))/\(digest.hex)"
    }

    /// The state that step `number` ended in, as the log has it last.
    func state(after number: Int) -> Digest {
        for case .step(let leaf) in leaves.reversed() where leaf.step == number { return leaf.stateAfter }
        return document.leaf.genesis
    }

    func rewind(to number: Int, announced: Bool = true) throws {
        state = state(after: number)
        step = number
        guard announced else { return }
        try append(.rewind(RewindLeaf(reason: .failure, run: document.leaf.run, state: state, to: number)))
    }

    var sealedRun: SealedRun {
        var sealed = SealedRun(
            document: document,
            recipe: recipe,
            store: store,
            folder: folder,
            blobPath: { self.blobPath($0) },
            signCheckpoint: { try self.logKey.signNote(text: $0, name: self.document.leaf.origin) }
        )
        // One small document, so that a test can afford to flip every byte.
        sealed.specifications = [Formats.Document(name: "note.txt", bytes: Array("a note\n".utf8))]
        return sealed
    }

    /// Seals [from, to) and gives the path.
    ///
    /// - Parameter survey: may change the files of the index, the first of which it is given.
    /// - Parameter forge: may change the manifest before it is signed.
    func seal(
        from: Int = 0,
        to: Int? = nil,
        as name: String = "bundle",
        keys: [SecretKey]? = nil,
        verifies: Bool = true,
        width: Int = 2,
        survey: (String) throws -> Void = { _ in },
        forge: ((inout Manifest) throws -> Void)? = nil,
        configure: (inout SealRequest) -> Void = { _ in }
    ) async throws -> String {
        var request = SealRequest(
            from: from,
            to: to ?? store.size,
            name: name,
            sealedAt: Self.sealedAt
        )
        request.width = width
        configure(&request)
        let work = "\(folder)/\(name).work"
        defer { try? Folder.remove(work) }
        var prepared = try await Sealer(sealedRun, request, folder: work).prepare(surveyed: survey)
        if let forge {
            let path = "\(work)/\(MemberPath.manifest)"
            var manifest = try Manifest(canonical: File.contents(of: path, limit: 1 << 24))
            try forge(&manifest)
            try AtomicFile.write(manifest.written(at: MemberPath.manifest).canonicalBytes, to: path)
            prepared = try PreparedBundle(opening: work)
        }
        let message = prepared.envelope.signedBytes
        for key in keys ?? [exporter] { try prepared.add(try key.sign(message)) }
        let path = "\(folder)/\(name).bulla.tar.xz"
        try? Folder.remove(path)
        try await FinishedBundle.write(
            prepared,
            to: path,
            signers: (keys ?? [exporter]).map(\.publicKey),
            width: 2,
            verifies: verifies
        )
        return path
    }

    func trust(
        accepting kinds: [SessionKind] = [.software],
        _ change: (inout Trust) throws -> Void = { _ in }
    ) throws -> Trust {
        var trust = Trust(
            policy: try Policy(
                acceptingSessions: kinds.map(\.rawValue),
                proofs: ["attested/1"],
                sampleMinimum: 0,
                rewindsMaximum: 4,
                requireMLDSA87: false
            )
        )
        try trust.add(person: "A. Exporter", key: exporter.publicKey, roles: [.exporter])
        try change(&trust)
        return trust
    }

    func verify(
        _ path: String,
        scope: Scope = .all,
        change: (inout VerificationRequest) -> Void = { _ in },
        trust: Trust? = nil
    ) async throws -> Report {
        try await judge(path, scope: scope, change: change, trust: trust).report
    }

    /// The same, with what the report does not say.
    func judge(
        _ path: String,
        scope: Scope = .all,
        change: (inout VerificationRequest) -> Void = { _ in },
        trust: Trust? = nil
    ) async throws -> VerificationResult {
        await Verifier.verify(try request(path, scope: scope, change: change, trust: trust))
    }

    func request(
        _ path: String,
        scope: Scope = .all,
        change: (inout VerificationRequest) -> Void = { _ in },
        trust: Trust? = nil
    ) throws -> VerificationRequest {
        let trust = try trust ?? self.trust()
        var request = VerificationRequest(
            path: path,
            trust: trust,
            trustDigest: trust.digest,
            at: Self.sealedAt
        )
        request.scope = scope
        change(&request)
        return request
    }
}

extension Report {
    /// Codes of what failed or could not be finished, in order.
    var faults: [String] {
        findings.filter { $0.outcome == .fail || $0.outcome == .unfinished }.map(\.code)
    }
}

extension TestRun {
    /// Seals with a step index that `lie` changed, and a manifest, blocks and signature that fit the lie.
    func sealForgedStepIndex(_ lie: (inout [UInt8]) -> Void) async throws -> String {
        let request = SealRequest(from: 0, to: store.size, name: "forged", sealedAt: Self.sealedAt)
        let work = "\(folder)/forged.work"
        defer { try? Folder.remove(work) }
        let sealer = Sealer(sealedRun, request, folder: work)
        var prepared = try await sealer.prepare { survey in
            var bytes = try File.contents(of: survey, limit: 1 << 20)
            lie(&bytes)
            try AtomicFile.write(bytes, to: survey)
        }
        try prepared.add(exporter.sign(prepared.envelope.signedBytes))
        let path = "\(folder)/forged.bulla.tar.xz"
        try await FinishedBundle.write(
            prepared,
            to: path,
            signers: [exporter.publicKey],
            width: 2,
            verifies: false
        )
        return path
    }
}
