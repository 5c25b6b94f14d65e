import Bytes
import Keys
import Sampling
import SecretKeys
import Testing
import Trust

@testable import Audit

@Suite("The status of a run")
struct AuditStatusTests {
    /// Three weeks, the first two of them drawn, the first accepted.
    private func input() throws -> AuditStatus.Input {
        var input = AuditStatus.Input()
        input.segments = try Weeks.segments(1...3)
        let first = try Samples.ceremony(of: Weeks.audited(1))
        let second = try Samples.ceremony(
            of: Weeks.audited(2),
            plan: { $0.previousPlan = first.planned.digest }
        )
        input.ceremonies = [("week1.audit.json", first), ("week2.audit.json", second)]
        input.receipts = [try receipt(Weeks.manifest(1), to: 10)]
        return input
    }

    private func receipt(
        _ manifest: Digest,
        to: Int,
        world: String = "a",
        signer: Samples.Signer = .inspector,
        spoilt: Bool = false
    ) throws -> ReceiptRecord {
        let receipt = Receipt(
            acceptedAt: try Timestamp("2026-06-09T00:00:00Z"),
            bundle: .init(
                manifest: manifest,
                name: "week",
                segment: Segment(
                    run: Samples.digest("run"),
                    from: to - 10,
                    to: to,
                    root: Weeks.root(to, world)
                ),
                fileDigest: .zero,
                fileSize: 1,
                sealed: ReceiptTests.tree.head
            ),
            checkpoint: nil,
            plan: nil,
            report: .zero,
            scope: .all,
            isSimulated: false,
            statement: .init(
                source: .everyStep,
                population: 8,
                sampled: 8,
                failed: 0,
                goodAtLeast: 8,
                confidence: nil
            ),
            trust: .zero,
            trustVersion: 1
        )
        var signed = SignedReceipt(receipt)
        try signed.add(Samples.key(signer).sign(spoilt ? [] : signed.signedBytes))
        return ReceiptRecord(
            file: "week.\(signer).receipt.dsse.json",
            try SignedReceipt(canonical: signed.canonicalBytes),
            trust: try Samples.trust(),
            at: try Timestamp(Samples.time)
        )
    }

    private func status(
        _ change: (inout AuditStatus.Input) throws -> Void = { _ in }
    ) throws -> AuditStatus {
        var input = try self.input()
        try change(&input)
        return try AuditStatus(input, trust: Samples.trust(), at: Weeks.time(3, plus: 1))
    }

    @Test("is continuous where nothing is missing, late or forked; a week without a draw is named")
    func continuous() throws {
        let status = try self.status()
        #expect(status.state == .continuous)
        #expect(status.findings.map(\.code) == [.notAudited])
        #expect(status.findings[0].subject == "\(Weeks.origin) leaves 20 to 29")
        #expect(status.audits.map(\.state) == [.drawn, .drawn] && status.chain.redraws == 0)
        #expect(status.receipts(of: Weeks.manifest(1)).map(\.signer.person) == ["inspector"])
        #expect(status.audits(of: Weeks.manifest(2)).count == 1)
    }

    @Test("adds up the chances of error of all draws")
    func together() throws {
        let together = try status().together
        #expect(together.budget.confidences == [9_500, 9_500])
        #expect(together.budget.independent == "0.0975" && together.budget.union == "0.1000")
        #expect(together.planned == 52 && together.each == 9_991)
        #expect(try status { $0.ceremonies = [] }.together.budget.independent == "0.0000")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let state: AuditStatus.State
        let codes: [StatusCode]
        let change: @Sendable (inout AuditStatus.Input) throws -> Void
    }

    /// The plan of the second week, as the first week's goes before it.
    private static func second(
        _ segment: AuditedSegment,
        after input: AuditStatus.Input,
        _ change: (inout AuditPlan) -> Void = { _ in }
    ) throws -> Ceremony {
        let first = input.ceremonies[0].ceremony.planned.digest
        return try Samples.ceremony(
            of: segment,
            plan: {
                $0.previousPlan = first
                change(&$0)
            }
        )
    }

    static let cases = [
        Case(testDescription: "no bundle", state: .incomplete, codes: [.missing]) { input in
            input = AuditStatus.Input()
        },
        Case(testDescription: "a missing week", state: .incomplete, codes: [.missing]) { input in
            input.segments.remove(at: 0)
            input.ceremonies = []
            input.receipts = []
        },
        Case(testDescription: "a plan for no bundle here", state: .incomplete, codes: [.bundleElsewhere]) {
            input in
            input.segments.removeLast()
            input.isEnded = true
            let others: [Samples.Signer] = [.inspector2, .witness, .witness2]
            let ceremony = try Samples.ceremony(
                of: Weeks.audited(3),
                planSigners: others,
                drawSigners: others
            )
            input.ceremonies.append(("week3", ceremony))
        },
        Case(
            testDescription: "a plan that saw another root",
            state: .contradicted,
            codes: [.contradicted, .bundleElsewhere]
        ) { input in
            var seen = try Weeks.audited(2)
            seen.manifest = Weeks.manifest(2, "b")
            seen.segment.root = Weeks.root(20, "b")
            input.ceremonies[1].ceremony = try second(seen, after: input)
        },
        Case(testDescription: "a plan of other steps", state: .contradicted, codes: [.auditFaulty]) { input in
            input.ceremonies[1].ceremony = try second(Weeks.audited(2), after: input) {
                $0.population = 9
                $0.strata = [.init(first: 1, last: 9, sample: 9)]
            }
        },
        Case(testDescription: "a draw not signed by all", state: .incomplete, codes: [.auditFaulty]) {
            input in
            input.ceremonies.removeLast()
            input.ceremonies[0].ceremony = try Samples.ceremony(
                of: Weeks.audited(1),
                drawSigners: [.inspector, .witness]
            )
        },
        Case(testDescription: "a checkpoint of another log", state: .incomplete, codes: [.otherLog]) {
            input in
            input.kept = [Weeks.kept(10, origin: "lab.example/run/2")]
        },
        Case(testDescription: "a checkpoint of a fork", state: .contradicted, codes: [.contradicted]) {
            input in
            input.kept = [Weeks.kept(20, "b")]
        },
        Case(testDescription: "a file that cannot be read", state: .incomplete, codes: [.unreadable]) {
            input in
            input.findings = [StatusFinding(.open, .unreadable, "x.bulla.tar.xz", "")]
        },
        Case(testDescription: "an unsigned bundle", state: .continuous, codes: [.bundleNotCounted]) { input in
            input.findings = [StatusFinding(.note, .bundleNotCounted, "x.bulla.tar.xz", "")]
        },
        Case(testDescription: "an unsigned plan", state: .continuous, codes: [.auditNotCounted]) { input in
            input.ceremonies.append(("x", try Ceremony(planning: Samples.plan(of: Weeks.audited(3)))))
        },
    ]

    @Test("follows from what was found", arguments: cases)
    func state(_ test: Case) throws {
        let status = try self.status(test.change)
        #expect(status.state == test.state)
        #expect(status.findings.map(\.code).filter { $0 != .notAudited } == test.codes, "\(status.findings)")
    }

    @Test("a signature that does not verify is wrong, whatever else counts")
    func forged() throws {
        let status = try self.status { input in
            let whole = input.ceremonies[1].ceremony
            var plan = whole.plan
            var bytes = plan.signatures[0].bytes
            bytes[0] ^= 1
            plan.signatures[0] = Signature(keyIdentifier: plan.signatures[0].keyIdentifier, bytes: bytes)
            input.ceremonies[1].ceremony = try Ceremony(plan: plan, draw: whole.draw)
        }
        #expect(status.state == .contradicted)
        #expect(status.findings.map(\.code).filter { $0 != .notAudited } == [.forged, .auditFaulty])
        #expect(status.together.budget.confidences.count == 1)
    }

    @Test("a receipt counts if inspectors signed it, and remembers the root that they saw")
    func receipts() throws {
        func codes(_ receipt: ReceiptRecord) throws -> [StatusCode] {
            try status { $0.receipts = [receipt] }.findings.map(\.code).filter { $0 != .notAudited }
        }
        #expect(try codes(receipt(Weeks.manifest(2), to: 20)) == [])
        #expect(try codes(receipt(Weeks.manifest(2), to: 20, world: "b")) == [.contradicted])
        #expect(try codes(receipt(Weeks.manifest(9), to: 90)) == [.bundleElsewhere])
        #expect(try codes(receipt(Weeks.manifest(2), to: 20, signer: .witness)) == [.receiptNotCounted])
        #expect(try codes(receipt(Weeks.manifest(2), to: 20, spoilt: true)) == [.forged])
    }

    @Test("where two inspectors are wanted a bundle is accepted by two receipts that agree")
    func twoReceipts() throws {
        func status(_ receipts: [ReceiptRecord]) throws -> AuditStatus {
            var input = try self.input()
            input.receipts = receipts
            return try AuditStatus(input, trust: Samples.trust(inspectors: 2), at: Weeks.time(3, plus: 1))
        }
        func codes(_ status: AuditStatus) -> [StatusCode] {
            let others: [StatusCode] = [.notAudited, .auditFaulty, .auditNotCounted]
            return status.findings.map(\.code).filter { !others.contains($0) }
        }
        let manifest = Weeks.manifest(2)
        let first = try receipt(manifest, to: 20)
        #expect(try codes(status([first])) == [.receiptNotCounted])
        let both = try status([first, receipt(manifest, to: 20, signer: .inspector2)])
        #expect(codes(both) == [] && both.receipts(of: manifest).count == 2)
        let other = try receipt(manifest, to: 20, world: "b", signer: .inspector2)
        let apart = try status([first, other])
        #expect(codes(apart) == [.receiptsDisagree, .receiptNotCounted, .receiptNotCounted])
        #expect(apart.receipts == [])
    }

    @Test("does not depend on the order of the files")
    func order() throws {
        var mixer = Mixer(state: 9)
        let expected = try self.status()
        for _ in 1...5 {
            let status = try self.status {
                $0.segments.shuffle(using: &mixer)
                $0.ceremonies.shuffle(using: &mixer)
            }
            #expect(status.findings == expected.findings && status.audits == expected.audits)
            #expect(status.histories == expected.histories)
        }
    }
}
