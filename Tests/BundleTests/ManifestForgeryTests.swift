import Bytes
import Keys
import Layout
import Leaves
import LogStore
import MerkleLog
import Reports
import SecretKeys
import Testing
import Trust
import Verification

/// An exporter who signs a manifest that does not fit what he seals.
@Suite("A manifest that lies")
struct ManifestForgeryTests {
    struct Lie: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let codes: [String]
        let tell: @Sendable (inout Manifest) -> Void

        init(_ name: String, _ codes: String..., tell: @escaping @Sendable (inout Manifest) -> Void) {
            testDescription = name
            self.codes = codes
            self.tell = tell
        }
    }

    static let lies: [Lie] = [
        Lie("root", "proof-root") { $0.segment.root = .zero },
        Lie("checkpoint", "checkpoint-mismatch") { $0.checkpoint = .zero },
        Lie("previous root", "checkpoint-mismatch") { $0.previousRoot = .zero },
        Lie("steps", "count-mismatch", "hint-mismatch") { $0.steps += 1 },
        Lie("first step", "count-mismatch") { $0.firstStep += 1 },
        Lie("last step", "count-mismatch") { $0.lastStep += 1 },
        Lie("leaf counts", "count-mismatch") { $0.leaves[.step, default: 0] += 1 },
        Lie("proof counts", "count-mismatch") { $0.proofs["attested/1", default: 0] += 1 },
        Lie("run", "run-mismatch") { $0.segment.run = .zero },
        Lie("recipe", "recipe-mismatch") { $0.recipe = .zero },
        Lie("marking", "run-mismatch") { $0.marking = "OTHER" },
        Lie("origin", "run-mismatch") { $0.origin = "elsewhere" },
        Lie("name", "head-member", "tar-header") { $0.name = "other" },
        Lie("time", "tar-header", "head-member") { $0.sealedAt = Timestamp(seconds: 7) ?? .last },
        Lie("payload bytes", "count-mismatch") { $0.payload.bytes += 1 },
        Lie("payload members", "count-mismatch") { $0.payload.count += 1 },
        Lie("payload manifest", "payload-manifest-mismatch") { $0.payloadManifest = .zero },
        Lie("bound digest", "bound-digest") { $0.container.sha256 = .zero },
        Lie("blocks", "xz-index") { $0.container.blocks += 1 },
        Lie("tar bytes", "xz-index") { $0.container.bytes += 512 },
        Lie("blob bytes", "count-mismatch") { $0.blobs.bytes += 1 },
        Lie("blob count", "xz-index", "count-mismatch") { $0.blobs.count += 1 },
        Lie("entries offset", "count-mismatch") { $0.entries.offset += 512 },
        Lie("readme", "member-digest") { $0.readme = .init(path: "README.txt", size: 9, sha256: .zero) },
        Lie("a member's digest", "member-digest") {
            $0.members[0] = .init(path: $0.members[0].path, size: $0.members[0].size, sha256: .zero)
        },
        Lie("a missing member", "bad-value") { $0.members.removeAll { $0.path == MemberPath.stepIndex } },
        Lie("members out of order", "bad-value") { $0.members.swapAt(1, 2) },
    ]

    @Test("is rejected with the reason", arguments: lies)
    func rejected(_ lie: Lie) async throws {
        let run = try TestRun()
        try run.openSession()
        try run.steps(9) { $0 == 4 ? [1, 2, 3] : nil }
        try run.closeSession()
        let path = try await run.seal(from: 3, verifies: false, forge: { lie.tell(&$0) })
        let report = try await run.verify(path)
        #expect(report.verdict == .rejected)
        #expect(report.faults.first.map { lie.codes.contains($0) } == true, "\(report.faults)")
    }

    @Test("hints that lie escape scope sample and are caught by scope log")
    func hints() async throws {
        let run = try TestRun()
        try run.openSession()
        try run.steps(9)
        try run.closeSession()
        let honest = try await run.seal(as: "honest")
        // The same bundle with two records of the step index exchanged, everything else made to fit.
        let path = try await run.sealForgedStepIndex { bytes in
            bytes.swapAt(0 * 16 + 7, 1 * 16 + 7)
        }
        #expect(try await run.verify(honest, scope: .log).verdict == .accepted)
        let sampled = try await run.verify(path, scope: .sample) { $0.sample = .drawn(count: 9, seed: "1") }
        #expect(sampled.verdict == .accepted, "the knock-out: nothing else notices \(sampled.faults)")
        for scope in [Scope.log, .all] {
            #expect(try await run.verify(path, scope: scope).faults == ["hint-mismatch"])
        }
    }

    @Test("the signature is what binds the manifest: with the forger's key trusted, his bundle passes")
    func signature() async throws {
        let run = try TestRun()
        try run.openSession()
        try run.steps(3)
        let forger = try SecretKey.generate(name: "A. Exporter", withMLDSA: false)
        let path = try await run.seal(keys: [forger])
        let report = try await run.verify(path)
        #expect(report.faults == ["signature-unknown-key", "threshold-not-met"])
        var trusting = Trust(policy: try run.trust().policy)
        try trusting.add(person: "Forger", key: forger.publicKey, roles: [.exporter])
        #expect(try await run.verify(path, trust: trusting).verdict == .accepted)
    }
}
