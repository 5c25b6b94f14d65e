import Bytes
import Leaves
import LogStore
import TestSupport
import Testing

@testable import Recording

@Suite("Recording sessions")
struct SessionRecordingTests {
    private static let key = [UInt8](repeating: 7, count: 32)
    private static let files = [
        EvidenceStore.EvidenceFile(name: "report.bin", bytes: [1, 2, 3]),
        EvidenceStore.EvidenceFile(name: "vcek.der", bytes: [4]),
    ]

    private func leaves(_ run: RunDirectory) throws -> [(leaf: Leaf, bytes: [UInt8])] {
        let store = try run.store(forWriting: false)
        return try (0..<store.size).map {
            let bytes = try store.entry($0)
            return (try Leaf(canonical: bytes), bytes)
        }
    }

    @Test("a session that opens ends the one before, and follows its last leaf of whatever type")
    func truncated() throws {
        let scratch = try Scratch()
        let run = try newRun(scratch)
        let writer = try RunWriter(run)
        try writer.openSession()
        try writer.openSession()
        try writer.append(stateAfter: state(1), batch: .zero)
        try writer.openSession()
        try writer.append(stateAfter: state(2), batch: .zero)
        try writer.append(writer.proposeHeartbeat(), evidence: [])
        try writer.rewind(to: 1, reason: .failure)
        try writer.close()
        let again = try RunWriter(run)
        try again.openSession()
        try again.closeSession()
        try again.openSession()
        try again.close()
        let all = try leaves(run)
        var opens: [SessionBinding] = []
        for case (.sessionOpen(let open), _) in all { opens.append(open.binding) }
        #expect(opens.map(\.index) == [0, 1, 2, 3, 4])
        let before = [1, 3, 6, 9].map { SHA256.hash(all[$0].bytes) }
        #expect(opens.map(\.previous) == [.zero] + before)
    }

    @Test("a heartbeat states its number, the last step and the log before it, and nothing else is taken")
    func heartbeats() throws {
        let scratch = try Scratch()
        let run = try newRun(scratch)
        let writer = try RunWriter(run)
        var intake = LeafIntake(writer)
        try writer.openSession()
        try intake.take(line: #"{"type":"session-heartbeat"}"#.utf8)
        try writer.append(stateAfter: state(1), batch: .zero)
        let early = try writer.proposeHeartbeat()
        try writer.append(stateAfter: state(2), batch: .zero)
        #expect(failure { try writer.append(early, evidence: []) }?.code == .sessionHeartbeat)
        try intake.take(line: #"{"type":"session-heartbeat"}"#.utf8)
        let wrong = #"{"type":"session-heartbeat","number":1}"#
        #expect(failure { try intake.take(line: wrong.utf8) }?.code == .sessionHeartbeat)
        try intake.take(line: #"{"type":"session-close"}"#.utf8)
        try writer.close()
        let all = try leaves(run).map(\.leaf)
        guard case .sessionHeartbeat(let first) = all[2], case .sessionHeartbeat(let second) = all[5],
            case .step(let step) = all[4], case .sessionClose(let close) = all[6]
        else { return #expect(Bool(false)) }
        #expect((first.number, first.step, first.checkpointSize) == (1, 0, 2) && first.head == .zero)
        #expect((second.number, second.step, second.checkpointSize) == (2, 2, 5))
        #expect(second.head == step.statementDigest && close.steps == 2)
    }

    @Test("a session with evidence opens, beats and closes with files that stand as their leaves say")
    func evidence() throws {
        let scratch = try Scratch()
        let run = try newRun(scratch)
        let writer = try RunWriter(run)
        let open = try writer.proposeOpen(kind: .tdx, key: Self.key, gpus: 2)
        try writer.append(open, evidence: Self.files)
        try writer.append(stateAfter: state(1), batch: .zero)
        for number in 1...2 {
            try writer.append(writer.proposeHeartbeat(), evidence: [Self.files[number - 1]])
        }
        #expect(try writer.proposeClose().gpuNonces.count == 2)
        try writer.append(writer.proposeClose(), evidence: Self.files)
        try writer.close()
        #expect(
            try Folder.files(below: "\(run.path)/sessions/\(open.session)") == [
                "close/report.bin", "close/vcek.der", "heartbeat-1/report.bin", "heartbeat-2/vcek.der",
                "open/report.bin", "open/vcek.der",
            ]
        )
        guard case .sessionOpen(let leaf) = try leaves(run)[1].leaf else { return #expect(Bool(false)) }
        #expect(
            leaf.evidence == Self.files.map(\.digest) && leaf.kind == .tdx && leaf.session == open.session
        )
        let again = try RunWriter(run)
        #expect(
            failure { _ = try again.proposeOpen(kind: .tdx, key: Self.key) }?.code == .sessionReused
        )
    }

    @Test("evidence that is missing, changed, too much or of no use is refused, and nothing is appended")
    func refused() throws {
        let scratch = try Scratch()
        let run = try newRun(scratch)
        let writer = try RunWriter(run)
        func open(_ kind: SessionKind, witness: Digest = .zero) throws -> SessionProposal {
            try writer.proposeOpen(kind: kind, key: Self.key, witness: witness)
        }
        #expect(failure { try writer.append(open(.sgx), evidence: []) }?.code == .evidenceMissing)
        let witnessed = try open(.sgx, witness: SHA256.hash([9]))
        #expect(failure { try writer.append(witnessed, evidence: Self.files) }?.code == .sessionBinding)
        let unasked = Self.files + [EvidenceStore.EvidenceFile(name: "witness.note", bytes: [9])]
        #expect(failure { try writer.append(open(.sgx), evidence: unasked) }?.code == .sessionBinding)
        #expect(
            failure { try writer.append(open(.software), evidence: Self.files) }?.code == .evidenceUnlisted
        )
        for (key, gpus) in [([1], 0), (Self.key, SessionBinding.mostGPUs + 1), (Self.key, -1)] {
            let bad = failure { _ = try writer.proposeOpen(kind: .sgx, key: key, gpus: gpus) }
            #expect(bad?.code == .leafMalformed)
        }

        let proposal = try open(.sgx)
        let place = run.evidence.path(of: proposal.session, .open)
        try run.evidence.store(Self.files, of: proposal.session, .open)
        let leaf = proposal.leaf(evidence: Self.files.map(\.digest))
        try AtomicFile.write([0], to: "\(place)/report.bin")
        #expect(failure { try writer.append(leaf) }?.code == .evidenceMissing)
        try run.evidence.store(Self.files, of: proposal.session, .open)
        try AtomicFile.write([0], to: "\(place)/zzz")
        #expect(failure { try writer.append(leaf) }?.code == .evidenceUnlisted)
        try AtomicFile.write([UInt8](repeating: 0, count: (1 << 20) + 1), to: "\(place)/zzz")
        #expect(failure { try writer.append(leaf) }?.code == .evidenceFiles)
        #expect(writer.size == 1 && writer.position.session == nil)
        // What an earlier attempt left behind is replaced.
        try writer.append(proposal, evidence: Self.files)
        #expect(failure { try writer.closeSession() }?.code == .evidenceMissing)
        #expect(writer.size == 2)
    }

    @Test("an answer to a request that the log has outgrown is refused")
    func stale() throws {
        let scratch = try Scratch()
        let writer = try RunWriter(newRun(scratch))
        let open = try writer.proposeOpen(kind: .nitro, key: Self.key)
        #expect(try writer.proposal(answering: open.request) == open)
        try writer.append(open, evidence: Self.files)
        let beat = try writer.proposeHeartbeat()
        let close = try writer.proposeClose()
        #expect(try writer.proposal(answering: beat.request) == beat)
        try writer.append(stateAfter: state(1), batch: .zero)
        for request in [beat.request, close.request] {
            #expect(failure { _ = try writer.proposal(answering: request) }?.code == .requestStale)
        }
        #expect(failure { _ = try writer.proposal(answering: open.request) }?.code == .sessionReused)
        #expect(failure { _ = try writer.proposal(answering: [:]) }?.code == .leafMalformed)
    }
}
