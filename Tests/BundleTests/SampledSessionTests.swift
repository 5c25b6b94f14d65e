import Bytes
import Leaves
import LogStore
import Reports
import SecretKeys
import Testing
import Trust
import Verification

/// Scope `sample` holds policy against the sessions that drawn steps name, whatever session is open at the end.
@Suite("Sessions of sampled steps")
struct SampledSessionTests {
    /// A software session that was closed, a TEE's after it, and in the segment steps that name the first one.
    private static func forged() async throws -> (TestRun, String) {
        let run = try TestRun()
        try run.openSession()
        let software = run.session?.session
        try run.steps(2)
        try run.closeSession()
        try run.openNextSession(kind: .sevSNP, files: ["report.bin": "report"])
        try run.steps(1)
        let from = run.store.size
        run.signer = run.sessionKey
        try run.steps(6) { _ in
            nil
        } change: {
            $0.session = software
        }
        return (run, try await run.seal(from: from, verifies: false))
    }

    private static func verify(
        _ run: TestRun,
        _ path: String,
        accepting kinds: [SessionKind] = [.sevSNP],
        targets: [Int] = []
    ) async throws -> Report {
        try await run.verify(
            path,
            scope: .sample,
            change: {
                $0.sample = .drawn(count: targets.isEmpty ? 6 : 1, seed: "1")
                $0.targets = targets
                $0.appraises = false
            },
            trust: run.trust(accepting: kinds)
        )
    }

    @Test("that are not live fail their steps, and one that policy does not accept rejects the bundle")
    func ended() async throws {
        let (run, path) = try await Self.forged()
        let report = try await Self.verify(run, path)
        #expect(report.verdict == .rejected && report.stepsValid == 0)
        #expect(
            Set(report.faults) == ["sample-rate", "session-not-open", "steps-failed"],
            "\(report.faults)"
        )
        // Knock-out: with both checks off the very bundle is accepted; each alone rejects it.
        let open = try await KnockOut.without("session-not-open") { try await Self.verify(run, path) }
        #expect(open.faults == ["session-not-accepted"] && open.isSimulated)
        let both = try await KnockOut.without("session-not-open", "session-not-accepted") {
            try await Self.verify(run, path)
        }
        #expect(both.verdict == .accepted && !both.isSimulated, "\(both.faults)")
    }

    @Test("count for steps that were picked by hand, too, and make the report say SIMULATED")
    func targeted() async throws {
        let (run, path) = try await Self.forged()
        let all = Array(1...6)
        let lax = try await KnockOut.without("session-not-open") {
            try await Self.verify(run, path, accepting: [.software, .sevSNP], targets: all)
        }
        #expect(lax.verdict == .accepted && lax.isSimulated, "\(lax.faults)")
        let strict = try await Self.verify(run, path, accepting: [.software, .sevSNP], targets: all)
        #expect(strict.verdict == .rejected && strict.faults.contains("session-not-open"))
    }

    @Test("are told from those that a step can honestly name")
    func honest() async throws {
        let run = try TestRun()
        try run.openSession()
        try run.steps(3)
        let from = run.store.size
        try run.steps(3)
        try run.closeSession()
        try run.openNextSession()
        try run.steps(3)
        let path = try await run.seal(from: from)
        let report = try await Self.verify(run, path, accepting: [.software])
        #expect(report.verdict == .accepted && report.isSimulated, "\(report.faults)")
        #expect(report.sessions.count == 2)
    }
}
