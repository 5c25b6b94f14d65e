import Audit
import Bytes
import Keys
import Layout
import Reports
import SecretKeys
import Testing
import Trust
import Verification

/// Evidence of age that must show nothing, each with the code that says why.
@Suite("Sightings that show nothing")
struct SightingTests {
    typealias Scene = SignerStandingTests.Scene

    private func warnings(_ report: Report) -> [String] {
        report.findings.filter { $0.check == .signatures && $0.outcome == .warn }.map(\.code)
    }

    @Test("a stolen key that is added to an early manifest stays dead, whoever saw the manifest before")
    func addedLater() async throws {
        // Sealed by A alone, and seen; B's key is stolen on day 20, and added to the envelope.
        let scene = try await Scene()
        let trust = try scene.trust {
            try $0.revoke(scene.signers[1].publicKey.identifier, since: Scene.day(20), reason: .compromised)
        }
        let first = Envelope(
            payloadType: scene.sealed.envelope.payloadType,
            payload: scene.sealed.envelope.payload,
            signatures: Array(scene.sealed.envelope.signatures.prefix(1))
        )
        let before = SealTree(first).head
        let manifestOnly = scene.sealed.tree.manifestHead
        for head in [before, manifestOnly] {
            let note = try scene.note(5, of: head)
            let receipt = try scene.receipt(6, sealed: head)
            let report = try await scene.report(trust, day: 25) {
                $0.witnessNotes = [note]
                $0.receipts = [receipt]
            }
            #expect(report.faults == ["key-revoked", "threshold-not-met"])
            #expect(Set(warnings(report)) == ["sighting-few", "sighting-manifest-only"])
            // The rule knocked out: any sighting of the manifest would do.
            let seen = EvidenceOfAge(notes: [note]).sightings(of: scene.sealed, trust: trust)
            let weak = trust.ages(
                of: scene.sealed.envelope,
                seen: seen,
                rules: AgeRules.all.subtracting(.signatures)
            )
            let judged = trust.judge(
                scene.sealed.envelope,
                role: .exporter,
                at: try Scene.day(25),
                ages: weak
            )
            #expect(judged.accepted)
        }
        let whole = try scene.note(5)
        #expect(try await scene.report(trust, day: 25) { $0.witnessNotes = [whole] }.faults == [])
        // A size that the bundle does not have: signatures are gone, or it is another bundle.
        let beyond = try scene.note(5, of: SealTree.Head(size: 4, root: scene.sealed.tree.head.root))
        #expect(
            try await scene.report(trust, day: 25) { $0.witnessNotes = [beyond] }.faults == [
                "witness-mismatch"
            ]
        )
    }

    @Test("two inspectors on one receipt show nothing: one of them took the time of the other")
    func sharedReceipt() async throws {
        let scene = try await Scene()
        let second = try SecretKey.generate(name: "J. Inspector", withMLDSA: false)
        let trust = try scene.trust {
            try $0.revoke(scene.signers[1].publicKey.identifier, since: Scene.day(20), reason: .compromised)
            try $0.add(person: "J. Inspector", key: second.publicKey, roles: [.inspector])
            $0.setPolicy(try Self.wanting(2, $0.policy))
        }
        let (own, other) = (try scene.receipt(5), try scene.receipt(6, by: second))
        var envelope = own.envelope
        envelope.signatures += try second.sign(own.signedBytes)
        let shared = try SignedReceipt(canonical: envelope.canonicalBytes)
        let report = try await scene.report(trust, day: 25) { $0.receipts = [shared] }
        #expect(report.faults == ["key-revoked", "threshold-not-met"])
        #expect(Set(warnings(report)) == ["receipt-unsigned", "sighting-few"])
        let off = try await KnockOut.without("receipt-several") {
            try await scene.report(trust, day: 25) { $0.receipts = [shared] }
        }
        #expect(off.faults == [], "with this rule off")
        #expect(try await scene.report(trust, day: 25) { $0.receipts = [own, other] }.faults == [])
        let older = try await scene.report(trust, day: 25) { $0.olderReceipts = 2 }
        #expect(Set(warnings(older)) == ["receipt-older", "sighting-few"])
    }

    @Test("who sealed it, an ended or revoked office, and another role show nothing, each by its own code")
    func idle() async throws {
        let scene = try await Scene()
        let others = try (0..<2).map { try SecretKey.generate(name: "key \($0)", withMLDSA: false) }
        func codes(_ sighting: Sighting, _ change: (inout Trust) throws -> Void) async throws -> [String] {
            let trust = try scene.trust {
                try $0.revoke(
                    scene.signers[1].publicKey.identifier,
                    since: Scene.day(20),
                    reason: .compromised
                )
                try change(&$0)
            }
            let report = try await scene.report(trust, day: 25) { $0.sightings = [sighting] }
            #expect(report.faults == ["key-revoked", "threshold-not-met"])
            return warnings(report)
        }
        func seen(_ person: String, _ key: SecretKey, _ means: Sighting.Means) throws -> Sighting {
            Sighting(
                at: try Scene.day(5),
                person: person,
                key: key.publicKey.identifier,
                means: means,
                seen: scene.sealed.tree.head
            )
        }
        let own = try seen("a-exporter", others[0], .custody)
        #expect(
            try await codes(own) {
                try $0.add(person: "A. Exporter", key: others[0].publicKey, roles: [.archivist])
            } == ["sighting-few", "sighting-sealer"]
        )
        let witness = try seen("w-witness", scene.witness, .custody)
        #expect(try await codes(witness) { _ in } == ["sighting-few", "sighting-role"])
        let note = try seen("w-witness", scene.witness, .note)
        let key = scene.witness.publicKey.identifier
        #expect(
            try await codes(note) { try $0.revoke(key, since: Scene.day(29), reason: .lost) }
                == ["sighting-few", "sighting-revoked"]
        )
        #expect(
            try await codes(note) { try $0.retire(key, at: Scene.day(4), reason: .left) }
                == ["sighting-few", "sighting-office"]
        )
        #expect(try await codes(note) { try $0.setPolicy(Self.wanting(2, $0.policy)) } == ["sighting-few"])
    }

    static func wanting(_ count: Int, _ policy: Policy) throws -> Policy {
        var policy = policy
        policy.sightings = count
        return policy
    }
}
