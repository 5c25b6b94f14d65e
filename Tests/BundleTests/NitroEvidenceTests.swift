import Attestation
import Bytes
import Keys
import Leaves
import Reports
import SecretKeys
import TestSupport
import Testing
import Trust

@testable import Verification

/// Nitro sessions in bundles: what must stay from open to close, and when the documents were signed.
@Suite("Nitro evidence in a bundle")
struct NitroEvidenceTests {
    /// Two steps under a session with a document at its opening, its heartbeat and its close.
    struct Story {
        var open = SyntheticNitro()
        var beat = SyntheticNitro()
        var close = SyntheticNitro()

        func run() throws -> TestRun {
            let run = try TestRun()
            try run.openNextSession(kind: .nitro, evidence: open.files)
            try run.steps(1)
            try run.heartbeat(evidence: beat.files)
            try run.steps(1)
            try run.closeSession(evidence: close.files)
            return run
        }
    }

    static func trust(_ run: TestRun) throws -> Trust {
        let document =
            #"{"proofs":["attested/1"],"require_mldsa87":false,"rewinds_maximum":4,"sample_minimum":0,"#
            + #""sessions":["nitro"],"attestation":{"nitro":\#(SyntheticNitro.policy)}}"#
        return try run.trust { try $0.setPolicy(Policy(document: Array(document.utf8))) }
    }

    static func verify(
        _ run: TestRun,
        trust: Trust? = nil,
        stated: (from: String?, to: String?) = ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
        notes: [SignedNote] = []
    ) async throws -> Report {
        let roots = try SyntheticNitro.roots()
        let times = try (stated.from.map { try Timestamp($0) }, stated.to.map { try Timestamp($0) })
        return try await run.verify(
            run.seal(),
            change: {
                $0.roots = roots
                $0.evidenceTime = times
                $0.witnessNotes = notes
            },
            trust: trust ?? Self.trust(run)
        )
    }

    @Test("that stays as it is from open to close is accepted")
    func accepted() async throws {
        let report = try await Self.verify(Story().run())
        #expect(report.verdict == .accepted, "\(report.findings)")
    }

    struct Change: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let edit: @Sendable (inout Story) -> Void

        init(_ description: String, _ edit: @escaping @Sendable (inout Story) -> Void) {
            testDescription = description
            self.edit = edit
        }
    }

    static let changes = [
        Change("a register that is gone at the heartbeat") { $0.beat.pcrs[2] = nil },
        Change("a register that is gone at the close, behind all others") { $0.close.pcrs[8] = nil },
        Change("a register of zeros that is gone") { $0.close.pcrs[3] = nil },
        Change("a register that comes") { $0.beat.pcrs[4] = 0x14 },
        Change("a register that comes behind all others") { $0.beat.pcrs[16] = 0x16 },
        Change("a register that becomes another") { $0.close.pcrs[8] = 0x19 },
        Change("a register of zeros that becomes another") { $0.beat.pcrs[3] = 0x13 },
        Change("another in one's place") { story in
            story.beat.pcrs[8] = nil
            story.beat.pcrs[9] = 0x18
        },
        Change("all but the one that policy names are gone") { $0.close.pcrs = [0: 0x10] },
        Change("another module") { $0.beat.module = "i-0-enc1" },
    ]

    @Test("that changes is rejected, and accepted when just that check is off", arguments: changes)
    func changed(_ change: Change) async throws {
        var story = Story()
        change.edit(&story)
        let run = try story.run()
        let report = try await Self.verify(run)
        #expect(report.verdict == .rejected && Set(report.faults) == ["session-changed"], "\(report.faults)")
        try await KnockOut.without("session-changed") {
            let without = try await Self.verify(run)
            #expect(without.verdict == .accepted, "\(without.faults)")
        }
    }

    /// A session between two notes of a witness, signed an hour after both.
    private func witnessed() throws -> (run: TestRun, trust: Trust, after: SignedNote, instant: String) {
        let witnessed = try WitnessedTimeTests()
        let instant = "2026-01-14T23:00:00Z"
        let run = try TestRun()
        let before = try witnessed.note(run, at: instant)
        let tee = SyntheticNitro()
        try run.openNextSession(kind: .nitro, witness: before.bytes, evidence: tee.files)
        try run.steps(2)
        let after = try witnessed.note(run, at: instant)
        var trust = try Self.trust(run)
        try trust.add(person: "W. Itness", key: witnessed.witness.publicKey, roles: [.witness])
        return (run, trust, after, instant)
    }

    @Test("whose witnesses' bounds come to one second has to be signed in that second")
    func witnessedInstant() async throws {
        let (run, trust, after, instant) = try witnessed()
        for (stated, notes) in [((nil, nil), [after]), ((nil, instant), [])]
            as [((String?, String?), [SignedNote])]
        {
            let report = try await Self.verify(run, trust: trust, stated: stated, notes: notes)
            #expect(report.verdict == .rejected && report.faults == ["timestamp-outside"], "\(report.faults)")
            try await KnockOut.without("timestamp-outside") {
                let without = try await Self.verify(run, trust: trust, stated: stated, notes: notes)
                #expect(without.verdict == .accepted, "\(without.faults)")
            }
        }
    }

    @Test("as of an instant that the inspector states is warned of where it was signed at another")
    func statedInstant() async throws {
        let instant = "2026-01-14T23:00:00Z"
        let report = try await Self.verify(Story().run(), stated: (instant, instant))
        #expect(report.verdict == .accepted, "\(report.faults)")
        let warned = report.findings.filter { $0.code == "timestamp-outside" }
        #expect(warned.count == 3 && warned.allSatisfy { $0.outcome == .warn })
    }
}
