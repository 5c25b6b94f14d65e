import Bytes
import Glibc
import Keys
import Layout
import Leaves
import LogStore
import MerkleLog
import Reports
import Sealing
import SecretKeys
import Synchronization
import Testing
import Trust
import Verification

@Suite("Who signed, and what came before")
struct TrustAndContinuityTests {
    static func makeRun() throws -> TestRun {
        let run = try TestRun()
        try run.openSession()
        try run.steps(20)
        return run
    }

    @Test("two signatures of one person are not two people")
    func onePersonTwice() async throws {
        let run = try Self.makeRun()
        let second = try SecretKey.generate(name: "A. Exporter", withMLDSA: false)
        let path = try await run.seal(keys: [run.exporter, second])
        var trust = try run.trust {
            try $0.add(person: "A. Exporter", key: second.publicKey, roles: [.exporter])
        }
        #expect(try await run.verify(path, trust: trust).verdict == .accepted)
        try trust.setThreshold(.exporter, 2)
        #expect(try await run.verify(path, trust: trust).faults == ["threshold-not-met"])
        var people = try run.trust {
            try $0.add(person: "B. Exporter", key: second.publicKey, roles: [.exporter])
        }
        try people.setThreshold(.exporter, 2)
        #expect(try await run.verify(path, trust: people).verdict == .accepted, "the knock-out")
    }

    @Test("a person with an ML-DSA-87 key counts with both signatures, and not with one")
    func pair() async throws {
        let run = try Self.makeRun()
        let pair = try SecretKey.generate(name: "P. Quantum", withMLDSA: true)
        var trust = Trust(policy: try run.trust().policy)
        try trust.add(person: "P. Quantum", key: pair.publicKey, roles: [.exporter])
        let whole = try await run.seal(as: "whole", keys: [pair])
        #expect(try await run.verify(whole, trust: trust).verdict == .accepted)
    }

    @Test("a time of sealing after that of judging is a warning, and what policy says it is")
    func sealedAhead() async throws {
        let run = try Self.makeRun()
        let path = try await run.seal(configure: { $0.nextExport = TestRun.sealedAt })
        let early = try #require(Timestamp(seconds: TestRun.sealedAt.seconds - 1))
        func judge(_ word: ClockWord?, at time: Timestamp) async throws -> Report {
            var policy = try run.trust().policy
            policy.sealedAhead = word
            let trust = try run.trust { $0.setPolicy(policy) }
            let request = VerificationRequest(path: path, trust: trust, trustDigest: trust.digest, at: time)
            return await Verifier.verify(request).report
        }
        func outcomes(_ report: Report, _ code: String) -> [Finding.Outcome] {
            report.findings.filter { $0.code == code }.map(\.outcome)
        }
        for word in [ClockWord.warn, nil] {
            let report = try await judge(word, at: early)
            #expect(
                outcomes(report, "sealed-in-future") == [.warn] && report.verdict != .rejected,
                "\(report.text)"
            )
            #expect(outcomes(report, "next-export-early") == [.warn])
        }
        let refused = try await judge(.refuse, at: early)
        #expect(outcomes(refused, "sealed-in-future") == [.fail] && refused.verdict == .rejected)
        let open = try await KnockOut.without("sealed-in-future") { try await judge(.refuse, at: early) }
        #expect(open.verdict != .rejected, "the knock-out")
        #expect(outcomes(try await judge(.refuse, at: TestRun.sealedAt), "sealed-in-future").isEmpty)
    }

    @Test(
        "a file that somebody writes to meanwhile leaves the verification unfinished; another name for it does not"
    )
    func changedMeanwhile() async throws {
        let run = try Self.makeRun()
        let path = try await run.seal()
        func verify(_ change: @escaping () -> Void) async throws -> Report {
            // The first time nothing is open yet.
            let calls = Mutex(0)
            return await Verifier.verify(try run.request(path)) { _ in
                let count = calls.withLock { calls in
                    calls += 1
                    return calls
                }
                if count == 2 { change() }
            }.report
        }
        let linked = try await verify { #expect(link(path, "\(path).second") == 0) }
        #expect(linked.verdict == .accepted, "\(linked.text)")
        func append() {
            guard let file = fopen(path, "a") else { return }
            fputs("x", file)
            fclose(file)
        }
        let bytes = try File.contents(of: path, limit: 1 << 30)
        let appended = try await verify(append)
        #expect(appended.verdict == .incomplete, "\(appended.text)")
        let found = appended.findings.filter { $0.code == "file-changed" }
        #expect(found.map(\.outcome) == [.unfinished] && found.map(\.check) == [.container])
        try AtomicFile.write(bytes, to: path)
        let open = try await KnockOut.without("file-changed") { try await verify(append) }
        #expect(open.verdict == .accepted, "the knock-out")
    }

    @Test("a retired key does not count on its own word for the date; before its retirement it does")
    func retired() async throws {
        let run = try Self.makeRun()
        let path = try await run.seal()
        let at = try #require(Timestamp(seconds: TestRun.sealedAt.seconds + 100))
        let trust = try run.trust {
            try $0.retire(run.exporter.publicKey.identifier, at: at, reason: .superseded)
        }
        #expect(try await run.verify(path, trust: trust).verdict == .accepted, "the knock-out")
        let late = try #require(Timestamp(seconds: at.seconds + 1))
        var request = VerificationRequest(path: path, trust: trust, trustDigest: trust.digest, at: late)
        request.sample = .none
        #expect(await Verifier.verify(request).report.faults == ["key-retired", "threshold-not-met"])
    }

    @Test("an older trust file is refused by its digest and by its version")
    func pin() async throws {
        let run = try Self.makeRun()
        let path = try await run.seal()
        let old = try run.trust()
        let new = try run.trust { $0.setPolicy(.standard) }
        let pinned = try await run.verify(path, change: { $0.trustPin = new.digest }, trust: old)
        #expect(pinned.faults == ["trust-pin-mismatch"])
        let versioned = try await run.verify(
            path,
            change: { $0.trustMinimumVersion = old.version + 1 },
            trust: old
        )
        #expect(versioned.faults == ["trust-too-old"])
        #expect(
            try await run.verify(path, change: { $0.trustPin = old.digest }, trust: old).verdict == .accepted
        )
    }

    @Test("a checkpoint by a key that the trust file does not name is refused")
    func logKey() async throws {
        let run = try Self.makeRun()
        let path = try await run.seal()
        let other = try SecretKey.generate(name: "log", withMLDSA: false)
        let strange = try run.trust { try $0.add(person: "Log", key: other.publicKey, roles: [.log]) }
        #expect(try await run.verify(path, trust: strange).faults == ["checkpoint-unknown-key"])
        let right = try run.trust { try $0.add(person: "Log", key: run.logKey.publicKey, roles: [.log]) }
        #expect(try await run.verify(path, trust: right).verdict == .accepted)
    }

    @Test("gap, stale, forked and foreign segments are told apart")
    func continuity() async throws {
        let run = try Self.makeRun()
        let first = try await run.seal(to: 8, as: "first")
        let second = try await run.seal(from: 8, to: 15, as: "second")
        let third = try await run.seal(from: 15, as: "third")
        let origin = run.document.leaf.origin
        let eight = try Checkpoint(origin: origin, size: 8, root: run.store.root(at: 8))
        func faults(_ path: String, _ previous: VerificationRequest.Previous) async throws -> [String] {
            try await run.verify(path, change: { $0.previous = previous }).faults
        }
        #expect(try await faults(first, .first) == [])
        #expect(try await faults(second, .kept(eight)) == [])
        #expect(try await faults(second, .first) == ["segment-not-first"])
        #expect(try await faults(third, .kept(eight)) == ["segment-gap"])
        #expect(try await faults(first, .kept(eight)) == ["segment-stale"])
        let fork = try Checkpoint(origin: origin, size: 8, root: TestRun.digest("another log"))
        #expect(try await faults(second, .kept(fork)) == ["segment-fork"])
        let foreign = try Checkpoint(origin: "other.example/log", size: 8, root: eight.root)
        #expect(try await faults(second, .kept(foreign)) == ["segment-other-log"])
        let unknown = try await run.verify(second)
        #expect(unknown.verdict == .accepted)
        #expect(unknown.findings.contains { $0.check == .continuity && $0.outcome == .notChecked })
    }

    @Test("a sample smaller than policy wants is refused")
    func smallSample() async throws {
        let run = try Self.makeRun()
        let path = try await run.seal()
        let trust = try run.trust {
            $0.setPolicy(
                try Policy(
                    acceptingSessions: ["software"],
                    proofs: [],
                    sampleMinimum: 10,
                    rewindsMaximum: 0,
                    requireMLDSA87: false
                )
            )
        }
        let small = try await run.verify(
            path,
            change: { $0.sample = .drawn(count: 9, seed: "7") },
            trust: trust
        )
        #expect(small.faults == ["sample-too-small"])
        let enough = try await run.verify(
            path,
            change: { $0.sample = .drawn(count: 10, seed: "7") },
            trust: trust
        )
        #expect(enough.verdict == .accepted)
    }

    @Test("an input that changes between logging and sealing is refused by name")
    func changedInput() async throws {
        let run = try Self.makeRun()
        try run.steps(1) { _ in [1, 2, 3] }
        let blob = SHA256.hash([1, 2, 3])
        for bytes: [UInt8] in [[1, 2, 4], [1, 2, 3, 4]] {
            try AtomicFile.write(bytes, to: run.blobPath(blob))
            do {
                _ = try await run.seal()
                Issue.record("sealed a changed blob")
            } catch {
                #expect("\(error)".contains("input-changed") && "\(error)".contains(blob.hex))
            }
        }
        #expect(try Folder.names(in: run.folder).filter { $0.hasPrefix("bundle") } == [])
    }
}
