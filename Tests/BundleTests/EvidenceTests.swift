import Attestation
import Bytes
import Keys
import Layout
import Leaves
import LogStore
import MerkleLog
import Reports
import SecretKeys
import TestSupport
import Testing
import Trust

@testable import Verification

/// Bundles whose sessions have evidence: what is judged, and that each check alone is what catches its forgery.
@Suite("Evidence in a bundle")
struct EvidenceTests {
    /// Two steps under a session with evidence at its opening, its heartbeat and its close.
    struct Story {
        var open = SyntheticSNP()
        var beat = SyntheticSNP()
        var close = SyntheticSNP()
        /// What is bound in place of the session's bytes.
        var bound: (SessionBound) -> [UInt8] = { $0.bytes }
        /// Files beside those of the evidence, by the event's name.
        var more: [String: [String: [UInt8]]] = [:]

        private func files(_ tee: SyntheticSNP, _ event: SessionBound) throws -> [String: [UInt8]] {
            try tee.files(binding: bound(event)).merging(more["\(event.name)"] ?? [:]) { $1 }
        }

        func run() throws -> TestRun {
            let run = try TestRun()
            try run.openNextSession(kind: .sevSNP) { try files(open, $0) }
            try run.steps(1)
            try run.heartbeat(evidence: { try files(beat, $0) })
            try run.steps(1)
            try run.closeSession(evidence: { try files(close, $0) })
            return run
        }
    }

    static let time = ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")

    static func trust(_ run: TestRun, policy: String? = SyntheticSNP.policy) throws -> Trust {
        let attestation = policy.map { #","attestation":{"sev_snp":\#($0)}"# } ?? ""
        let document =
            #"{"proofs":["attested/1"],"require_mldsa87":false,"rewinds_maximum":4,"sample_minimum":0,"#
            + #""sessions":["sev-snp","tdx"]\#(attestation)}"#
        return try run.trust { try $0.setPolicy(Policy(document: Array(document.utf8))) }
    }

    static func verify(
        _ run: TestRun,
        policy: String? = SyntheticSNP.policy,
        scope: Scope = .all,
        change: (inout VerificationRequest) throws -> Void = { _ in }
    ) async throws -> Report {
        let roots = try SyntheticSNP.roots()
        let stated = (from: try Timestamp(time.0), to: try Timestamp(time.1))
        var failure: (any Error)?
        let report = try await run.verify(
            run.seal(),
            scope: scope,
            change: { request in
                request.roots = roots
                request.evidenceTime = (stated.from, stated.to)
                do { try change(&request) } catch { failure = error }
            },
            trust: trust(run, policy: policy)
        )
        if let failure { throw failure }
        return report
    }

    @Test("that is authentic, bound and good enough is accepted, and the report says on what it rests")
    func accepted() async throws {
        let run = try Story().run()
        for scope in Scope.allCases {
            let report = try await Self.verify(run, scope: scope)
            #expect(report.verdict == .accepted && !report.isSimulated, "\(scope): \(report.findings)")
            let passed = report.findings.filter { $0.check == .attestation && $0.outcome == .pass }
            #expect(passed.count == (scope == .sample ? 1 : 3))
            #expect(report.restsOn.contains { $0.contains("AMD: its root key") })
            #expect(report.limits.contains { $0.contains("interposers") })
        }
    }

    struct Lie: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: String
        let change: @Sendable (inout Story) -> Void

        init(_ name: String, _ code: String, _ change: @escaping @Sendable (inout Story) -> Void) {
            testDescription = name
            self.code = code
            self.change = change
        }
    }

    static let lies = [
        Lie("bound to other bytes", "binding-mismatch") { $0.bound = { $0.bytes.map { ~$0 } } },
        Lie("bound to the opening alone", "binding-mismatch") { story in
            story.bound = { $0.name == .close ? [UInt8](repeating: 7, count: 64) : $0.bytes }
        },
        Lie("another measurement", "measurement-unknown") { story in
            story.open.measurement[0] ^= 1
            story.beat.measurement[0] ^= 1
            story.close.measurement[0] ^= 1
        },
        Lie("debug", "debug-enabled") { story in
            story.open.debug = true
            story.beat.debug = true
            story.close.debug = true
        },
        Lie("another guest at the close", "session-changed") { $0.close.reportID[5] ^= 1 },
        Lie("another chip at the heartbeat", "chip-mismatch") { $0.beat.chip[0] ^= 1 },
        Lie("older firmware at the close", "tcb-mismatch") { $0.close.reportedTCB[6] = 23 },
    ]

    @Test("that lies is caught with its own code, and by nothing else", arguments: lies)
    func caught(_ lie: Lie) async throws {
        var story = Story()
        lie.change(&story)
        let report = try await Self.verify(story.run())
        #expect(report.verdict == .rejected)
        #expect(report.faults.contains(lie.code), "\(report.faults)")
        let allowed: Set = [lie.code, "session-changed", "session-regression", "tcb-too-low"]
        #expect(Set(report.faults).isSubset(of: allowed), "\(report.faults)")
    }

    static let strangers: [(event: String, file: String)] = [
        ("open", "document.cose"), ("open", "gpu-0.report.bin"), ("open", "gpu-0.chain.pem"),
        ("open", "notes.txt"),
        ("heartbeat-1", "quote.bin"), ("heartbeat-1", "witness.note"), ("close", "gpu-7.report.bin"),
        ("close", "collateral.json"),
    ]

    @Test(
        "with a file that nothing judges is rejected, and accepted when just that check is off",
        arguments: strangers
    )
    func unread(_ event: String, _ file: String) async throws {
        let run = try Story(more: [event: [file: Array("who am I".utf8)]]).run()
        let report = try await Self.verify(run)
        #expect(report.verdict == .rejected && report.faults == ["evidence-unread"], "\(report.faults)")
        try await KnockOut.without("evidence-unread") {
            let without = try await Self.verify(run)
            #expect(without.verdict == .accepted, "\(without.faults)")
        }
    }

    @Test("is not accepted without a policy, without a known time, or under a root that nobody knows")
    func notAccepted() async throws {
        let run = try Story().run()
        let bare = try await Self.verify(run, policy: nil)
        #expect(bare.verdict == .incomplete)
        #expect(Set(bare.faults) == ["attestation-not-appraised"], "\(bare.faults)")
        let timeless = try await Self.verify(run) { $0.evidenceTime = (nil, nil) }
        #expect(timeless.verdict == .incomplete)
        #expect(Set(timeless.faults) == ["evidence-time-unknown"], "\(timeless.faults)")
        let late = try await Self.verify(run) {
            $0.evidenceTime = (try Timestamp("2044-06-01T00:00:00Z"), try Timestamp("2045-06-01T00:00:00Z"))
        }
        #expect(Set(late.faults) == ["certificate-window", "crl-window"], "\(late.faults)")
        let foreign = try await Self.verify(run) { $0.roots = .builtIn }
        #expect(Set(foreign.faults) == ["root-unknown"], "\(foreign.faults)")
    }

    @Test("two sessions of one guest are told apart from two guests")
    func oneGuest() async throws {
        for (identity, want) in [(UInt8(0x77), 1), (0x78, 0)] {
            let run = try Story().run()
            var second = SyntheticSNP()
            second.reportID = [UInt8](repeating: identity, count: 32)
            try run.openNextSession(kind: .sevSNP) { try second.files(binding: $0.bytes) }
            try run.steps(1)
            let report = try await Self.verify(run)
            #expect(report.verdict == .accepted, "\(report.findings)")
            #expect(report.findings.count { $0.code == "instance-reused" } == want)
        }
    }

    @Test("a second verdict with newer collateral stands beside the first")
    func knownToday() async throws {
        let run = try Story().run()
        let newer = EvidenceFiles(["crl.der": [0x30, 0x00]])
        let report = try await Self.verify(run) { $0.collateralToday = [.sevSNP: newer] }
        #expect(report.verdict == .accepted, "\(report.findings)")
        #expect(report.findings.count { $0.code == "known-today" && $0.outcome == .warn } == 3)
        let same = try await Self.verify(run) { $0.collateralToday = [.sevSNP: EvidenceFiles([:])] }
        #expect(same.findings.count { $0.subject.hasSuffix("known today") && $0.outcome == .pass } == 3)
    }
}

/// Time bounds from witnesses instead of the inspector's word.
@Suite("Witnessed time of evidence")
struct WitnessedTimeTests {
    let witness: SecretKey

    init() throws { witness = try SecretKey.generate(name: "W. Itness", withMLDSA: false) }

    func note(_ run: TestRun, at time: String) throws -> SignedNote {
        let checkpoint = try Checkpoint(
            origin: run.document.leaf.origin,
            size: run.store.size,
            root: run.store.root
        )
        let time = try Timestamp(time)
        let line = Cosignature.line(
            name: "witness",
            ed25519: witness.publicKey.primary.raw,
            at: time,
            signature: witness.signRaw(Cosignature.signedBytes(text: checkpoint.text, at: time))
        )
        return try SignedNote(text: checkpoint.text, signatures: [line])
    }

    @Test("bounds it from both sides, and a note that nobody trusted signed bounds nothing")
    func bounds() async throws {
        let run = try TestRun()
        let before = try note(run, at: "2026-03-01T00:00:00Z")
        let tee = SyntheticSNP()
        try run.openNextSession(kind: .sevSNP, witness: before.bytes) { try tee.files(binding: $0.bytes) }
        try run.steps(2)
        let after = try note(run, at: "2026-03-08T00:00:00Z")
        var trust = try EvidenceTests.trust(run)
        func report(_ trust: Trust, _ notes: [SignedNote]) async throws -> Report {
            let roots = try SyntheticSNP.roots()
            return try await run.verify(
                run.seal(),
                change: {
                    $0.roots = roots
                    $0.witnessNotes = notes
                },
                trust: trust
            )
        }
        #expect(Set(try await report(trust, []).faults) == ["evidence-time-unknown"])
        #expect(try await report(trust, [after]).faults == ["witness-unknown"])
        try trust.add(person: "W. Itness", key: witness.publicKey, roles: [.witness])
        let good = try await report(trust, [after])
        #expect(good.verdict == .accepted, "\(good.findings)")
        #expect(
            good.findings.contains {
                $0.detail.contains("2026-03-01T00:00:00Z to 2026-03-08T00:00:00Z, as witnesses say")
            }
        )
        #expect(Set(try await report(trust, []).faults) == ["evidence-time-unknown"])
        #expect(try await report(trust, [before]).faults == ["witness-mismatch"])
    }
}

/// Real evidence, whose report_data others chose.
@Suite(
    "Real evidence in a bundle",
    .enabled(if: Vectors.has("attestation/tdx"), Comment(rawValue: Vectors.missing))
)
struct RealEvidenceTests {
    static let snpPolicy =
        #"{"measurements":["MEASUREMENT"],"debug":false,"migration":false,"smt":true,"tcb":{"milan":{}},"vmpl_maximum":3,"crl_required":true}"#

    @Test("of one GPU that answers for two is found out", arguments: [1, 2])
    func gpus(_ count: Int) async throws {
        let path = Vectors.path("attestation/nvidia/hopper_evidence.json")
        let gpu = try NVIDIAEvidence.files(
            inSDKDocument: File.contents(of: path, limit: 1 << 20),
            name: "hopper"
        )
        let run = try TestRun()
        run.signer = run.sessionKey
        try run.openSession(
            kind: .sevSNP,
            gpus: count,
            evidence: { bound in
                var files = try SyntheticSNP().files(binding: bound.bytes)
                for number in 0..<count {
                    files["gpu-\(number).report.bin"] = gpu["gpu-0.report.bin"]
                    files["gpu-\(number).chain.pem"] = gpu["gpu-0.chain.pem"]
                }
                return files
            }
        )
        try run.steps(1)
        let report = try await EvidenceTests.verify(run)
        // The sample's nonce is somebody else's, so its binding fails in any case.
        #expect(report.faults.count { $0 == "gpu-repeated" } == count - 1, "\(report.findings)")
        #expect(report.faults.count { $0 == "binding-mismatch" } == count)
    }

    @Test("fails by its binding, and by that alone")
    func bindingAlone() async throws {
        func vector(_ name: String) throws -> [UInt8] {
            try File.contents(of: Vectors.path("attestation/\(name)"), limit: 1 << 20)
        }
        let run = try TestRun()
        try run.openNextSession(
            kind: .tdx,
            evidence: { _ in
                [
                    "quote.bin": try vector("tdx/v4-uptodate.quote.bin"),
                    "collateral.json": try vector("tdx/v4-uptodate.collateral.json"),
                ]
            }
        )
        try run.steps(3)
        let quote = try vector("tdx/v4-uptodate.quote.bin")
        let mrtd = Hex.encode(quote[184..<232])
        let document =
            #"{"proofs":["attested/1"],"require_mldsa87":false,"rewinds_maximum":4,"sample_minimum":0,"#
            + #""sessions":["tdx"],"attestation":{"tdx":{"measurements":[{"mrtd":"\#(mrtd)"}],"debug":false,"#
            + #""statuses":["UpToDate"]}}}"#
        let trust = try run.trust { try $0.setPolicy(Policy(document: Array(document.utf8))) }
        let time = try Timestamp("2025-06-25T00:00:00Z")
        let report = try await run.verify(
            run.seal(),
            change: { $0.evidenceTime = (time, time) },
            trust: trust
        )
        #expect(report.verdict == .rejected && report.faults == ["binding-mismatch"], "\(report.findings)")
    }
}
