import Audit
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

@Suite("Signers through time")
struct SignerStandingTests {
    /// A bundle sealed by two of three, and others who saw it.
    struct Scene {
        let run: TestRun
        let path: String
        let signers: [SecretKey]
        let witness: SecretKey
        let inspector: SecretKey
        let custodian: SecretKey
        let origin: String
        let sealed: SealedManifest

        /// So many days after the bundle was sealed.
        static func day(_ number: Int64) throws -> Timestamp {
            try #require(Timestamp(seconds: TestRun.sealedAt.seconds + number * 86_400))
        }

        init() async throws {
            run = try TrustAndContinuityTests.makeRun()
            signers = try ["A. Exporter", "B. Exporter"].map {
                try SecretKey.generate(name: $0, withMLDSA: false)
            }
            witness = try SecretKey.generate(name: "W. Witness", withMLDSA: false)
            inspector = try SecretKey.generate(name: "I. Inspector", withMLDSA: false)
            custodian = try SecretKey.generate(name: "C. Custodian", withMLDSA: false)
            path = try await run.seal(keys: signers)
            origin = run.document.leaf.origin
            sealed = try BundleContents(path: path).sealed
        }

        func trust(_ change: (inout Trust) throws -> Void = { _ in }) throws -> Trust {
            var trust = Trust(policy: try run.trust().policy)
            for key in signers {
                try trust.add(person: key.publicKey.name, key: key.publicKey, roles: [.exporter])
            }
            try trust.add(person: "W. Witness", key: witness.publicKey, roles: [.witness])
            try trust.add(person: "I. Inspector", key: inspector.publicKey, roles: [.inspector])
            try trust.add(person: "C. Custodian", key: custodian.publicKey, roles: [.custodian])
            try trust.setThreshold(.exporter, 2)
            // One is enough here; how many are wanted has tests of its own.
            var policy = trust.policy
            policy.sightings = 1
            trust.setPolicy(policy)
            try change(&trust)
            return trust
        }

        /// The note of the manifest and its signatures with the witness's line of a day.
        func note(_ day: Int64, by key: SecretKey? = nil, of head: SealTree.Head? = nil) throws -> SignedNote
        {
            try Self.cosigned(
                ManifestNote.checkpoint(of: head ?? sealed.tree.head, origin: origin),
                Self.day(day),
                key ?? witness
            )
        }

        /// That the custodian had it on a day.
        func custody(_ day: Int64) throws -> Sighting {
            Sighting(
                at: try Self.day(day),
                person: "c-custodian",
                key: custodian.publicKey.identifier,
                means: .custody,
                seen: sealed.tree.head
            )
        }

        static func cosigned(_ seen: Checkpoint, _ time: Timestamp, _ key: SecretKey) throws -> SignedNote {
            let line = try Cosignature.line(
                name: "witness.example",
                ed25519: key.publicKey.ed25519,
                at: time,
                signature: key.signRaw(Cosignature.signedBytes(text: seen.text, at: time))
            )
            return try SignedNote(text: seen.text, signatures: [line])
        }

        func receipt(
            _ day: Int64,
            by key: SecretKey? = nil,
            of other: Digest? = nil,
            sealed head: SealTree.Head? = nil
        ) throws -> SignedReceipt {
            let time = try Self.day(day)
            let digest = TestRun.digest("file")
            let contents = try BundleContents(path: path).manifest
            let receipt = Receipt(
                acceptedAt: time,
                bundle: Receipt.Bundle(
                    manifest: other ?? sealed.manifest,
                    name: contents.name,
                    segment: contents.segment,
                    fileDigest: digest,
                    fileSize: 1,
                    sealed: head ?? sealed.tree.head
                ),
                checkpoint: nil,
                plan: nil,
                report: digest,
                scope: .all,
                isSimulated: true,
                statement: Receipt.Statement(
                    source: .everyStep,
                    population: 20,
                    sampled: 20,
                    failed: 0,
                    goodAtLeast: 20,
                    confidence: nil
                ),
                trust: digest,
                trustVersion: 1
            )
            var signed = SignedReceipt(receipt)
            try signed.add((key ?? inspector).sign(signed.signedBytes))
            return signed
        }

        func report(
            _ trust: Trust,
            day: Int64,
            _ change: (inout VerificationRequest) -> Void = { _ in }
        ) async throws -> Report {
            var request = VerificationRequest(
                path: path,
                trust: trust,
                trustDigest: trust.digest,
                at: try Self.day(day)
            )
            request.sample = .none
            request.scope = .log
            change(&request)
            return await Verifier.verify(request).report
        }
    }

    func words(_ report: Report) -> [String: String] {
        Dictionary(uniqueKeysWithValues: report.signers.map { ($0.person, $0.standing) })
    }

    func warnings(_ report: Report) -> [String] {
        report.findings.filter { $0.check == .signatures && $0.outcome == .warn }.map(\.code)
    }

    @Test("each verdict at each date, with a key retired, another revoked, and each kind of evidence or none")
    func clock() async throws {
        let scene = try await Scene()
        // Sealed on day 0, A retires on day 10, B's key is in wrong hands since day 20.
        let trust = try scene.trust {
            try $0.retire(scene.signers[0].publicKey.identifier, at: Scene.day(10), reason: .superseded)
            try $0.revoke(scene.signers[1].publicKey.identifier, since: Scene.day(20), reason: .compromised)
        }
        let note = try scene.note(5)
        let receipt = try scene.receipt(6)
        let seen = try scene.custody(7)
        let evidence: [(String, (inout VerificationRequest) -> Void)] = [
            ("note", { $0.witnessNotes = [note] }), ("receipt", { $0.receipts = [receipt] }),
            ("custody", { $0.sightings = [seen] }),
        ]
        let first = try await scene.report(trust, day: 9)
        #expect(
            first.faults == [] && words(first) == ["a-exporter": "valid-then", "b-exporter": "valid-then"]
        )
        let second = try await scene.report(trust, day: 15)
        #expect(second.faults == ["key-retired", "threshold-not-met"])
        #expect(words(second) == ["a-exporter": "retired", "b-exporter": "valid-then"])
        let third = try await scene.report(trust, day: 25)
        #expect(
            third.faults == ["key-retired", "key-revoked", "threshold-not-met"]
                || third.faults == [
                    "key-revoked", "key-retired", "threshold-not-met",
                ]
        )
        for day: Int64 in [15, 25, 4_000] {
            for (name, give) in evidence {
                let report = try await scene.report(trust, day: day, give)
                #expect(report.faults == [], "\(name) on day \(day)")
                #expect(words(report) == ["a-exporter": "valid-then", "b-exporter": "valid-then"])
                let single = ["sighting-single"]
                #expect(Set(warnings(report)) == Set(["key-retired-later", "key-revoked-later"] + single))
                let ended = report.signers.filter { $0.wanted != nil }
                #expect(ended.count == (day == 15 ? 1 : 2) && ended.allSatisfy { $0.shownBy.count == 1 })
                #expect(report.restsOn.filter { $0.contains("1 of 1") }.count == ended.count)
            }
        }
        // What was seen only in the second since which B's key was in wrong hands saves neither.
        let late = try scene.note(20)
        #expect(
            try await scene.report(trust, day: 25, { $0.witnessNotes = [late] }).faults.contains(
                "key-revoked"
            )
        )
        let between = try scene.note(15)
        let half = try await scene.report(trust, day: 25) { $0.witnessNotes = [between] }
        #expect(half.faults == ["key-retired", "threshold-not-met"])
        #expect(words(half) == ["a-exporter": "retired", "b-exporter": "valid-then"])
    }

    @Test(
        "a countersigned checkpoint does not show that the manifest existed: a stolen key can seal an old log anew"
    )
    func sealedAnew() async throws {
        let scene = try await Scene()
        let trust = try scene.trust {
            try $0.revoke(scene.signers[1].publicKey.identifier, since: Scene.day(20), reason: .compromised)
        }
        // The log was countersigned on day 5; with stolen keys another bundle of it is made, dated back.
        let log = try Checkpoint(
            origin: scene.origin,
            size: scene.run.store.size,
            root: scene.run.store.root(at: scene.run.store.size)
        )
        let checkpoint = try Scene.cosigned(log, Scene.day(5), scene.witness)
        let report = try await scene.report(trust, day: 25) { $0.witnessNotes = [checkpoint] }
        #expect(report.faults == ["key-revoked", "threshold-not-met"])
        let anew = try await scene.run.seal(as: "anew", keys: scene.signers)
        let note = try scene.note(5)
        var request = VerificationRequest(
            path: anew,
            trust: trust,
            trustDigest: trust.digest,
            at: try Scene.day(25)
        )
        request.witnessNotes = [note]
        #expect(await Verifier.verify(request).report.faults == ["witness-mismatch"])
        let good = try await scene.report(trust, day: 25) { $0.witnessNotes = [note] }
        #expect(good.faults == [], "the knock-out")
    }

    @Test(
        "evidence counts only by people who are trusted with it, whose own keys are good, and who are not the signer"
    )
    func whoseWord() async throws {
        let scene = try await Scene()
        let retire: (inout Trust) throws -> Void = {
            try $0.retire(scene.signers[0].publicKey.identifier, at: Scene.day(10), reason: .left)
        }
        let trust = try scene.trust(retire)
        let stranger = try SecretKey.generate(name: "S", withMLDSA: false)
        let (good, receipt) = (try scene.note(5), try scene.receipt(5))
        func faults(_ trust: Trust, _ change: (inout VerificationRequest) -> Void) async throws -> [String] {
            try await scene.report(trust, day: 30, change).faults
        }
        let wanted = ["key-retired", "threshold-not-met"]
        #expect(try await faults(trust) { $0.witnessNotes = [good] } == [], "the knock-out")
        #expect(try await faults(trust) { $0.receipts = [receipt] } == [], "the knock-out")
        let (strange, foreign) = (try scene.note(5, by: stranger), try scene.receipt(5, by: stranger))
        #expect(try await faults(trust) { $0.witnessNotes = [strange] } == wanted)
        #expect(try await faults(trust) { $0.receipts = [foreign] } == wanted)
        // A witness whose key was revoked shows nothing any more; an inspector who left since still does.
        let ended = try scene.trust {
            try retire(&$0)
            try $0.revoke(scene.witness.publicKey.identifier, since: Scene.day(29), reason: .lost)
            try $0.retire(scene.inspector.publicKey.identifier, at: Scene.day(29), reason: .left)
        }
        #expect(try await faults(ended) { $0.witnessNotes = [good] } == wanted)
        #expect(try await faults(ended) { $0.receipts = [receipt] } == [])
        // The signer as witness of the own signature.
        let own = try scene.trust {
            try retire(&$0)
            try $0.add(person: "A. Exporter", key: stranger.publicKey, roles: [.witness])
        }
        #expect(try await faults(own) { $0.witnessNotes = [strange] } == wanted)
        // Evidence of something else is a fault of its own.
        let other = try scene.note(5, of: SealTree.Head(size: 2, root: TestRun.digest("other")))
        #expect(try await faults(trust) { $0.witnessNotes = [other] } == ["witness-mismatch"])
        let otherReceipt = try scene.receipt(5, of: TestRun.digest("other"))
        #expect(try await faults(trust) { $0.receipts = [otherReceipt] } == ["receipt-other-bundle"])
        // Two people wanted: one is not enough, whatever the means; two are, whatever the means.
        let two = try scene.trust {
            try retire(&$0)
            $0.setPolicy(try SightingTests.wanting(2, $0.policy))
        }
        #expect(try await faults(two) { $0.witnessNotes = [good] } == wanted)
        #expect(
            try await faults(two) {
                $0.witnessNotes = [good]
                $0.receipts = [receipt]
            } == []
        )
    }

    @Test("the report names person, key, standing and what shows it, as JSON and as text")
    func told() async throws {
        let scene = try await Scene()
        let trust = try scene.trust {
            try $0.retire(scene.signers[0].publicKey.identifier, at: Scene.day(10), reason: .left)
        }
        let note = try scene.note(5)
        let report = try await scene.report(trust, day: 30) { $0.witnessNotes = [note] }
        let json = String(decoding: report.json.canonicalBytes, as: UTF8.self)
        let day = try Scene.day(5)
        #expect(
            json.contains(
                #""person":"a-exporter","shown":[{"at":"\#(day)","by":"w-witness","means":"note"}]"#
            )
        )
        #expect(
            json.contains(#""standing":"valid-then","wanted":1"#) && json.contains(#""standing":"valid""#)
        )
        #expect(json.contains(#"{"age":"\#(day)","counts":true"#))
        #expect(
            report.text.contains(
                "a-exporter: valid then, key retired at \(try Scene.day(10)); seen by w-witness"
            )
        )
        #expect(report.text.contains("b-exporter: valid\n"))
        #expect(report.restsOn.contains { $0.contains("w-witness (note, \(day))") && $0.contains("1 of 1") })
    }

    @Test("a trust file whose only log key has ended does not read as one that names none")
    func logKeys() async throws {
        let scene = try await Scene()
        let trust = try scene.trust {
            try $0.add(person: "Log", key: scene.run.logKey.publicKey, roles: [.log])
            try $0.revoke(scene.run.logKey.publicKey.identifier, since: Scene.day(10), reason: .compromised)
        }
        #expect(try await scene.report(trust, day: 9).faults == [])
        #expect(try await scene.report(trust, day: 11).faults == ["checkpoint-unknown-key"])
        let note = try scene.note(5)
        #expect(try await scene.report(trust, day: 11, { $0.witnessNotes = [note] }).faults == [])
    }

    @Test("with ML-DSA-87 demanded, a signer with Ed25519 alone does not count, nor half a pair")
    func mldsa() async throws {
        let run = try TrustAndContinuityTests.makeRun()
        let pair = try SecretKey.generate(name: "P. Quantum", withMLDSA: true)
        func trust(_ key: PublicKey, demands: Bool) throws -> Trust {
            var trust = Trust(
                policy: try Policy(
                    acceptingSessions: ["software"],
                    proofs: ["attested/1"],
                    sampleMinimum: 0,
                    rewindsMaximum: 4,
                    requireMLDSA87: demands
                )
            )
            try trust.add(person: "P. Quantum", key: key, roles: [.exporter])
            return trust
        }
        let single = try await run.seal(as: "single")
        let classic = run.exporter.publicKey
        #expect(
            try await run.verify(single, trust: trust(classic, demands: true)).faults
                == ["mldsa87-missing", "threshold-not-met"]
        )
        #expect(try await run.verify(single, trust: trust(classic, demands: false)).verdict == .accepted)
        let whole = try await run.seal(as: "whole", keys: [pair])
        #expect(try await run.verify(whole, trust: trust(pair.publicKey, demands: true)).verdict == .accepted)
    }

    @Test("any version of a chain can be pinned, and the least version is held against the last")
    func pins() async throws {
        let scene = try await Scene()
        let trust = try scene.trust()
        let old = TestRun.digest("the first version")
        func faults(_ change: (inout VerificationRequest) -> Void) async throws -> [String] {
            try await scene.report(trust, day: 1, change).faults
        }
        #expect(try await faults { $0.trustPin = old } == ["trust-pin-mismatch"])
        let report = try await scene.report(trust, day: 1) {
            $0.trustPin = old
            $0.trustVersions = [old, trust.digest]
        }
        #expect(report.faults == [] && report.trustFirst == old)
        #expect(report.text.contains("whose first version has SHA-256 \(old)"))
        #expect(
            try await faults {
                $0.trustVersions = [old, trust.digest]
                $0.trustPin = TestRun.digest("another")
            } == ["trust-pin-mismatch"]
        )
    }
}
