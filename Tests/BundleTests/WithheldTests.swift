import Bytes
import Layout
import Reports
import Sealing
import TestSupport
import Testing
import Trust
import Verification

/// Bundles that hold commitments to some proofs instead of the proofs.
@Suite("What a producer withholds")
struct WithheldTests {
    /// Four blobs of one kind, and four of another, one of which is one of the first.
    static func makeRun() throws -> TestRun {
        let run = try TestRun()
        try run.openSession()
        run.secondBlob = {
            $0 == 4 ? Array("first 4".utf8) : $0 % 3 == 0 ? Array("second \($0)".utf8) : nil
        }
        try run.steps(9) { $0 % 2 == 0 ? Array("first \($0)".utf8) : nil }
        try run.closeSession()
        return run
    }

    @Test(
        "is not in the bundle, and is counted as not judged; a blob that another kind names stays",
        arguments: [([], 7), (["opaque/1"], 4), (["opaque/2"], 4), (["opaque/2", "opaque/1"], 0)]
    )
    func roundTrip(_ kinds: [String], _ blobs: Int) async throws {
        let run = try Self.makeRun()
        let path = try await run.seal(configure: { $0.withheld = kinds })
        let manifest = try BundleContents(path: path).manifest
        #expect(manifest.withheld == kinds.sorted() && manifest.blobs.count == blobs)
        for scope in Scope.allCases {
            let result = try await run.judge(path, scope: scope)
            let report = result.report
            #expect(report.verdict == .accepted, "\(report.findings)")
            #expect(result.tally.unjudged == ["opaque/1": 4, "opaque/2": 4])
            let warned = report.findings.filter { $0.outcome == .warn && $0.check == .proofs }
            #expect(warned.filter { $0.code == "proof-withheld" }.map(\.subject) == kinds.sorted())
            #expect(
                warned.count == 2 && warned.allSatisfy { $0.detail.hasPrefix("4 proofs were not judged") }
            )
        }
        let other = try SecondOpinionTests.opinion(run, path)
        #expect(other.status == 0, "\(other)")
        for kind in kinds {
            #expect(other.output.contains("proof-withheld: 4 proofs of kind \(kind) are not in the bundle"))
        }
    }

    @Test(
        "counts for nothing: a step that has only such a proof fails, as does one whose proof policy demands"
    )
    func neitherGoodNorBad() async throws {
        let run = try Self.makeRun()
        let path = try await run.seal(configure: { $0.withheld = ["opaque/1"] })
        let demanding = try run.trust {
            $0.setPolicy(try $0.policy.demanding(["opaque/2"]))
        }
        let report = try await run.verify(path, trust: demanding)
        #expect(report.faults.contains("proof-missing") && report.verdict == .rejected)
        let withheld = try run.trust { $0.setPolicy(try $0.policy.demanding(["opaque/1"])) }
        let sampled = try await run.verify(path, scope: .sample, trust: withheld)
        let proofs = sampled.steps.flatMap(\.proofs).filter { $0.kind == "opaque/1" }
        #expect(proofs.count == 9 && proofs.allSatisfy { $0.code == "proof-missing" })
        #expect(proofs.count { $0.detail.hasPrefix("withheld") } == 4)
        #expect(try SecondOpinionTests.opinion(run, path, trust: withheld).output.contains("proof-missing"))
    }

    @Test("is only what stands in a blob and what some step has; anything else is refused when sealing")
    func refused() async throws {
        let run = try Self.makeRun()
        let cases = [
            ("attested/1", "seal-disclosure"), ("opaque/3", "seal-option"), ("opaque", "seal-option"),
        ]
        for (kind, code) in cases {
            let error = await #expect(throws: SealingError.self) {
                try await run.seal(configure: { $0.withheld = ["opaque/1", kind] })
            }
            #expect(error?.code.rawValue == code, "\(kind)")
        }
    }

    @Test("may be openings of a run that discloses nothing, which cannot be sealed otherwise")
    func disclosure() async throws {
        let run = try TestRun(disclosure: .none)
        run.blobKind = "replay/1"
        try run.openSession()
        try run.steps(3) { Array("opening \($0)".utf8) }
        let error = await #expect(throws: SealingError.self) { try await run.seal() }
        #expect(error?.code == .disclosure)
        let path = try await run.seal(configure: { $0.withheld = ["replay/1"] })
        #expect(try await run.verify(path).verdict == .accepted)
        let bytes = try File.contents(of: path, limit: 1 << 24)
        let tar = try Tamperer(bytes).members
        #expect(!tar.contains { $0.name.hasPrefix("data/blobs/") })
        #expect(!tar.contains { $0.content.elementsEqual("opening 2".utf8) })
    }

    @Test(
        "has a budget in run.json, which a reader of the bundle is given, and only where openings may leave"
    )
    func budget() async throws {
        let run = try TestRun(disclosureBudget: 12)
        try run.openSession()
        try run.steps(1)
        let path = try await run.seal()
        let document = try BundleContents(path: path).runDocument()
        #expect(document.disclosureBudget == 12 && document.disclosure == .replay)
        #expect(try SecondOpinionTests.opinion(run, path).status == 0)
        let text = String(decoding: document.canonicalBytes, as: UTF8.self)
        #expect(text.contains(#""disclosure":"replay","disclosure_budget":12,"#))
        for (old, new) in [("\"replay\"", "\"none\""), (":12,", ":-1,"), (":12,", ":\"12\",")] {
            #expect(throws: FormatError.self) {
                try RunDocument(canonical: Array(text.replacing(old, with: new).utf8))
            }
        }
    }
}
