import Bytes
import Keys
import MerkleLog
import Reports
import Synchronization
import Testing
import Verification

/// Time that is over after so many questions, and counts those that come later.
private final class Patience: Sendable {
    private let asked = Atomic<Int>(0)
    let limit: Int

    init(_ limit: Int) {
        self.limit = limit
    }

    var late: Int { max(0, asked.load(ordering: .relaxed) - limit) }

    func isOver() -> Bool { asked.wrappingAdd(1, ordering: .relaxed).newValue > limit }
}

@Suite("Deadlines")
struct DeadlineTests {
    private func recorded() throws -> TestRun {
        let run = try TestRun()
        try run.openSession()
        try run.steps(300, blob: { $0.isMultiple(of: 20) ? [UInt8](repeating: 7, count: 40_000) : nil })
        return run
    }

    private func verify(
        _ run: TestRun,
        _ path: String,
        _ scope: Scope,
        _ patience: Patience,
        change: (inout VerificationRequest) -> Void = { _ in }
    ) async throws -> Report {
        try await run.verify(path, scope: scope) {
            $0.previous = .first
            $0.isOver = { patience.isOver() }
            if scope == .sample { $0.sample = .drawn(count: 40, seed: "12345678901234567890") }
            change(&$0)
        }
    }

    @Test("whenever time is over, the verdict is incomplete, and soon", arguments: Scope.allCases)
    func stops(_ scope: Scope) async throws {
        let run = try recorded()
        let path = try await run.seal(as: "deadline-\(scope.rawValue)")
        var (limit, stopped) = (0, 0)
        while true {
            let patience = Patience(limit)
            let report = try await verify(run, path, scope, patience)
            guard report.isStopped else {
                #expect(report.verdict == .accepted && patience.late == 0, "\(report.findings)")
                break
            }
            stopped += 1
            #expect(report.verdict == .incomplete, "\(report.findings)")
            #expect(Set(report.faults) == ["deadline-reached"])
            let findings = report.findings.filter { $0.code == "deadline-reached" }
            #expect(findings.allSatisfy { $0.outcome == .unfinished && $0.detail.contains("in phase ") })
            #expect(Set(report.findings.map(\.check)) == Set(Check.allCases))
            // What is asked after the answer: units in flight, and the checks that follow.
            #expect(patience.late <= 20, "\(limit): \(patience.late)")
            limit += limit / 3 + 1
        }
        #expect(stopped > 8)
    }

    @Test("what was wrong before stays wrong")
    func rejected() async throws {
        let run = try recorded()
        let path = try await run.seal(as: "deadline-rejected")
        let other = VerificationRequest.Previous.kept(
            try Checkpoint(origin: "bulla.test/another", size: 0, root: TestRun.digest("root"))
        )
        let patience = Patience(30)
        let report = try await verify(run, path, .all, patience) { $0.previous = other }
        #expect(report.isStopped && report.verdict == .rejected, "\(report.findings)")
        #expect(report.faults.contains("segment-other-log"))
        let unlimited = try await verify(run, path, .all, Patience(.max)) { $0.previous = other }
        #expect(!unlimited.isStopped && unlimited.faults == ["segment-other-log"])
    }

    @Test("steps that were looked at before are reported, and how many there were to be")
    func reach() async throws {
        // More entry bundles than are read side by side, so that some are done before others begin.
        let run = try TestRun()
        try run.openSession()
        try run.steps(4_000)
        let path = try await run.seal(as: "deadline-reach")
        var counts: Set<Int> = []
        for limit in stride(from: 12, to: 240, by: 6) where counts.count < 4 {
            let report = try await verify(run, path, .sample, Patience(limit)) { $0.width = 1 }
            guard
                let finding = report.findings.first(where: {
                    $0.check == .proofs && $0.outcome == .unfinished
                })
            else { continue }
            counts.insert(report.stepsChecked)
            #expect(report.stepsChecked == report.steps.count && report.stepsChecked == report.stepsValid)
            let isBegun = report.stepsChecked > 0
            #expect(
                finding.detail.hasSuffix(
                    isBegun ? ": \(report.stepsChecked) of 40 steps were done" : "proofs"
                )
            )
        }
        #expect(counts.count > 1)
    }
}
