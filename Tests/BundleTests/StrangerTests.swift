import Bytes
import Keys
import Reports
import SecretKeys
import Testing
import Trust
import Verification

/// Of a bundle that nobody trusted has signed, nothing beyond its head is read.
@Suite("A stranger's bundle")
struct StrangerTests {
    /// A bundle by somebody unknown, with an Index that does not fit: reading on would show that.
    private static func bundle() async throws -> (TestRun, String, SecretKey) {
        let run = try TestRun()
        try run.openSession()
        try run.steps(9)
        let stranger = try SecretKey.generate(name: "stranger", withMLDSA: false)
        let path = try await run.seal(keys: [stranger])
        var bytes = try File.contents(of: path, limit: 1 << 24)
        bytes[bytes.count - 24] ^= 1
        try AtomicFile.write(bytes, to: path)
        return (run, path, stranger)
    }

    private static let beyond: Set<Check> = Set(Check.allCases).subtracting([
        .trust, .container, .head, .manifest, .signatures, .custody,
    ])

    @Test("ends at its signatures: the rest is not reached", arguments: Scope.allCases)
    func stops(scope: Scope) async throws {
        let (run, path, stranger) = try await Self.bundle()
        func verify(_ trust: Trust? = nil, isForensic: Bool = false) async throws -> Report {
            try await run.verify(
                path,
                scope: scope,
                change: {
                    $0.sample = .drawn(count: 3, seed: "1")
                    $0.isForensic = isForensic
                },
                trust: trust
            )
        }
        let report = try await verify()
        #expect(report.faults == ["signature-unknown-key", "threshold-not-met"])
        #expect(report.verdict == .rejected && report.stepsChecked == 0)
        for check in Self.beyond {
            let outcomes = report.findings.filter { $0.check == check }.map(\.outcome)
            #expect(outcomes == [.notChecked], "\(check)")
        }
        // Whoever trusts the signer, or wants to see more, gets to the Index; forensics never accept.
        var trusting = Trust(policy: try run.trust().policy)
        try trusting.add(person: "Stranger", key: stranger.publicKey, roles: [.exporter])
        #expect(try await verify(trusting).faults == ["xz-index"])
        let forensic = try await verify(isForensic: true)
        #expect(forensic.faults.contains("xz-index") && forensic.faults.contains("threshold-not-met"))
        #expect(forensic.verdict == .rejected)
    }

    @Test("that is whole is read to its end for forensics, and never accepted")
    func forensic() async throws {
        let run = try TestRun()
        try run.openSession()
        try run.steps(9)
        let stranger = try SecretKey.generate(name: "stranger", withMLDSA: false)
        let path = try await run.seal(keys: [stranger])
        let report = try await run.verify(path, change: { $0.isForensic = true })
        #expect(report.faults == ["signature-unknown-key", "threshold-not-met"])
        #expect(report.stepsValid == 9 && report.verdict == .rejected)
    }

    @Test("is not estimated, and not opened for whoever keeps count")
    func closed() async throws {
        let (run, path, _) = try await Self.bundle()
        let request = try run.request(path)
        await #expect(throws: UnreadableBundle.self) {
            try await Estimator.estimate(request, now: { 0 })
        }
        struct Stop: Error {}
        #expect(throws: Stop.self) { try BundleContents(path: path) { _ in throw Stop() } }
        #expect(throws: UnreadableBundle.self) { try BundleContents(path: path) }
    }
}
