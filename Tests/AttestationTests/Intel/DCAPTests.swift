import Attestation
import Bytes
import TestSupport
import Testing

/// dcap-qvl, an implementation by other people, in Python.
enum DCAP {
    static let isThere = Python.has("dcap_qvl")

    /// Quote, collateral and seconds: prints the status and its advisories, or "refused" and why.
    static let script = """
        import sys, dcap_qvl
        quote, collateral = (open(name, "rb").read() for name in sys.argv[1:3])
        collateral = dcap_qvl.QuoteCollateralV3.from_json(collateral.decode())
        try:
            report = dcap_qvl.verify(quote, collateral, int(sys.argv[3]))
            print(report.status, *sorted(report.advisory_ids))
        except ValueError as error:
            print("refused", error)
        """
}

@Suite(
    .enabled(if: IntelVectors.there, "\(Vectors.missing)"),
    .enabled(if: DCAP.isThere, "\(Python.missing)")
)
struct DCAPTests {
    @Test(
        "Status and advisories are those of dcap-qvl, inside and outside the window",
        arguments: [
            ("tdx/v4-uptodate", "2025-06-20T00:00:00Z"), ("tdx/v4-uptodate", "2025-08-20T00:00:00Z"),
            ("tdx/v4-uptodate", "2025-06-19T00:00:00Z"), ("tdx/v4-spr-2022", "2023-07-01T00:00:00Z"),
            ("tdx/v4-debug", "2026-04-01T00:00:00Z"), ("sgx/v3-swhardening", "2025-07-01T00:00:00Z"),
            ("sgx/v3-swhardening", "2025-05-01T00:00:00Z"),
        ]
    )
    func agreement(_ name: String, _ time: String) throws {
        let seconds = try Timestamp(time).seconds
        let quote = Vectors.path("attestation/\(name).quote.bin")
        let collateral = Vectors.path("attestation/\(name).collateral.json")
        let outcome = try Python.run(["-c", DCAP.script, quote, collateral, "\(seconds)"])
        #expect(outcome.status == 0, "\(outcome)")
        let theirs = outcome.output.split(separator: "\n").first.map(String.init) ?? ""
        #expect(theirs.hasPrefix("refused") == (try ours(name, time) == nil), "\(theirs)")
        if let ours = try ours(name, time) { #expect(theirs == ours) }
    }

    /// Status and advisories where nothing but the status could refuse the quote.
    private func ours(_ name: String, _ time: String) throws -> String? {
        let evidence = try IntelVectors.evidence(IntelVectors.files(name))
        let context = try IntelVectors.context(time)
        let all = "\"UpToDate\",\"OutOfDate\",\"ConfigurationAndSWHardeningNeeded\",\"SWHardeningNeeded\""
        let policy = try IntelVectors.policy(for: evidence, statuses: all)
        let findings = evidence.authenticate(context) + evidence.appraise(policy, context)
        guard findings.refusals.isEmpty else { return nil }
        func claim(_ name: String) -> String? { evidence.claims.first { $0.name == name }?.value }
        guard let status = claim("TCB status"), let advisories = claim("advisories") else { return nil }
        return advisories == "none" ? status : "\(status) \(advisories.replacing(", ", with: " "))"
    }
}
