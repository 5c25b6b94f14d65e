import Bytes
import Container
import Layout
import Leaves
import LogStore
import Reports
import Sealing
import SecretKeys
import Testing
import Trust

@testable import Verification

@Suite("Sessions in a bundle")
struct SessionTests {
    /// Three sessions: one ended by a restart that goes back, one closed, one still open.
    private static func restarted() throws -> TestRun {
        let run = try TestRun()
        try run.openSession()
        try run.steps(5)
        try run.heartbeat()
        try run.steps(4)
        try run.openNextSession()
        try run.rewind(to: 6)
        try run.heartbeat()
        try run.steps(3)
        try run.heartbeat()
        try run.closeSession()
        try run.openNextSession()
        try run.steps(2)
        return run
    }

    @Test("a restart without a close verifies with a warning, wherever the log is cut")
    func restarts() async throws {
        let run = try Self.restarted()
        let second = run.leaves.indices.filter { run.leaves[$0].kind == .sessionOpen }[1]
        let cuts = [0, 1, 2, 6, 7, 8, second, second + 1, second + 2, second + 3, second + 7, second + 8]
        for from in cuts {
            let path = try await run.seal(from: from, as: "from\(from)")
            for scope in Scope.allCases {
                let report = try await run.verify(path, scope: scope)
                #expect(report.verdict == .accepted, "\(from), \(scope): \(report.findings)")
                let warnings = report.findings.filter { $0.code == "session-truncated" }
                #expect(
                    warnings.map(\.outcome) == (scope == .sample || from > second ? [] : [.warn]),
                    "\(from)"
                )
            }
        }
    }

    @Test("a long run's last leaf before a restart is found in an earlier bundle of entries")
    func restartAcrossBundles() async throws {
        let run = try TestRun()
        try run.openSession()
        try run.steps(254)
        for _ in 0..<3 {
            try run.append(.event(EventLeaf(digest: .zero, kind: .audit, run: run.document.leaf.run)))
        }
        #expect(run.store.size == 259)
        try run.openNextSession()
        try run.steps(300)
        for from in [0, 200, 257, 260] {
            let report = try await run.verify(run.seal(from: from, as: "from\(from)"))
            #expect(report.verdict == .accepted, "\(from): \(report.findings)")
        }
    }

    @Test("no carried open can be left out, put in twice, or put in where the segment ends before it")
    func carriedOpens() async throws {
        let run = try Self.restarted()
        let path = try await run.seal(from: 8)
        let contents = try BundleContents(path: path)
        let carried = try CarriedLeaves(canonical: contents.content(of: MemberPath.carried))
        func start(_ entries: [CarriedLeaves.Entry]) throws -> SegmentStart {
            try SegmentStart(CarriedLeaves(entries), manifest: contents.manifest)
        }
        let opens = try carried.entries.indices.filter {
            try Leaf(canonical: carried.entries[$0].leaf).kind == .sessionOpen
        }
        #expect(opens.count == 3)
        _ = try start(carried.entries)
        for place in opens.dropLast() {
            var entries = carried.entries
            entries.remove(at: place)
            #expect(throws: Fault.self) { try start(entries) }
            do { _ = try start(entries) } catch { #expect(Fault(error).code == "carried-invalid") }
        }
        // Nothing carried tells of a last open; the count of those that the walk meets does.
        let short = try start(Array(carried.entries.dropLast()))
        do {
            try short.checkNothingMore(targets: [], opened: 3, from: 8)
            Issue.record("an open that is not carried was not missed")
        } catch { #expect(error.code == "carried-invalid") }
    }
}

@Suite("Evidence of sessions in a bundle")
struct SessionEvidenceTests {
    private static let files = ["report.bin": "report", "vcek.der": "certificate"]
    private static let note = "text\n\n\u{2014} witness AAAAAAA=\n"

    private static func attested() throws -> TestRun {
        let run = try TestRun()
        try run.openSession()
        try run.steps(2)
        try run.closeSession()
        try run.openNextSession(kind: .sevSNP, files: files.merging(["witness.note": note]) { $1 })
        try run.steps(3)
        try run.heartbeat(files: ["report.bin": "first"])
        try run.steps(2)
        try run.heartbeat(files: ["report.bin": "second"])
        try run.closeSession(files: files)
        return run
    }

    private static func trust(_ run: TestRun) throws -> Trust {
        try run.trust(accepting: SessionKind.allCases)
    }

    private static func evidence(_ path: String) throws -> [String] {
        try BundleContents(path: path).names.filter { $0.hasPrefix("data/sessions/") }
            .map { String($0.dropFirst("data/sessions/".count + 65)) }
    }

    @Test("is sealed along just where the segment needs it, and rejected when it is none")
    func sealed() async throws {
        let run = try Self.attested()
        try Folder.create("\(run.folder)/sessions/left/over")
        let all = [
            "close/report.bin", "close/vcek.der", "heartbeat-1/report.bin", "heartbeat-2/report.bin",
            "open/report.bin", "open/vcek.der", "open/witness.note",
        ]
        let size = run.store.size
        let cases: [(Int, Int, [String])] = [
            (0, size, all), (0, 5, []), (0, 6, Array(all.suffix(3))),
            (9, 10, [all[2]] + all.suffix(3)),
            (size - 1, size, all.prefix(2) + all.suffix(3)),
        ]
        for (from, to, want) in cases {
            let path = try await run.seal(from: from, to: to, as: "from\(from)to\(to)")
            #expect(try Self.evidence(path) == want, "\(from)..<\(to)")
            for scope in [Scope.log, .all] {
                let report = try await run.verify(path, scope: scope, trust: Self.trust(run))
                let faults: Set = want.isEmpty ? [] : ["evidence-malformed", "evidence-unread"]
                #expect(Set(report.faults) == faults, "\(from)..<\(to): \(report.findings)")
                #expect(report.verdict == (want.isEmpty ? .accepted : .rejected))
            }
        }
    }

    @Test("of sampled steps is looked for in scope sample, of other sessions not")
    func sampled() async throws {
        let run = try Self.attested()
        let path = try await run.seal()
        let report = try await run.verify(path, scope: .sample, trust: Self.trust(run))
        #expect(Set(report.faults) == ["evidence-malformed", "evidence-unread"] && report.isSimulated)
        let first = try await run.seal(to: 4, as: "first")
        #expect(try await run.verify(first, scope: .sample, trust: Self.trust(run)).verdict == .accepted)
        #expect(try await run.verify(path, scope: .sample).faults == ["session-not-accepted"])
        let later = try await run.seal(from: 6, as: "later")
        let strict = try run.trust(accepting: [.sevSNP])
        let tee = try await run.verify(later, trust: strict)
        #expect(Set(tee.faults) == ["evidence-malformed", "evidence-unread"] && !tee.isSimulated)
    }

    struct Damage: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: String
        let change: @Sendable (_ open: String, _ beat: String) throws -> Void

        init(_ name: String, _ code: String, _ change: @escaping @Sendable (String, String) throws -> Void) {
            testDescription = name
            self.code = code
            self.change = change
        }
    }

    static let damages: [Damage] = [
        Damage("a file of the open is missing", "session-evidence-missing") { open, _ in
            try Folder.remove("\(open)/vcek.der")
        },
        Damage("all evidence of the open is missing", "session-evidence-missing") { open, _ in
            try Folder.remove(open)
        },
        Damage("a file of a heartbeat is changed", "session-evidence-missing") { _, beat in
            try AtomicFile.write([1], to: "\(beat)/report.bin")
        },
        Damage("two files are exchanged", "session-evidence-missing") { open, _ in
            try AtomicFile.write(Array("certificate".utf8), to: "\(open)/report.bin")
            try AtomicFile.write(Array("report".utf8), to: "\(open)/vcek.der")
        },
        Damage("the witness has another name", "session-binding") { open, _ in
            try Folder.remove("\(open)/witness.note")
            try AtomicFile.write(Array(note.utf8), to: "\(open)/witness.txt")
        },
        Damage("a file is too many", "session-evidence-unlisted") { _, beat in
            try AtomicFile.write([1], to: "\(beat)/zzz")
        },
        Damage("a folder stands among the files", "session-evidence-unlisted") { open, _ in
            try Folder.create("\(open)/more")
            try AtomicFile.write([1], to: "\(open)/more/file")
        },
    ]

    @Test("that is not what the leaves name is found, and not sealed", arguments: damages)
    func damaged(_ damage: Damage) async throws {
        let run = try Self.attested()
        guard case .sessionOpen(let open) = run.leaves[5] else { return #expect(Bool(false)) }
        try damage.change(
            run.evidencePath(open.session, .open),
            run.evidencePath(open.session, .heartbeat(1))
        )
        await #expect(throws: SealingError.self) { try await run.seal() }
        let path = try await run.seal(as: "bad", verifies: false)
        for scope in [Scope.log, .all] {
            let report = try await run.verify(path, scope: scope, trust: Self.trust(run))
            #expect(report.verdict == .rejected && report.faults == [damage.code], "\(report.findings)")
        }
    }

    @Test("that is not appraised does not hide a fault from the first line of the report")
    func headline() async throws {
        let run = try TestRun()
        try run.openNextSession(kind: .sevSNP) { try SyntheticSNP().files(binding: $0.bytes) }
        try run.steps(1)
        let roots = try SyntheticSNP.roots()
        let time = Timestamp(seconds: 1_800_000_000)
        func known(_ request: inout VerificationRequest) {
            request.roots = roots
            request.evidenceTime = (time, time)
        }
        let good = try await run.verify(run.seal(as: "good"), change: known, trust: Self.trust(run))
        #expect(good.text.hasPrefix("INCOMPLETE: attestation-not-appraised: "))
        run.signer = run.sessionKey
        try run.steps(1)
        let bad = try await run.verify(run.seal(as: "bad"), change: known, trust: Self.trust(run))
        #expect(bad.text.hasPrefix("REJECTED: signature-wrong: "), "\(bad.text)")
    }

    @Test("that no leaf of the segment names is found")
    func unlisted() async throws {
        let run = try Self.attested()
        let whole = try BundleContents(path: await run.seal()).manifest
        var members = SessionMembers(whole)
        do {
            try members.checkNothingMore()
            Issue.record("members that nobody took were not found")
        } catch { #expect(error.code == "session-evidence-unlisted") }
        var none = SessionMembers(try BundleContents(path: await run.seal(to: 5, as: "none")).manifest)
        try none.checkNothingMore()
        #expect(try none.find([]).isEmpty && members.find([]).isEmpty)
    }

    @Test("is named by each leaf of a session that is no software session")
    func none() async throws {
        for event in ["heartbeat", "close"] {
            let run = try TestRun()
            try run.openNextSession(kind: .nitro, files: ["document.cbor": "made up"])
            try run.steps(1)
            if event == "heartbeat" { try run.heartbeat() } else { try run.closeSession() }
            let path = try await run.seal(verifies: false)
            let report = try await run.verify(path, trust: Self.trust(run))
            #expect(report.faults == ["bad-value"], "\(event): \(report.findings)")
        }
    }
}
