import Bytes
import Layout
import Leaves
import LogStore
import Reports
import SecretKeys
import Testing
import Trust
import Verification

/// A dishonest or careless producer who signs whatever he likes: each lie has a code of its own, and no
/// other check objects to it.
@Suite("A log that lies")
struct LogForgeryTests {
    /// What the producer does, and what the verifier must call it.
    struct Lie: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: String
        let tell: @Sendable (TestRun) throws -> Void

        init(_ name: String, _ code: String, _ tell: @escaping @Sendable (TestRun) throws -> Void) {
            testDescription = name
            self.code = code
            self.tell = tell
        }
    }

    static let lies: [Lie] = [
        Lie("restarts from an earlier state without saying so", "step-not-contiguous") {
            try $0.steps(5)
            try $0.rewind(to: 3, announced: false)
            try $0.steps(2)
        },
        Lie("leaves a step out", "step-not-contiguous") {
            try $0.steps(2)
            $0.step += 1
            try $0.steps(1)
        },
        Lie("starts a step from another state", "step-state") {
            try $0.steps(2) { _ in
                nil
            } change: {
                if $0.step == 2 { $0.stateBefore = .zero }
            }
        },
        Lie("does not name the statement before", "step-previous") {
            try $0.steps(2) { _ in
                nil
            } change: {
                if $0.step == 2 { $0.previous = .zero }
            }
        },
        Lie("logs a step of another run", "step-run") {
            try $0.steps(2) { _ in
                nil
            } change: {
                if $0.step == 2 { $0.run = .zero }
            }
        },
        Lie("goes back to a state that never was", "rewind-invalid") {
            try $0.steps(5)
            try $0.append(.rewind(RewindLeaf(reason: .data, run: $0.document.leaf.run, state: .zero, to: 2)))
        },
        Lie("goes back to a step that is still to come", "rewind-invalid") {
            try $0.steps(2)
            try $0.append(
                .rewind(RewindLeaf(reason: .data, run: $0.document.leaf.run, state: $0.state, to: 7))
            )
        },
        Lie("goes back more often than policy allows", "rewinds-exceeded") {
            try $0.steps(3)
            for _ in 0..<5 { try $0.rewind(to: 2) }
        },
        Lie("has a second run leaf", "run-leaf-misplaced") { try $0.append(.run($0.document.leaf)) },
        Lie("takes a step outside any session", "session-not-open") {
            try $0.closeSession()
            try $0.steps(1) { _ in
                nil
            } change: {
                $0.session = .zero
            }
        },
        Lie("uses a session key twice", "session-reused") {
            try $0.steps(1)
            try $0.closeSession()
            try $0.openSession()
        },
        Lie("closes a session with another count", "session-close") {
            try $0.steps(2)
            $0.sessionSteps += 1
            try $0.closeSession()
        },
        Lie("binds a session to another close", "session-binding") {
            try $0.steps(1)
            try $0.closeSession()
            $0.lastSessionLeaf = TestRun.digest("another")
            try $0.openNextSession()
        },
        Lie("skips a session's index", "carried-invalid") {
            try $0.steps(1)
            try $0.closeSession()
            $0.sessionIndex += 1
            try $0.openNextSession()
        },
        Lie("logs an event of another run", "step-run") {
            try $0.append(.event(EventLeaf(digest: .zero, kind: .audit, run: .zero)))
        },
    ]

    @Test("is rejected, and for this reason alone", arguments: lies + SessionLies.all)
    func rejected(_ lie: Lie) async throws {
        let run = try TestRun()
        try run.openSession()
        try lie.tell(run)
        let path = try await run.seal(verifies: false)
        for scope in [Scope.log, .all] {
            let report = try await run.verify(path, scope: scope)
            #expect(report.verdict == .rejected)
            #expect(report.faults == [lie.code], "\(report.findings)")
        }
    }

    @Test("a sealer refuses to seal what a verifier would reject")
    func sealerRefuses() async throws {
        let run = try TestRun()
        try run.openSession()
        try run.steps(3)
        try run.rewind(to: 1, announced: false)
        try run.steps(1)
        await #expect(throws: (any Error).self) { try await run.seal() }
        #expect(!Folder.hasEntry("\(run.folder)/bundle.bulla.tar.xz"))
    }

    @Test("a step signed by another key than the session's is a bad step; the step's leaf is fine")
    func wrongSigner() async throws {
        let run = try TestRun()
        try run.openSession(key: .generate(name: "other", withMLDSA: false))
        try run.steps(3)
        let path = try await run.seal()
        let report = try await run.verify(path)
        #expect(report.verdict == .rejected)
        #expect(Set(report.faults) == ["signature-wrong", "steps-failed"])
        #expect(report.stepsValid == 0 && report.stepsChecked == 3)
    }

    @Test("a step without the proof that policy demands is found in every scope")
    func missingProof() async throws {
        let run = try TestRun()
        try run.openSession()
        try run.steps(3)
        let path = try await run.seal()
        let demanding = try run.trust {
            $0.setPolicy(
                try Policy(
                    acceptingSessions: ["software"],
                    proofs: ["attested/1", "replay/1"],
                    sampleMinimum: 0,
                    rewindsMaximum: 0,
                    requireMLDSA87: false
                )
            )
        }
        for scope in Scope.allCases {
            let report = try await run.verify(path, scope: scope, trust: demanding)
            #expect(report.verdict == .rejected)
            #expect(report.faults.contains("proof-missing"))
        }
    }

    @Test("announced restarts verify, within a segment and back into the one before")
    func rewinds() async throws {
        let run = try TestRun()
        try run.openSession()
        try run.steps(20)
        try run.rewind(to: 12)
        try run.steps(3)
        try run.rewind(to: 15)
        let cut = run.store.size
        try run.rewind(to: 4)
        try run.steps(30)
        try run.rewind(to: 0)
        try run.steps(2)
        try run.closeSession()
        for (from, to) in [(0, run.store.size), (0, cut), (cut, run.store.size), (10, run.store.size)] {
            let path = try await run.seal(from: from, to: to, as: "from\(from)to\(to)")
            let report = try await run.verify(path)
            #expect(report.verdict == .accepted, "\(from)..<\(to): \(report.findings)")
        }
    }
}
