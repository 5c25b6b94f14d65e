import Bytes
import Keys
import SecretKeys
import TestSupport
import Testing
import Trust

@testable import Audit

@Suite("Receipts of accepted bundles")
struct ReceiptTests {
    static let trustDigest = Samples.digest("trust")

    static let bundle = Receipt.Bundle(
        manifest: Samples.digest("manifest"),
        name: "week1",
        segment: segment(),
        fileDigest: Samples.digest("file"),
        fileSize: 12_345,
        sealed: tree.head
    )

    static func segment(
        run: Digest = Samples.digest("run"),
        from: Int = 100,
        to: Int = 1_150,
        root: Digest = Samples.digest("root")
    ) -> Segment { Segment(run: run, from: from, to: to, root: root) }

    /// The manifest with two signatures.
    static let tree = SealTree(envelope(signatures: 2))

    static func envelope(signatures count: UInt8) -> Envelope {
        Envelope(
            payloadType: "text/plain",
            payload: Array("manifest".utf8),
            signatures: (0..<count).map { Signature(keyIdentifier: Samples.digest("\($0)"), bytes: [$0]) }
        )
    }

    static let drawn = Receipt.Statement(
        source: .ceremony,
        population: 1_000,
        sampled: 238,
        failed: 0,
        goodAtLeast: 990,
        confidence: 9_500
    )

    /// What a report has to say for the receipt, and something more.
    static func report(_ change: (inout [String: JSON]) -> Void = { _ in }) -> [UInt8] {
        var members: [String: JSON] = [
            "as_of": .string(Samples.time),
            "bundle": [
                "from": 100, "manifest": .digest(bundle.manifest), "name": "week1", "population": 1_000,
                "root": .digest(bundle.segment.root), "run": .digest(bundle.segment.run),
                "sealed": bundle.sealed.json,
                "to": 1_150,
            ],
            "findings": [],
            "sampling": [
                "ceremony": ["plan": .digest(Samples.digest("plan"))], "confidence": 9_500,
                "good_at_least": 990, "population": 1_000, "source": "ceremony",
            ],
            "scope": "log", "simulated": true, "steps_checked": 238, "steps_valid": 238,
            "trust": ["sha256": .digest(trustDigest), "version": 7], "type": "bulla-report/1",
            "verdict": "accepted",
        ]
        change(&members)
        return JSON.object(members).canonicalBytes + [0x0a]
    }

    static func receipt(of report: [UInt8] = report()) throws -> Receipt {
        Receipt(
            acceptedAt: try Timestamp(Samples.time),
            bundle: bundle,
            checkpoint: Samples.digest("checkpoint"),
            plan: Samples.digest("plan"),
            report: SHA256.hash(report),
            scope: .log,
            isSimulated: true,
            statement: drawn,
            timing: Samples.digest("timing"),
            trust: trustDigest,
            trustVersion: 7
        )
    }

    static func signed(
        _ receipt: Receipt? = nil,
        by signers: [Samples.Signer] = [.inspector]
    ) throws -> SignedReceipt {
        let signed = SignedReceipt(try receipt ?? Self.receipt())
        var envelope = signed.envelope
        for signer in signers { envelope.signatures += try Samples.key(signer).sign(signed.signedBytes) }
        return try SignedReceipt(canonical: envelope.canonicalBytes)
    }

    static func judge(
        _ signed: SignedReceipt...,
        trust: Trust? = nil,
        digest: Digest = trustDigest,
        at time: String = Samples.time,
        report: [UInt8]? = nil,
        bundle: Receipt.Bundle? = nil,
        tree: SealTree? = nil
    ) throws -> ReceiptJudgement {
        ReceiptJudgement(
            of: signed,
            trust: try trust ?? Samples.trust(),
            trustDigest: digest,
            at: try Timestamp(time),
            comparing: .init(reports: report.map { [$0] } ?? [], bundle: bundle, tree: tree)
        )
    }

    @Test("are read as they were written, and hold with everything at hand")
    func roundTrip() throws {
        let signed = try Self.signed()
        #expect(try SignedReceipt(canonical: signed.canonicalBytes) == signed)
        let judgement = try Self.judge(signed, report: Self.report(), bundle: Self.bundle)
        #expect(judgement.holds && judgement.faults == [] && judgement.inspectors == ["inspector"])
        var bare = try Self.receipt()
        (bare.checkpoint, bare.plan, bare.timing) = (nil, nil, nil)
        bare.statement = Receipt.Statement(
            source: .everyStep,
            population: 5,
            sampled: 5,
            failed: 0,
            goodAtLeast: 5,
            confidence: nil
        )
        #expect(try Receipt(canonical: bare.canonicalBytes) == bare)
    }

    @Test("no receipt with a flipped bit is accepted")
    func flips() throws {
        let good = try Self.signed().canonicalBytes
        let trust = try Samples.trust()
        for index in good.indices {
            for bit in Effort.bits(at: index) {
                var bytes = good
                bytes[index] ^= 1 << bit
                guard let other = try? SignedReceipt(canonical: bytes) else { continue }
                let judgement = try Self.judge(other, trust: trust)
                #expect(judgement.faults.map(\.code).contains(.unsigned), "byte \(index), bit \(bit)")
                #expect(other.sightings(trust: trust) == [])
            }
        }
        let whole = try SignedReceipt(canonical: good)
        #expect(try Self.judge(whole, trust: trust).holds, "the knock-out")
    }

    @Test("a payload with a flipped bit is never read as the same receipt")
    func payloadFlips() throws {
        let receipt = try Self.receipt()
        let good = receipt.canonicalBytes
        for index in good.indices {
            for bit in Effort.bits(at: index) {
                var bytes = good
                bytes[index] ^= 1 << bit
                do {
                    let other = try Receipt(canonical: bytes)
                    #expect(other != receipt && other.canonicalBytes == bytes, "byte \(index), bit \(bit)")
                } catch { #expect([.malformed, .badValue].contains(error.code)) }
            }
        }
    }

    @Test("signatures that change places, or are of other documents, count for nobody")
    func swapped() throws {
        let signed = try Self.signed(by: [.inspector, .inspector2])
        var envelope = signed.envelope
        envelope.signatures = zip(envelope.signatures, envelope.signatures.reversed()).map {
            Signature(keyIdentifier: $0.keyIdentifier, bytes: $1.bytes)
        }
        let swapped = try SignedReceipt(canonical: envelope.canonicalBytes)
        #expect(try Self.judge(swapped).faults.map(\.code) == [.unsigned])
        var other = try Self.receipt()
        other.trustVersion += 1
        var moved = Envelope(payloadType: Receipt.payloadType, payload: other.canonicalBytes)
        moved.signatures = signed.envelope.signatures
        let stolen = try SignedReceipt(canonical: moved.canonicalBytes)
        #expect(try Self.judge(stolen).faults.map(\.code) == [.unsigned])
        let plan = Envelope(
            payloadType: AuditPlan.payloadType,
            payload: signed.envelope.payload,
            signatures: signed.envelope.signatures
        )
        #expect(throws: AuditError.self) { try SignedReceipt(canonical: plan.canonicalBytes) }
    }

    @Test("who is no inspector does not count, and one person with two receipts is one")
    func people() throws {
        for signer in [Samples.Signer.witness, .exporter, .stranger] {
            let judgement = try Self.judge(Self.signed(by: [signer]))
            #expect(judgement.faults.map(\.code) == [.unsigned], "\(signer)")
        }
        let signed = try Self.signed(by: [.inspector, .stranger])
        #expect(try Self.judge(signed).holds, "strangers do no harm")
        var trust = try Samples.trust(inspectors: 2)
        try trust.add(
            person: "inspector",
            key: Samples.key(.stranger).publicKey,
            roles: [.inspector]
        )
        let (first, again) = (try Self.signed(), try Self.signed(by: [.stranger]))
        let judgement = try Self.judge(first, again, trust: trust)
        #expect(judgement.faults.map(\.code) == [.unsigned] && judgement.inspectors == ["inspector"])
        let second = try Self.signed(by: [.inspector2])
        #expect(try Self.judge(first, second, trust: trust).holds, "the knock-out")
    }

    @Test("a report of other bytes is another report")
    func otherReport() throws {
        let signed = try Self.signed()
        let report = Self.report()
        for index in report.indices {
            var bytes = report
            bytes[index] ^= 1
            #expect(try Self.judge(signed, report: bytes).faults.map(\.code) == [.otherReport])
        }
        #expect(try Self.judge(signed, report: Array(report.dropLast())).faults.map(\.code) == [.otherReport])
    }

    @Test("a receipt that says other than its report is found out")
    func contradictions() throws {
        let changes: [(String, (inout [String: JSON]) -> Void)] = [
            ("verdict", { $0["verdict"] = "rejected" }), ("type", { $0["type"] = "bulla-report/2" }),
            ("as_of", { $0["as_of"] = "2026-06-01T12:00:01Z" }), ("scope", { $0["scope"] = "all" }),
            ("simulated", { $0["simulated"] = false }), ("steps_checked", { $0["steps_checked"] = 239 }),
            ("steps_valid", { $0["steps_valid"] = 237 }), ("sampling", { $0["sampling"] = nil }),
            ("trust", { $0["trust"] = [:] }), ("bundle", { $0["bundle"] = nil }),
            ("sampling.good_at_least", { $0.set("sampling", "good_at_least", 989) }),
            ("sampling.confidence", { $0.set("sampling", "confidence", 9_499) }),
            ("sampling.population", { $0.set("sampling", "population", 999) }),
            ("sampling.source", { $0.set("sampling", "source", "seed") }),
            ("sampling.ceremony.plan", { $0.set("sampling", "ceremony", [:]) }),
            ("bundle.manifest", { $0.set("bundle", "manifest", .digest(.zero)) }),
            ("bundle.run", { $0.set("bundle", "run", .digest(.zero)) }),
            ("bundle.root", { $0.set("bundle", "root", .digest(.zero)) }),
            ("bundle.name", { $0.set("bundle", "name", "week2") }),
            ("bundle.from", { $0.set("bundle", "from", 101) }),
            ("bundle.to", { $0.set("bundle", "to", 1_151) }),
            ("bundle.sealed", { $0.set("bundle", "sealed", [:]) }),
            ("bundle.population", { $0.set("bundle", "population", 1_001) }),
            ("trust.version", { $0.set("trust", "version", 8) }),
            ("trust.sha256", { $0.set("trust", "sha256", .digest(.zero)) }),
        ]
        for (member, change) in changes {
            let report = Self.report(change)
            let judgement = try Self.judge(Self.signed(Self.receipt(of: report)), report: report)
            #expect(
                !judgement.holds && judgement.faults.allSatisfy { $0.code == .contradiction },
                "\(member)"
            )
            #expect(judgement.faults.contains { $0.detail.contains("report's \(member)") }, "\(member)")
        }
        let no = Array("no report\n".utf8)
        let judgement = try Self.judge(Self.signed(Self.receipt(of: no)), report: no)
        #expect(judgement.faults.map(\.code) == [.contradiction])
    }

    @Test("another bundle is refused; another copy and another trust file are said")
    func bundles() throws {
        let signed = try Self.signed()
        let changes: [(inout Receipt.Bundle) -> Void] = [
            { $0.manifest = .zero }, { $0.name = "week2" }, { $0.segment = Self.segment(run: .zero) },
            { $0.segment = Self.segment(root: .zero) }, { $0.segment = Self.segment(from: 99) },
            { $0.segment = Self.segment(to: 1_151) },
        ]
        for change in changes {
            var bundle = Self.bundle
            change(&bundle)
            let judgement = try Self.judge(signed, bundle: bundle)
            #expect(judgement.faults.map(\.code) == [.otherBundle] && !judgement.holds)
        }
        for change in [{ $0.fileDigest = .zero }, { $0.fileSize += 1 }] as [(inout Receipt.Bundle) -> Void] {
            var bundle = Self.bundle
            change(&bundle)
            let judgement = try Self.judge(signed, bundle: bundle)
            #expect(judgement.faults.map(\.code) == [.fileDiffers] && judgement.holds)
        }
        let judgement = try Self.judge(signed, digest: .zero)
        #expect(judgement.faults.map(\.code) == [.otherTrust] && judgement.holds)
    }

    @Test("a statement that no report could make is refused")
    func statements() throws {
        let good = String(decoding: try Self.receipt().canonicalBytes, as: UTF8.self)
        for (old, new) in [
            (#""failed":0"#, #""failed":239"#), (#""good_at_least":990"#, #""good_at_least":1001"#),
            (#""sampled":238"#, #""sampled":0"#), (#""sampled":238"#, #""sampled":1001"#),
            (#""population":1000"#, #""population":0"#), (#""confidence":9500"#, #""confidence":10000"#),
            (#""confidence":9500,"#, ""), (#""source":"ceremony""#, #""source":"every-step""#),
            (#""source":"ceremony""#, #""source":"seed""#), (#""source":"ceremony""#, #""source":"me""#),
            (#""scope":"log""#, #""scope":"sample""#), (#""verdict":"accepted""#, #""verdict":"rejected""#),
            (#""from":100"#, #""from":1150"#), (#""from":100"#, #""from":9007199254740991"#),
            (#""file_size":12345"#, #""file_size":0"#), (#""name":"week1""#, #""name":".week1""#),
            (#""name":"week1""#, #""name":"""#), (#""version":7"#, #""version":0"#),
            (#""type":"bulla-acceptance/1""#, #""type":"bulla-acceptance/2""#),
            (#""accepted_at":"#, #""a":1,"accepted_at":"#),
        ] {
            let changed = good.replacing(old, with: new)
            #expect(changed != good, "\(old) is not there")
            #expect(throws: AuditError.self, "\(new)") { try Receipt(canonical: Array(changed.utf8)) }
        }
    }

    @Test("one person signs a receipt, once")
    func adding() throws {
        for signer in [Samples.Signer.inspector, .inspector2] {
            var signed = try Self.signed()
            let again = try Samples.key(signer).sign(signed.signedBytes)
            #expect(throws: AuditError.self) { try signed.add(again) }
        }
    }
}

extension [String: JSON] {
    /// Changes a member of the object under a key.
    fileprivate mutating func set(_ key: String, _ member: String, _ value: JSON) {
        guard case .object(var members) = self[key] else { return }
        members[member] = value
        self[key] = .object(members)
    }
}
