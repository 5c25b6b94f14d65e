import Attestation
import Bytes
import Leaves
import Reports
import TestSupport
import Testing

@testable import Verification

/// Evidence in forms of later days and of Azure, in a bundle.
@Suite("Evidence as clouds hand it out, in a bundle")
struct CapturedEvidenceTests {
    private static func story(_ change: (inout SyntheticSNP) -> Void) -> EvidenceTests.Story {
        var story = EvidenceTests.Story()
        change(&story.open)
        change(&story.beat)
        change(&story.close)
        return story
    }

    @Test("of version 4 is accepted; of one that is not known is incomplete, and never rejected")
    func versions() async throws {
        let fourth = try await EvidenceTests.verify(Self.story { $0.version = 4 }.run())
        #expect(fourth.verdict == .accepted, "\(fourth.findings)")
        var story = EvidenceTests.Story()
        story.close.version = 9
        let unknown = try await EvidenceTests.verify(story.run())
        #expect(unknown.verdict == .incomplete, "\(unknown.findings)")
        #expect(unknown.findings.contains { $0.code == "evidence-unsupported" && $0.outcome == .unfinished })
    }

    @Test(
        "of Azure is accepted where policy names the paravisor, with a warning each time, and else rejected"
    )
    func azure() async throws {
        let run = try Self.story { $0.isWrapped = true }.run()
        let paravisor = String(repeating: "11", count: 48)
        let naming =
            #"{"azure_hcl":["\#(paravisor)"],"#
            + SyntheticSNP.policy.dropFirst().replacing(paravisor, with: String(repeating: "22", count: 48))
        let named = try await EvidenceTests.verify(run, policy: naming)
        #expect(named.verdict == .accepted, "\(named.findings)")
        #expect(named.findings.count { $0.code == "guest-unmeasured" && $0.outcome == .warn } == 3)
        let unnamed = try await EvidenceTests.verify(run)
        #expect(unnamed.verdict == .rejected && unnamed.faults.contains("guest-unmeasured"))
        let plain = try await EvidenceTests.verify(EvidenceTests.Story().run(), policy: naming)
        #expect(plain.verdict == .rejected && plain.faults.contains("measurement-unknown"))
        var lie = Self.story { $0.isWrapped = true }
        lie.bound = { $0.bytes.map { ~$0 } }
        let other = try await EvidenceTests.verify(lie.run(), policy: naming)
        #expect(other.verdict == .rejected && other.faults.contains("binding-mismatch"))
    }
}
