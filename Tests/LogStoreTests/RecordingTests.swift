import Bytes
import Glibc
import Keys
import Layout
import Leaves
import LogStore
import MerkleLog
import SecretKeys
import StepEvidence
import TestSupport
import Testing
import Training

@testable import Recording

/// A run whose states are made-up digests.
func newRun(_ scratch: Scratch) throws -> RunDirectory {
    let key = try SecretKey.ephemeral(name: "log")
    let recipe = Recipe.external(framework: nil).canonicalBytes
    let leaf = RunLeaf(
        dataset: .zero,
        genesis: state(0),
        logKey: try RunDirectory.verifierKey(key, origin: "o"),
        origin: "o",
        recipe: SHA256.hash(recipe),
        run: .random(),
        seed: .zero
    )
    let document = RunDocument(leaf: leaf, name: "run", marking: "UNMARKED", disclosure: .none)
    return try RunDirectory.create(
        at: "\(scratch.path)/run",
        document: document,
        recipe: recipe,
        logKey: key
    )
}

/// The state after the step of this number.
func state(_ number: Int) -> Digest { SHA256.hash("state \(number)".utf8) }

private func line(
    _ step: Int,
    before: Int? = nil,
    after: Int? = nil,
    _ more: String = ""
) -> [UInt8] {
    Array(
        """
        { "type": "step", "step": \(step), "state_before": "\(state(before ?? step - 1))", \(more)
        """.utf8
    ).filter { $0 != 0x0a }
        + Array("\"batch\":\"\(Digest.zero)\",\"state_after\":\"\(state(after ?? step))\"}".utf8)
}

/// The code with which `body` fails; nil if it does not.
func failure(_ body: () throws -> Void) -> RecordingError? {
    do { try body() } catch { return error as? RecordingError }
    return nil
}

@Suite("Recording")
struct RecordingTests {
    @Test("a line in any spelling becomes a canonical leaf, with what the log knows filled in")
    func fillsIn() throws {
        let scratch = try Scratch()
        let run = try newRun(scratch)
        let writer = try RunWriter(run)
        var intake = LeafIntake(writer)
        try intake.take(line: line(1, "\"metrics\": {\"loss\": \"0.5\", \"accuracy\": \"1\"},"))
        try intake.take(line: [0x20])
        try intake.take(
            line: line(
                2,
                "\"proofs\": [{\"kind\":\"b/1\",\"base64\":\"AAAA\"}, {\"base64\":\"AA==\",\"kind\":\"a/1\"}],"
            )
        )
        try writer.close()
        let store = try run.store(forWriting: false)
        guard case .step(let first) = try Leaf(canonical: store.entry(1)),
            case .step(let second) = try Leaf(canonical: store.entry(2))
        else { return #expect(Bool(false)) }
        #expect(first.run == run.document.leaf.run && first.session == nil && first.proofs == [])
        #expect(first.previous == SHA256.hash(Leaf.run(run.document.leaf).canonicalBytes))
        #expect(second.previous == first.statementDigest)
        #expect(
            second.proofs.map(\.kind) == ["a/1", "b/1"] && second.proofs[1].content == .inline([0, 0, 0])
        )
    }

    private static let zeros = String(repeating: "0", count: 64)

    @Test(
        "a leaf that does not follow is refused with its line, and everything before it stays",
        arguments: [
            (.stepNotContiguous, line(3)), (.stepNotContiguous, line(1)), (.stepState, line(2, before: 5)),
            (.stepPrevious, line(2, "\"previous\":\"\(zeros)\",")),
            (.stepRun, line(2, "\"run\":\"\(zeros)\",")),
            (.sessionNotOpen, line(2, "\"session\":\"\(zeros)\",")),
            (.leafMalformed, line(2, "\"metrics\":{\"loss\":0.5},")), (.leafMalformed, Array("{".utf8)),
            (.leafMalformed, line(2, "\"note\":\"\",")),
            (.proofMissing, line(2, "\"proofs\":[{\"kind\":\"a/1\",\"sha256\":\"\(zeros)\",\"size\":1}],")),
            (.proofSize, line(2, "\"proofs\":[{\"kind\":\"a/1\",\"base64\":\"\"}],")),
            (.proofPath, line(2, "\"proofs\":[{\"kind\":\"a/1\",\"path\":\"f\"}],")),
            (
                .rewindInvalid,
                Array("{\"type\":\"rewind\",\"to\":2,\"reason\":\"data\",\"state\":\"\(zeros)\"}".utf8)
            ),
            (
                .rewindInvalid,
                Array("{\"type\":\"rewind\",\"to\":0,\"reason\":\"data\",\"state\":\"\(zeros)\"}".utf8)
            ),
            (
                .sessionNotOpen,
                Array("{\"type\":\"session-heartbeat\",\"evidence\":[],\"session\":\"\(zeros)\"}".utf8)
            ),
        ] as [(RecordingError.Code, [UInt8])]
    )
    func refuses(code: RecordingError.Code, bad: [UInt8]) throws {
        let scratch = try Scratch()
        let run = try newRun(scratch)
        let writer = try RunWriter(run)
        var intake = LeafIntake(writer)
        try intake.take(line: line(1))
        let error = failure { try intake.take(line: bad) }
        #expect(error?.code == code && error?.location.hasPrefix("line 2") == true)
        try intake.take(line: line(2))
        #expect(try writer.commit().size == 3)
    }

    @Test("of a kind that is withheld, digest and size are enough; what is stored still has its own size")
    func withheld() throws {
        let scratch = try Scratch()
        let run = try newRun(scratch)
        let writer = try RunWriter(run, withheld: ["a/1"])
        var intake = LeafIntake(writer)
        func named(_ number: Int, _ kind: String, _ digest: String, _ size: Int) -> [UInt8] {
            line(number, "\"proofs\":[{\"kind\":\"\(kind)\",\"sha256\":\"\(digest)\",\"size\":\(size)}],")
        }
        try intake.take(line: named(1, "a/1", Self.zeros, 5_000))
        #expect(failure { try intake.take(line: named(2, "b/1", Self.zeros, 1)) }?.code == .proofMissing)
        let stored = String(repeating: "AAAA", count: 500)
        try intake.take(line: line(2, "\"proofs\":[{\"kind\":\"b/1\",\"base64\":\"\(stored)\"}],"))
        let digest = SHA256.hash([UInt8](repeating: 0, count: 1_500)).hex
        #expect(failure { try intake.take(line: named(3, "a/1", digest, 1_499)) }?.code == .proofSize)
        try intake.take(line: named(3, "a/1", digest, 1_500))
        #expect(failure { try intake.take(line: named(4, "a/1", Self.zeros, 0)) }?.code == .leafMalformed)
        #expect(try writer.commit().size == 4)
    }

    @Test(
        "no path of a proof leads out of its folder, or to what is no regular file",
        arguments: [
            "link", "linked/f", "../f", "sub/../../f", "/etc/passwd", "fifo", "sub", "", ".", "sub//g",
            "none",
        ]
    )
    func proofPaths(path: String) throws {
        let scratch = try Scratch()
        let run = try newRun(scratch)
        let root = "\(scratch.path)/proofs"
        try Folder.create("\(root)/sub")
        try AtomicFile.write([1], to: "\(scratch.path)/f")
        try AtomicFile.write([2], to: "\(root)/sub/g")
        #expect(symlink("../f", "\(root)/link") == 0 && symlink("..", "\(root)/linked") == 0)
        #expect(mkfifo("\(root)/fifo", 0o600) == 0)
        let writer = try RunWriter(run)
        var intake = LeafIntake(writer, proofRoot: root)
        func proof(_ path: String) -> [UInt8] {
            line(1, "\"proofs\":[{\"kind\":\"a/1\",\"path\":\"\(path)\"}],")
        }
        #expect(failure { try intake.take(line: proof(path)) }?.code == .proofPath)
        try intake.take(line: proof("sub/g"))
        #expect(run.proofs.size(of: SHA256.hash([2])) == 1)
        #expect(
            try Folder.files(below: "\(run.path)/proofs") == [
                "sha256/\(SHA256.hash([2]).hex.prefix(2))/\(SHA256.hash([2]))"
            ]
        )
    }

    @Test("software sessions are bound to the log before them and to each other, and sign every step")
    func sessions() throws {
        let scratch = try Scratch()
        let run = try newRun(scratch)
        let writer = try RunWriter(run)
        try writer.append(stateAfter: state(1), batch: .zero)
        var keys: [Digest: [UInt8]] = [:]
        for session in 0..<2 {
            try writer.openSession()
            let binding = try #require(writer.softwareSession?.leaf.binding)
            keys[binding.session] = binding.key
            try writer.append(stateAfter: state(2 + session), batch: .zero)
            try writer.closeSession()
        }
        try writer.close()
        let store = try run.store(forWriting: false)
        let leaves = try (0..<8).map { try Leaf(canonical: store.entry($0)) }
        guard case .sessionOpen(let first) = leaves[2], case .sessionOpen(let second) = leaves[5],
            case .step(let step) = leaves[6], case .sessionClose(let close) = leaves[7]
        else { return #expect(Bool(false)) }
        let checkpoint = try Checkpoint(origin: "o", size: 5, root: store.root(at: 5))
        #expect(second.binding.checkpoint == SHA256.hash(checkpoint.text.utf8))
        #expect(second.binding.checkpointSize == 5 && first.binding.previous == .zero)
        #expect(second.binding.previous == (try SHA256.hash(store.entry(4))) && second.binding.index == 1)
        #expect(close.head == step.statementDigest && (close.step, close.steps) == (3, 1))
        let context = ProofContext(recipe: .external(framework: nil), sessionKeys: keys)
        guard case .inline(let signature) = step.proofs[0].content else { return #expect(Bool(false)) }
        #expect(AttestedVerifier().verify(step, proof: signature, context) == .valid())
    }

    @Test("a writer that opens the log again stands where the one before stood", arguments: 0...14)
    func reopening(cut: Int) throws {
        let scratch = try Scratch()
        let run = try newRun(scratch)
        let beat: (RunWriter) throws -> Void = {
            // Closed where the writer was opened again.
            if $0.position.session != nil { try $0.append($0.proposeHeartbeat(), evidence: []) }
        }
        let actions: [(RunWriter) throws -> Void] = [
            { try $0.append(stateAfter: state(1), batch: .zero) }, { try $0.openSession() },
            { try $0.append(stateAfter: state(2), batch: .zero) },
            { for n in 3...600 { try $0.append(stateAfter: state(n), batch: .zero) } },
            { try $0.rewind(to: 300, reason: .data) },
            { try $0.append(stateAfter: state(9301), batch: .zero) },
            { try $0.rewind(to: 2, reason: .failure) },
            beat,
            { try $0.append(stateAfter: state(3), batch: .zero) }, { try $0.closeSession() },
            { try $0.rewind(to: 0, reason: .operator) }, { try $0.openSession() },
            beat, { try $0.openSession() },
        ]
        let writer = try RunWriter(run, batchLimit: 100)
        for action in actions.prefix(cut) { try action(writer) }
        try writer.close()
        var want = writer.position
        let again = try RunWriter(run)
        want.past = nil
        #expect(again.position == want)
        if again.position.session != nil { try again.closeSession() }
        for action in actions.dropFirst(cut) { try action(again) }
        #expect(again.position.step == 0 && again.position.state == state(0))
    }

    @Test("a rewind goes to the state that is live, not to a discarded one of the same number")
    func rewinds() throws {
        let scratch = try Scratch()
        let writer = try RunWriter(newRun(scratch))
        for n in 1...5 { try writer.append(stateAfter: state(n), batch: .zero) }
        try writer.rewind(to: 2, reason: .divergence)
        for n in 3...5 { try writer.append(stateAfter: state(100 + n), batch: .zero) }
        #expect(try writer.state(after: 4) == state(104) && writer.state(after: 2) == state(2))
        let wrong = RewindLeaf(reason: .data, run: writer.position.run.run, state: state(4), to: 4)
        #expect(failure { try writer.append(.rewind(wrong)) }?.code == .rewindInvalid)
        #expect(failure { try writer.rewind(to: 6, reason: .data) }?.code == .rewindInvalid)
    }

    @Test("session leaves from outside are held to the same rules")
    func outsideSessions() throws {
        let scratch = try Scratch()
        let writer = try RunWriter(newRun(scratch))
        try writer.openSession()
        let used = try #require(writer.softwareSession?.leaf.binding)
        let close = try #require(writer.position.closeLeaf)
        let wrong = SessionCloseLeaf(
            evidence: [],
            head: close.head,
            session: close.session,
            state: close.state,
            step: 0,
            steps: 1
        )
        #expect(failure { try writer.append(.sessionClose(wrong)) }?.code == .sessionClose)
        try writer.closeSession()
        func open(_ checkpoint: Digest, key: [UInt8]) -> Leaf {
            let binding = SessionBinding(
                checkpoint: checkpoint,
                checkpointSize: 3,
                index: 1,
                key: key,
                previous: SHA256.hash(Leaf.sessionClose(close).canonicalBytes),
                recipe: used.recipe,
                run: used.run
            )
            return .sessionOpen(SessionOpenLeaf(binding: binding, evidence: [], kind: .software))
        }
        #expect(failure { try writer.append(open(.zero, key: used.key)) }?.code == .sessionReused)
        #expect(
            failure { try writer.append(open(.zero, key: [UInt8](repeating: 9, count: 32))) }?.code
                == .sessionBinding
        )
        #expect(failure { try writer.append(.run(writer.position.run)) }?.code == .leafType)
        let root = try writer.commit().root
        let checkpoint = try Checkpoint(origin: "o", size: 3, root: root)
        try writer.append(open(SHA256.hash(checkpoint.text.utf8), key: [UInt8](repeating: 9, count: 32)))
        #expect(writer.position.session != nil && writer.softwareSession == nil)
    }

    @Test("a run directory whose documents disagree is refused, and an existing one is kept")
    func directories() throws {
        let scratch = try Scratch()
        let run = try newRun(scratch)
        #expect(failure { _ = try newRun(scratch) }?.code == .exists)
        #expect(failure { _ = try RunDirectory(opening: scratch.path) }?.code == .notFound)
        #expect(try RunDirectory(opening: run.path).document == run.document)
        let unreadable = RunDocument(
            leaf: run.document.leaf,
            name: "run",
            marking: "UNMARKED",
            disclosure: .none,
            disclosureBudget: 1
        )
        let other = "\(scratch.path)/other"
        let refused = failure {
            _ = try RunDirectory.create(
                at: other,
                document: unreadable,
                recipe: run.recipe,
                logKey: run.logKey()
            )
        }
        #expect(refused?.code == .mismatch && !Folder.hasEntry(other))
        #expect(try run.logKey().publicKey.ed25519.count == 32)
        let note = try run.checkpoint(of: run.store(forWriting: false), size: 1)
        #expect(note.verify(try NoteKey(verifierKey: run.document.leaf.logKey)) == .valid)
        let writer = try RunWriter(run)
        #expect(failure { _ = try RunWriter(run) }?.code == .log)
        try writer.close()
        try Folder.remove("\(run.path)/log.key")
        try AtomicFile.write([], to: "\(run.path)/log.key")
        #expect(failure { _ = try run.logKey() }?.code == .key)
        try AtomicFile.write(Array("{}".utf8), to: "\(run.path)/recipe.json")
        #expect(failure { _ = try RunDirectory(opening: run.path) }?.code == .mismatch)
        try Folder.remove("\(run.path)/recipe.json")
        #expect(failure { _ = try RunDirectory(opening: run.path) }?.code == .file)
    }
}
