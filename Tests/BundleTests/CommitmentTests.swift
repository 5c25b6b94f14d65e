import Audit
import Bytes
import Layout
import Leaves
import LogStore
import Reports
import Sealing
import SecretKeys
import TestSupport
import Testing
import Trust
import Verification

/// The leaf by which a producer commits to his part of a two-way audit.
@Suite("The commitment leaf")
struct CommitmentTests {
    private static let secret = TestRun.digest("32 secret bytes")
    private static let digest = SHA256.hash(secret.bytes)

    /// Steps over two entry bundles, and commitments at these leaves.
    private static func makeRun(_ leaves: [Int]) throws -> TestRun {
        let run = try TestRun()
        try run.openSession()
        for index in leaves {
            try run.steps(index - run.store.size)
            try run.append(
                .event(EventLeaf(digest: digest, kind: .commitment, run: run.document.leaf.run))
            )
        }
        try run.steps(400 - run.store.size)
        return run
    }

    @Test("is named by the manifest and read with its inclusion checked", arguments: [2, 255, 256, 399])
    func named(_ leaf: Int) async throws {
        let run = try Self.makeRun([leaf])
        let path = try await run.seal()
        let commitment = try #require(try BundleContents(path: path).commitment())
        #expect(commitment.leaf == leaf && commitment.digest == Self.digest)
        for scope in Scope.allCases {
            let report = try await run.verify(path, scope: scope) { $0.sample = .drawn(count: 3, seed: "1") }
            #expect(report.verdict == .accepted, "\(report.findings)")
        }
        #expect(try SecondOpinionTests.opinion(run, path).status == 0)
    }

    @Test("belongs to its segment: one each is fine, in a segment without one the manifest names none")
    func segments() async throws {
        let run = try Self.makeRun([100, 300])
        let error = await #expect(throws: SealingError.self) { try await run.seal() }
        #expect(error?.code == .commitment && error?.detail.contains("--to 300") == true)
        for (from, to, leaf) in [(0, 300, 100), (300, 400, 300), (101, 300, nil), (101, 400, 300)] {
            let path = try await run.seal(from: from, to: to, as: "from\(from)to\(to)")
            let contents = try BundleContents(path: path)
            #expect(contents.manifest.commitment == leaf)
            #expect(try contents.commitment()?.leaf == leaf)
            #expect(try await run.verify(path).verdict == .accepted)
        }
    }

    @Test(
        "that is not the one that the manifest names, or not named at all, is a lie",
        arguments: [([100], 99), ([100], 101), ([100], nil), ([], 99)] as [([Int], Int?)]
    )
    func lies(_ leaves: [Int], _ named: Int?) async throws {
        let run = try Self.makeRun(leaves)
        let path = try await run.seal(verifies: false, forge: { $0.commitment = named })
        for scope in [Scope.log, .all] {
            #expect(try await run.verify(path, scope: scope).faults == ["commitment-mismatch"])
        }
        // Where nothing is named, a sample has nothing to look at.
        let sampled = try await run.verify(path, scope: .sample)
        #expect(sampled.faults == (named == nil ? [] : ["commitment-mismatch"]))
        let other = try SecondOpinionTests.opinion(run, path)
        #expect(other.status == 1 && other.output.contains("commitment-mismatch"), "\(other)")
    }

    /// A ceremony with the producer's part, or with another one than the leaf commits to.
    private static func ceremony(_ run: TestRun, _ audit: TestAudit, on path: String, secret: Digest) throws
        -> Ceremony
    {
        let contents = try BundleContents(path: path)
        let plan = try audit.ceremony(on: path) { $0.commitment = try contents.commitment()?.leaf }.planned
        var ceremony = try Ceremony(planning: plan)
        func sign(_ part: Ceremony.Part, _ keys: [SecretKey]) throws {
            for key in keys { try ceremony.add(key.sign(ceremony.signedBytes(of: part) ?? []), to: part) }
        }
        try sign(.plan, [audit.inspector] + audit.witnesses)
        try ceremony.add(AuditReveal(plan: plan.digest, secret: secret))
        try sign(.reveal, [run.exporter])
        try ceremony.add(
            AuditDraw(
                drawnAt: TestRun.sealedAt,
                outcome: .dice("31415926535897932384"),
                plan: plan.digest,
                secret: secret
            )
        )
        try sign(.draw, [audit.inspector] + audit.witnesses)
        return ceremony
    }

    @Test("holds the producer to the secret that he reveals", arguments: Scope.allCases)
    func reveal(_ scope: Scope) async throws {
        let (run, audit) = (try Self.makeRun([300]), try TestAudit())
        let path = try await run.seal()
        for (secret, faults) in [(Self.secret, []), (.zero, ["reveal-mismatch", "sample-not-drawn"])] {
            let ceremony = try Self.ceremony(run, audit, on: path, secret: secret)
            let report = try await run.verify(
                path,
                scope: scope,
                change: { $0.sample = .ceremony(ceremony) },
                trust: audit.trust(run)
            )
            #expect(Set(report.faults) == Set(faults), "\(report.faults)")
        }
    }

    /// Our sealer does not make such a bundle, so another hand does.
    @Test("stands once: a second one in the segment is a lie too", arguments: [1, 2])
    func twice(_ count: Int) async throws {
        let folder = try ScratchFolder()
        let script = """
            import sys
            sys.path.insert(0, sys.argv[1])
            import make
            make.FOLDER = sys.argv[2]
            log, sizes = make.make_log()
            for _ in range(int(sys.argv[3])):
                log.append({"type": "event", "digest": make.label("x"), "kind": "commitment", "run": make.RUN})
            make.seal(log, sizes[3], len(log.leaves), 4, "2026-01-25T12:00:00Z", "0" * 64)
            """
        let vectors = Folder.parent(of: Golden.trust)
        let made = try Python.run(["-B", "-c", script, vectors, folder.path, "\(count)"])
        #expect(made.status == 0, "\(made)")
        let trust = try File.contents(of: Golden.trust, limit: 1 << 20)
        var request = VerificationRequest(
            path: "\(folder.path)/golden-4.bulla.tar.xz",
            trust: try Trust(file: trust),
            trustDigest: SHA256.hash(trust),
            at: try Timestamp(Golden.time)
        )
        for scope in [Scope.log, .all] {
            request.scope = scope
            let report = await Verifier.verify(request).report
            #expect(report.faults == (count == 1 ? [] : ["commitment-mismatch"]), "\(report.findings)")
        }
    }
}
