import Bytes
import Layout
import Leaves
import LogStore
import Reports
import Review
import Sealing
import SecretKeys
import Testing
import Trust
import Verification

/// A reviewed segment, from sealing to the verifier.
@Suite("A review in a bundle")
struct ReviewSealTests {
    /// A run with one evidence file, and a review of it by the exporter.
    struct Case {
        let run: TestRun
        var document: ReviewDocument
        var policy = ReviewPolicy.standard

        init() throws {
            run = try TestRun()
            try run.openSession()
            try run.steps(3)
            try Folder.create("\(run.folder)/evidence")
            try AtomicFile.write(Array("a note\n".utf8), to: "\(run.folder)/evidence/note.txt")
            let contents = [
                ("evidence/note.txt", Array("a note\n".utf8)), ("run/recipe.json", run.recipe),
                ("run/run.json", run.document.canonicalBytes),
            ]
            let log = ReviewDocument.Log(
                run: run.document.leaf.run,
                size: run.store.size,
                root: try run.store.root(at: run.store.size)
            )
            document = ReviewDocument(
                reviewedAt: TestRun.sealedAt,
                log: log,
                marking: "UNMARKED",
                lists: [],
                software: "0.1.0",
                files: contents.map {
                    ReviewedFile(path: $0.0, size: $0.1.count, sha256: SHA256.hash($0.1), kind: .text)
                },
                hits: []
            )
            policy.isRequired = true
        }

        var trust: Trust {
            get throws {
                var demands = try run.trust().policy
                demands.review = policy
                var trust = Trust(policy: demands)
                try trust.add(person: "A. Exporter", key: run.exporter.publicKey, roles: [.exporter])
                return trust
            }
        }

        func review() throws -> [UInt8] {
            var signed = try SignedReview(document)
            try signed.add(run.exporter.sign(signed.signedBytes))
            return signed.canonicalBytes
        }

        func seal(_ review: [UInt8]?, trust: Trust? = nil) async throws -> String {
            try await run.seal(configure: {
                $0.review = review
                $0.trust = trust
            })
        }

        func code(_ review: [UInt8]?, trust: Trust? = nil) async -> String {
            do {
                _ = try await seal(review, trust: trust)
                return "sealed"
            } catch { return "\(error)" }
        }
    }

    @Test("is sealed along, bound by the manifest, and checked; the report says so")
    func good() async throws {
        let test = try Case()
        let path = try await test.seal(try test.review(), trust: try test.trust)
        let report = try await test.run.verify(path, trust: test.trust)
        let finding = try #require(report.findings.first { $0.check == .review })
        #expect(report.faults == [] && finding.outcome == .pass, "\(report.findings)")
        #expect(finding.detail.contains("3 files") && finding.detail.contains("a-exporter"))
        let contents = try BundleContents(path: path)
        #expect(contents.manifest.review == SHA256.hash(try test.review()))
    }

    @Test("without one the check is not made, and a policy that wants one rejects and does not seal")
    func missing() async throws {
        let test = try Case()
        #expect(await test.code(nil, trust: try? test.trust).contains("review-missing"))
        let path = try await test.seal(nil)
        #expect(try await test.run.verify(path, trust: test.trust).faults == ["review-missing"])
        let report = try await test.run.verify(path)
        #expect(report.faults == [])
        #expect(report.findings.first { $0.check == .review }?.outcome == .notChecked)
    }

    @Test("evidence that was not reviewed, or changed, or has an open hit, is not sealed; nor a longer log")
    func refused() async throws {
        var test = try Case()
        let good = try test.review()
        try AtomicFile.write([0x62], to: "\(test.run.folder)/evidence/more.txt")
        #expect(await test.code(good).contains("review-file-missing"))
        try Folder.remove("\(test.run.folder)/evidence/more.txt")
        try AtomicFile.write([0x62], to: "\(test.run.folder)/evidence/note.txt")
        #expect(await test.code(good).contains("review-file-changed"))
        try AtomicFile.write(Array("a note\n".utf8), to: "\(test.run.folder)/evidence/note.txt")
        #expect(await test.code(good) == "sealed")
        test.document.hits = [ReviewHit(.log, .init(.ssn), count: 1)]
        #expect(await test.code(try test.review()).contains("review-unresolved"))
        try test.run.steps(1)
        #expect(await test.code(good).contains("review-log"))
    }

    @Test("a review under another marking is not sealed, nor one that cannot be read")
    func forged() async throws {
        let test = try Case()
        var other = test
        other.document.marking = "SECRET"
        let bytes = try other.review()
        let path = try await test.seal(test.review())
        #expect(try await test.run.verify(path).faults == [], "the knock-out")
        await #expect(throws: SealingError.self) { try await test.seal(bytes) }
        await #expect(throws: (any Error).self) { try await test.seal(Array("{}".utf8)) }
    }

    @Test("a manifest that names no review beside a sealed one, or another, cannot be read")
    func binding() async throws {
        let test = try Case()
        let manifest = try BundleContents(path: await test.seal(test.review())).manifest
        #expect(try Manifest(canonical: manifest.canonicalBytes) == manifest, "the knock-out")
        let text = String(decoding: manifest.canonicalBytes, as: UTF8.self)
        let parts = text.split(separator: #""review":"\#(try #require(manifest.review))","#)
        #expect(parts.count == 2)
        for review in ["", #""review":"\#(Digest.zero)","#] {
            #expect { try Manifest(canonical: Array(parts.joined(separator: review).utf8)) } throws: {
                "\($0)".contains("predicate.review")
            }
        }
    }

    @Test("without a policy an unknown reviewer is a warning; with one, a fault")
    func stranger() async throws {
        let test = try Case()
        let stranger = try SecretKey.generate(name: "C. Stranger", withMLDSA: false)
        var signed = try SignedReview(test.document)
        try signed.add(stranger.sign(signed.signedBytes))
        let path = try await test.seal(signed.canonicalBytes)
        let report = try await test.run.verify(path)
        #expect(report.faults == [])
        #expect(report.findings.contains { $0.outcome == .warn && $0.code == "review-signature" })
        #expect(try await test.run.verify(path, trust: test.trust).faults == ["review-signature"])
        #expect(await test.code(signed.canonicalBytes, trust: try? test.trust).contains("review-signature"))
    }
}
