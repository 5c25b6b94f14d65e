import Attestation
import Bytes
import TestSupport
import Testing

@Suite(.enabled(if: IntelVectors.there, "\(Vectors.missing)"))
struct IntelVectorTests {
    /// A vector and its README's verdict within the window.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let from: String
        let to: String
        var inauthentic: [AppraisalCode] = []
        var refused: [AppraisalCode] = []
        let status: String

        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "tdx/v4-uptodate",
            from: "2025-06-19T10:32:27Z",
            to: "2025-07-19T10:00:35Z",
            status: "UpToDate"
        ),
        Case(
            name: "tdx/v4-debug",
            from: "2026-03-16T22:34:05Z",
            to: "2026-04-15T22:16:03Z",
            refused: [.debugEnabled, .tcbStatus],
            status: "OutOfDate"
        ),
        Case(
            name: "tdx/v4-spr-2022",
            from: "2023-06-18T08:42:58Z",
            to: "2023-07-08T07:24:59Z",
            inauthentic: [.evidenceMalformed],
            refused: [.tcbLevelNone],
            status: "none"
        ),
        Case(
            name: "sgx/v3-swhardening",
            from: "2025-06-19T10:56:11Z",
            to: "2025-07-19T10:01:18Z",
            refused: [.tcbStatus],
            status: "ConfigurationAndSWHardeningNeeded"
        ),
    ]

    @Test("A sample gives its README's verdict within the window", arguments: cases)
    func within(_ sample: Case) throws {
        let evidence = try IntelVectors.evidence(IntelVectors.files(sample.name))
        let context = try IntelVectors.context(sample.from, sample.to)
        #expect(evidence.authenticate(context).refusals == sample.inauthentic)
        let policy = try IntelVectors.policy(for: evidence)
        #expect(evidence.appraise(policy, context).refusals == sample.refused)
        let status = evidence.claims.first { $0.name == "TCB status" }
        #expect(status?.value.hasPrefix(sample.status) == true, "\(String(describing: status))")
        #expect(evidence.boundData.count == 64)
    }

    @Test("A second before or after the window no sample is authentic", arguments: cases)
    func outside(_ sample: Case) throws {
        let evidence = try IntelVectors.evidence(IntelVectors.files(sample.name))
        let (from, to) = try (Timestamp(sample.from), Timestamp(sample.to))
        for (first, last) in [(-1, 0), (0, 1)] as [(Int64, Int64)] {
            let before = try #require(Timestamp(seconds: from.seconds + first))
            let after = try #require(Timestamp(seconds: to.seconds + last))
            let bracket = try #require(TimeBracket(from: before, to: after))
            let findings = evidence.authenticate(AuthenticationContext(roots: .builtIn, bracket: bracket))
            let windows: Set<AppraisalCode> = [.collateralWindow, .crlWindow, .certificateWindow]
            #expect(!windows.isDisjoint(with: findings.refusals))
            let late = try IntelVectors.context("2035-01-01T00:00:00Z")
            #expect(windows.isSubset(of: evidence.authenticate(late).refusals))
        }
    }

    @Test("Without a bracket the time is unknown, which is never a pass", arguments: cases)
    func timeUnknown(_ sample: Case) throws {
        let evidence = try IntelVectors.evidence(IntelVectors.files(sample.name))
        let findings = evidence.authenticate(AuthenticationContext(roots: .builtIn, bracket: nil))
        #expect(findings.with(.timeUnknown)?.outcome == .unfinished)
    }

    @Test("A quote without collateral is unfinished, both times")
    func withoutCollateral() throws {
        let evidence = try IntelVectors.evidence(IntelVectors.files("tdx/v4-padded8000"))
        let context = try IntelVectors.context("2025-01-01T00:00:00Z")
        let findings = evidence.authenticate(context)
        #expect(findings.refusals == [.collateralMissing])
        #expect(findings.contains { $0.subject == "quote padding" && $0.detail == "3065 zero bytes" })
        let policy = try IntelVectors.policy(for: evidence)
        #expect(evidence.appraise(policy, context).refusals == [.collateralMissing])
    }

    @Test("Raw responses of 2023 say the same as the single file")
    func rawCollateral() throws {
        var files = try IntelVectors.rawFiles()
        files["quote.bin"]?.removeLast(39)
        let evidence = try IntelVectors.evidence(files)
        let context = try IntelVectors.context("2023-06-18T08:42:58Z", "2023-07-08T07:24:59Z")
        #expect(evidence.authenticate(context).refusals == [])
        let policy = try IntelVectors.policy(for: evidence)
        let findings = evidence.appraise(policy, context)
        #expect(findings.refusals == [.tcbLevelNone])
        #expect(findings.with(.tcbLevelNone)?.detail.contains("got ") == true)
        let later = try IntelVectors.context("2023-07-08T07:25:00Z")
        #expect(evidence.authenticate(later).refusals == [.collateralWindow])
    }

    @Test(
        "Any part of the raw responses that is missing is named",
        arguments: [
            ("tcb-info.json", "TCB Info"), ("tcb-info.headers", "issuers of TCB Info"),
            ("qe-identity.json", "QE identity"), ("qe-identity.headers", "issuers of QE identity"),
            ("pck-crl.der", "PCK revocation list"), ("root-crl.der", "root revocation list"),
        ]
    )
    func missingPart(_ file: String, _ name: String) throws {
        var files = try IntelVectors.rawFiles()
        files["quote.bin"]?.removeLast(39)
        files[file] = nil
        let evidence = try IntelVectors.evidence(files)
        let finding = evidence.authenticate(try IntelVectors.context("2023-07-01T00:00:00Z"))
            .with(.collateralMissing)
        #expect(finding?.outcome == .unfinished)
        #expect(finding?.detail == "without \(name)")
    }

    @Test("The status that policy allows is accepted with a warning")
    func allowedStatus() throws {
        let evidence = try IntelVectors.evidence(IntelVectors.files("sgx/v3-swhardening"))
        let context = try IntelVectors.context("2025-07-01T00:00:00Z")
        let status = "\"ConfigurationAndSWHardeningNeeded\""
        let policy = try IntelVectors.policy(for: evidence, statuses: status)
        let findings = evidence.appraise(policy, context)
        #expect(findings.refusals == [])
        #expect(findings.with(.tcbStatus)?.outcome == .warn)
        let strict = ", \"advisories_denied\": [\"INTEL-SA-00615\"]"
        let denying = try IntelVectors.policy(for: evidence, statuses: status, more: strict)
        #expect(evidence.appraise(denying, context).refusals == [.advisoryDenied])
    }

    @Test("The exact shortfall is printed")
    func shortfall() throws {
        let evidence = try IntelVectors.evidence(IntelVectors.files("sgx/v3-swhardening"))
        let policy = try IntelVectors.policy(for: evidence, statuses: "\"SWHardeningNeeded\"")
        let finding = evidence.appraise(policy, try IntelVectors.context("2025-07-01T00:00:00Z"))
            .with(.tcbStatus)
        #expect(finding?.detail.hasSuffix("component 7: got 0, want 12") == true, "\(finding?.detail ?? "")")
    }

    @Test("Evidence of a kind that the policy leaves out is not appraised", arguments: cases)
    func withoutPolicy(_ sample: Case) throws {
        let evidence = try IntelVectors.evidence(IntelVectors.files(sample.name))
        let findings = evidence.appraise(.none, try IntelVectors.context(sample.from))
        #expect(findings.refusals == [.notAppraised])
        #expect(findings.count == 1)
    }
}
