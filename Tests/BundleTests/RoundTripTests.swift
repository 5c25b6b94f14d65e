import Bytes
import LogStore
import Reports
import Sealing
import SecretKeys
import Testing
import Verification

@Suite("Seal and verify")
struct RoundTripTests {
    @Test("an honest run is accepted in every scope, with and without blobs")
    func honest() async throws {
        let run = try TestRun()
        try run.openSession()
        // The blobs are of a kind that nobody can judge, so they are carried but not looked at.
        try run.steps(40)
        try run.closeSession()
        let path = try await run.seal()
        for scope in Scope.allCases {
            let report = try await run.verify(path, scope: scope)
            #expect(report.verdict == .accepted, "\(report.findings)")
            #expect(report.stepsChecked == 40 && report.stepsValid == 40)
            #expect(report.isSimulated)
        }
    }

    @Test(
        "segments of a run of several bundles continue each other",
        arguments: [[300, 700], [256, 512], [1, 2]]
    )
    func segments(_ cuts: [Int]) async throws {
        let run = try TestRun()
        try run.openSession()
        try run.steps(500) { $0 % 50 == 0 ? Array("proof \($0)".utf8) : nil }
        try run.rewind(to: 120)
        try run.steps(200)
        try run.closeSession()
        try run.openSession(key: try .generate(name: "second", withMLDSA: false))
        try run.closeSession()
        var from = 0
        for (number, to) in (cuts + [run.store.size]).enumerated() {
            let path = try await run.seal(from: from, to: to, as: "week\(number)")
            for scope in Scope.allCases {
                let report = try await run.verify(path, scope: scope) {
                    $0.sample = .drawn(count: 30, seed: "1")
                }
                let bad = report.faults.filter { $0 != "proof-kind-unknown" && $0 != "steps-failed" }
                #expect(bad == [], "\(from)..<\(to): \(report.findings)")
            }
            from = to
        }
    }

    @Test("the file does not depend on the number of threads, and sealing again gives the same bytes")
    func reproducible() async throws {
        let run = try TestRun()
        try run.openSession()
        try run.steps(300) { $0 % 7 == 0 ? [UInt8](repeating: UInt8($0 % 251), count: 5_000) : nil }
        try run.closeSession()
        var files: [[UInt8]] = []
        for width in [1, 2, 5] {
            let path = try await run.seal(width: width)
            files.append(try File.contents(of: path, limit: 1 << 30))
        }
        #expect(files[0] == files[1] && files[1] == files[2])
    }
}
