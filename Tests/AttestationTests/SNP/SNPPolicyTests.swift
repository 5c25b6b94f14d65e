import Bytes
import TestSupport
import Testing

@testable import Attestation

@Suite("SEV-SNP policy", .enabled(if: SNPSample.present, "\(Vectors.missing)"))
struct SNPPolicyTests {
    private func appraise(_ sample: SNPSample, _ changes: [String: JSON?] = [:]) throws -> [AppraisalFinding]
    {
        let evidence = try sample.evidence()
        return try evidence.appraise(sample.policy(changes), sample.context)
    }

    @Test("a policy that leaves everything open accepts every sample", arguments: SNPSample.all)
    func open(_ sample: SNPSample) throws {
        #expect(try appraise(sample).faults == [])
    }

    /// A demand that the sample does not meet, and the member that makes it.
    struct Demand: Sendable, CustomStringConvertible {
        let sample: SNPSample
        let member: String
        let value: JSON
        let code: AppraisalCode

        init(_ sample: SNPSample, _ member: String, _ value: JSON, _ code: AppraisalCode) {
            self.sample = sample
            self.member = member
            self.value = value
            self.code = code
        }

        var description: String { "\(member) on \(sample)" }
    }

    static let digest = JSON.string(String(repeating: "ab", count: 48))
    static let demands: [Demand] = [
        Demand(.milan, "measurements", [digest], .measurementUnknown),
        Demand(.debug, "debug", false, .debugEnabled),
        Demand(.milan, "smt", false, .featureDenied),
        Demand(.milan, "tcb", .object(["genoa": .object([:])]), .productDenied),
        Demand(.milan, "tcb", .object(["milan": .object(["microcode": 209])]), .tcbTooLow),
        Demand(.milan, "chips", [.string(String(repeating: "0", count: 128))], .chipUnknown),
        Demand(.milan, "id_keys", [digest], .signerDenied),
        Demand(.milan, "author_keys", [digest], .signerDenied),
        Demand(.milan, "guest_svn_minimum", 4_000_000_000, .guestVersionTooLow),
        Demand(.milan, "signers", ["VLEK"], .signerDenied),
        Demand(.milan, "crl_required", true, .collateralMissing),
        Demand(.genoa, "platform_info", .object(["tio": true]), .featureDenied),
        Demand(.genoa, "platform_info", .object(["ecc": false, "tio": false]), .featureDenied),
    ]

    @Test("each demand refuses on its own what a policy without it accepts", arguments: demands)
    func demand(_ demand: Demand) throws {
        #expect(try appraise(demand.sample).faults == [])
        let codes = try appraise(demand.sample, [demand.member: demand.value]).codes
        #expect(Set(codes) == [demand.code])
    }

    @Test("migration and VMPL are judged by the report's own fields")
    func fields() throws {
        let good = try SNPSample.milan.evidence()
        var bytes = good.report.bytes
        bytes[0x0a] |= 4
        bytes[0x30] = 2
        let evidence = try SNPSample.milan.evidence(["report.bin": bytes])
        let context = try SNPSample.milan.context
        let strict = try SNPSample.milan.policy(["vmpl_maximum": 1])
        #expect(evidence.appraise(strict, context).codes == [.migrationAllowed, .vmplTooHigh])
        let lax = try SNPSample.milan.policy(["vmpl_maximum": 2, "migration": true])
        #expect(evidence.appraise(lax, context).faults == [])
    }

    @Test("the shortfall is said component by component")
    func shortfall() throws {
        let minimum = JSON.object(["milan": .object(["microcode": 209, "snp": 20, "boot_loader": 3])])
        let finding = try #require(try appraise(.milan, ["tcb": minimum]).faults.first)
        #expect(finding.subject == "REPORTED_TCB")
        #expect(finding.detail == "snp 8, want 20 or later; microcode 115, want 209 or later")
    }

    @Test("a missing list is unfinished unless the policy does without; a given one is enough")
    func list() throws {
        let policy = try SNPSample.milan.policy(["crl_required": nil])
        let missing = try SNPSample.milan.evidence().appraise(policy, SNPSample.milan.context).faults
        #expect(missing.map(\.outcome) == [.unfinished] && missing.map(\.code) == [.collateralMissing])
        let given = try SNPSample.milan.evidence(crl: true)
        #expect(try given.appraise(policy, SNPSample.milan.context).faults == [])
    }

    @Test("without a policy nothing is appraised")
    func none() throws {
        let findings = try SNPSample.milan.evidence().appraise(.none, SNPSample.milan.context)
        #expect(findings.codes == [.notAppraised])
    }

    @Test("older firmware later in a session is a regression, newer is not")
    func regression() throws {
        let early = try SNPSample.milan.evidence()
        var bytes = early.report.bytes
        bytes[0x187] = 114
        let lower = try SNPSample.milan.evidence(["report.bin": bytes])
        #expect(early.regression(to: early) == nil)
        #expect(early.regression(to: lower) == "REPORTED_TCB: microcode 114, want 115 or later")
        #expect(lower.regression(to: early) == nil)
        #expect(try early.regression(to: SNPSample.genoa.evidence()) == "not a report of Milan")
    }

    @Test("a policy is written as it was read")
    func written() throws {
        let all: [String: JSON?] = [
            "chips": [.string(String(repeating: "cd", count: 64))], "id_keys": [Self.digest],
            "author_keys": [Self.digest], "guest_svn_minimum": 2, "signers": ["VCEK", "VLEK"],
            "tcb": .object(["turin": .object(["fmc": 1, "snp": 4])]),
        ]
        let policy = try SNPSample.milan.policy(all)
        let again = try AttestationPolicy(policy.json, path: "")
        #expect(again == policy)
    }

    static let bad: [(String, JSON?)] = [
        ("measurements", []), ("measurements", ["ab"]), ("measurements", [digest, digest]),
        ("measurements", nil),
        ("measurements", [.string(String(repeating: "AB", count: 48))]), ("debug", nil), ("migration", nil),
        ("smt", nil), ("vmpl_maximum", 4), ("vmpl_maximum", nil), ("tcb", .object([:])), ("tcb", nil),
        ("tcb", .object(["rome": .object([:])])), ("tcb", .object(["milan": .object(["fmc": 1])])),
        ("tcb", .object(["milan": .object(["snp": 256])])), ("signers", []), ("signers", ["VCEK", "VCEK"]),
        ("signers", ["none"]), ("chips", []), ("guest_svn_minimum", -1), ("other", true),
    ]

    @Test("a policy that says too little, too much or nonsense is refused", arguments: bad)
    func refused(member: String, value: JSON?) {
        #expect(throws: FormatError.self) { try SNPSample.milan.policy([member: value]) }
    }
}
