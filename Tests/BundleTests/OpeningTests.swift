import Bytes
import Layout
import Leaves
import Reports
import Sealing
import TestSupport
import Testing
import Trust
import Verification

/// Content of withheld proofs that comes after the bundle.
@Suite("Openings of withheld proofs")
struct OpeningTests {
    /// One step that can be done again, of the vectors, and one that states no proof but its signature.
    private static func makeRun() throws -> (run: TestRun, opening: [UInt8]) {
        let path = "\(Vectors.packageRoot)/Formats/Vectors/training/tiny-3-2-2.json"
        var vector = try JSONObject(
            JSON(parsing: File.contents(of: path, limit: 1 << 20), limits: .document),
            path: ""
        )
        var batches = try vector.objects("batches")
        var steps = try vector.objects("steps")
        let batch = try batches[0].digest("commitment")
        let after = try steps[0].digest("state_after")
        let opening = try Hex.decode(vector.string("opening"))
        let run = try TestRun(
            recipe: Array(vector.string("recipe").utf8),
            genesis: vector.digest("genesis")
        )
        run.blobKind = "replay/1"
        try run.openSession()
        try run.steps(1) { _ in
            opening
        } change: {
            $0.batch = batch
            $0.stateAfter = after
            $0.metrics = [.init(name: "loss", value: "1.7778")]
        }
        try run.steps(1)
        try run.closeSession()
        return (run, opening)
    }

    private struct Unreadable: Error {}

    @Test("are judged as the proof would have been, once they are what the leaf commits to")
    func judged() async throws {
        let (run, opening) = try Self.makeRun()
        let path = try await run.seal(configure: { $0.withheld = ["replay/1"] })
        var changed = opening
        changed[100] ^= 1
        let cases: [(VerificationRequest.Opening?, String)] = [
            (nil, "proof-withheld"), ({ _, _ in nil }, "proof-withheld"), ({ _, _ in opening }, "ok"),
            ({ [changed] _, _ in changed }, "opening-digest"), ({ _, _ in [] }, "opening-digest"),
            ({ _, _ in opening + [0] }, "opening-digest"), ({ _, _ in throw Unreadable() }, "unexpected"),
        ]
        for (number, (given, code)) in cases.enumerated() {
            for scope in Scope.allCases {
                let result = try await run.judge(path, scope: scope) { $0.opening = given }
                let report = result.report
                #expect(report.steps[0].proofs.map(\.code) == ["ok", code], "case \(number)")
                #expect(report.verdict == (number < 3 ? .accepted : .rejected), "case \(number)")
                #expect(result.tally.proofs["replay/1"] == (code == "ok" ? 1 : nil))
                #expect(result.tally.unjudged["replay/1"] == (code == "proof-withheld" ? 1 : nil))
            }
        }
    }

    @Test("are asked for by the digest and size that the leaf states, and for withheld proofs only")
    func asked() async throws {
        let (run, opening) = try Self.makeRun()
        let named: VerificationRequest.Opening = { digest, size in
            #expect(digest == SHA256.hash(opening) && size == opening.count)
            return opening
        }
        let path = try await run.seal(configure: { $0.withheld = ["replay/1"] })
        #expect(try await run.verify(path) { $0.opening = named }.verdict == .accepted)
        let open = try await run.seal(as: "open")
        let report = try await run.verify(open) { $0.opening = { _, _ in throw Unreadable() } }
        #expect(report.verdict == .accepted, "\(report.faults)")
    }

    @Test(
        "are not needed where nothing is withheld; an index that says otherwise lies, which a sample sees too"
    )
    func hidden() async throws {
        let (run, _) = try Self.makeRun()
        #expect(try await run.verify(run.seal(as: "honest"), scope: .sample).verdict == .accepted)
        let path = try await run.seal(
            verifies: false,
            survey: { steps in
                let record = [UInt8](repeating: 0xff, count: 8)
                try AtomicFile.write(record, to: "\(Folder.parent(of: steps))/blobs")
            }
        )
        #expect(try await run.verify(path, scope: .sample).faults == ["hint-mismatch", "steps-failed"])
        #expect(try await run.verify(path, scope: .log).faults == ["hint-mismatch"])
    }

    @Test(
        "that were demanded and did not come fail their step; one that policy demands is as good as missing"
    )
    func demanded() async throws {
        let (run, opening) = try Self.makeRun()
        let path = try await run.seal(configure: { $0.withheld = ["replay/1"] })
        let missing = try await run.verify(path) { $0.demandedOpenings = ["replay/1"] }
        #expect(missing.faults == ["opening-missing", "steps-failed"])
        #expect(missing.stepsValid == 1 && missing.stepsChecked == 2)
        let other = try await run.verify(path) { $0.demandedOpenings = ["opaque/1"] }
        #expect(other.verdict == .accepted)
        let came = try await run.verify(path) {
            $0.demandedOpenings = ["replay/1"]
            $0.opening = { _, _ in opening }
        }
        #expect(came.verdict == .accepted)
    }
}

extension Policy {
    /// The same, but for the proofs that every step must have.
    func demanding(_ proofs: [String]) throws -> Policy {
        try Policy(
            acceptingSessions: sessions,
            proofs: proofs,
            sampleMinimum: sampleMinimum,
            rewindsMaximum: rewindsMaximum,
            requireMLDSA87: requireMLDSA87
        )
    }
}
