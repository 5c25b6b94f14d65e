import Bytes
import TestSupport
import Testing

@testable import Attestation

/// What is said to those who look at evidence without a policy.
@Suite("Warnings of an inspection without a policy")
struct InspectionTests {
    /// The findings of an appraisal that have a code, without a policy and under one.
    private func found(
        _ code: AppraisalCode,
        in evidence: any Evidence,
        _ context: AuthenticationContext,
        under policy: AttestationPolicy = .none
    ) -> [AppraisalFinding] {
        Appraisal(of: evidence, policy: policy, context: context, binding: nil).findings
            .filter { $0.code == code }
    }

    @Test(
        "name what a policy would refuse on Intel's machines, and reject nothing",
        arguments: IntelPolicyTests.cases.filter {
            [.tcbStatus, .migrationAllowed, .debugEnabled].contains($0.code)
        }
    )
    func intel(_ sample: IntelPolicyTests.Case) throws {
        var forge = IntelForge()
        let good = try forge.evidence()
        let before = try found(sample.code, in: good, forge.context())
        #expect(before.isEmpty)
        sample.edit(&forge)
        let (evidence, context) = (try forge.evidence(), try forge.context())
        let warnings = found(sample.code, in: evidence, context)
        #expect(warnings.map(\.outcome) == [.warn], "\(warnings)")
        #expect(Appraisal(of: evidence, policy: .none, context: context, binding: nil).result == .authentic)
        // Under a policy the same is refused, once.
        let policy = try IntelVectors.policy(sample.demand)
        #expect(found(sample.code, in: evidence, context, under: policy).map(\.outcome) == [.fail])
    }

    @Test(
        "name an SNP guest that may be moved, with its certificates and without",
        .enabled(if: SNPSample.present, "\(Vectors.missing)")
    )
    func snp() throws {
        let good = try SNPSample.milan.evidence()
        let context = try SNPSample.milan.context
        #expect(found(.migrationAllowed, in: good, context).isEmpty)
        var bytes = good.report.bytes
        bytes[0x0a] |= 4
        let moving = try SNPSample.milan.evidence(["report.bin": bytes])
        #expect(found(.migrationAllowed, in: moving, context).map(\.outcome) == [.warn])
        let bare = try EvidenceReader.read(EvidenceFiles(["report.bin": bytes]), as: .sevSNP)
        #expect(found(.migrationAllowed, in: bare, context).map(\.outcome) == [.warn])
        let debug = try SNPSample.debug.evidence()
        #expect(try found(.debugEnabled, in: debug, SNPSample.debug.context).map(\.outcome) == [.warn])
    }
}
