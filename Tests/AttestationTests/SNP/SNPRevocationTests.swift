import Bytes
import TestSupport
import Testing

@testable import Attestation
@testable import Certificates

@Suite("SEV-SNP revocation", .enabled(if: SNPSample.present, "\(Vectors.missing)"))
struct SNPRevocationTests {
    static let covered = "2025-06-01T00:00:00Z"

    @Test("within the list's window nothing is revoked; outside of it the list does not count")
    func window() throws {
        let evidence = try SNPSample.milan.evidence(crl: true)
        let inside = try SNPSample.context(Self.covered, "2026-05-12T00:00:00Z")
        #expect(evidence.authenticate(inside).faults == [])
        for (from, to) in [("2025-05-06T12:39:05Z", Self.covered), (Self.covered, "2026-05-12T00:00:01Z")] {
            #expect(try evidence.authenticate(SNPSample.context(from, to)).codes == [.crlWindow])
        }
        let timeless = AuthenticationContext(roots: .builtIn, bracket: nil)
        #expect(evidence.authenticate(timeless).codes == [.timeUnknown, .timeUnknown])
    }

    @Test("a list of another root, and one with another signature, do not count")
    func otherList() throws {
        let genoa = try RevocationList.pemOrDER(SNPSample.file("crl/genoa-crl4.pem")).der
        let context = try SNPSample.context(Self.covered, Self.covered)
        #expect(
            try SNPSample.milan.evidence(["crl.der": genoa]).authenticate(context).codes == [
                .collateralMismatch
            ]
        )
        var forged = try RevocationList.pemOrDER(SNPSample.file("crl/milan-crl6.pem")).der
        forged[forged.count - 1] ^= 1
        #expect(
            try SNPSample.milan.evidence(["crl.der": forged]).authenticate(context).codes == [
                .collateralSignature
            ]
        )
    }

    // AMD has not revoked an ASK that a sample hangs from, so the entry is made here.
    @Test("a revoked ASK fails; revoked later, the reason decides")
    func revoked() throws {
        let list = try RevocationList.pemOrDER(SNPSample.file("crl/genoa-crl4.pem"))
        let roots = try Certificate.pem(SNPSample.file("roots/ask_ark_genoa.pem"))
        #expect(list.entry(serial: [2, 0, 1])?.revokedAt.description == "2022-10-31T12:00:00Z")
        let later = try #require(TimeBracket(from: Timestamp(Self.covered), to: Timestamp(Self.covered)))
        let earlier = try Timestamp("2022-10-01T00:00:00Z")
        let before = TimeBracket(from: earlier, to: earlier)
        let (sooner, after) = ("2022-09-01T00:00:00Z", "2022-10-15T00:00:00Z")
        let cases: [(Int?, String?, TimeBracket?, AppraisalCode)] = [
            (nil, nil, later, .certificateRevoked), (5, nil, later, .certificateRevoked),
            (5, nil, nil, .certificateRevoked), (nil, nil, before, .certificateRevoked),
            (1, nil, before, .certificateRevoked), (5, nil, before, .revokedLater),
            // The invalidity date counts where it is the earlier one, and never in a leaked key's favour.
            (5, sooner, before, .certificateRevoked), (5, after, before, .revokedLater),
            (1, after, before, .certificateRevoked), (nil, after, before, .certificateRevoked),
            (5, "2030-01-01T00:00:00Z", later, .certificateRevoked),
        ]
        for (reason, since, bracket, code) in cases {
            let entry = RevocationList.Entry(
                serial: roots[0].serial,
                revokedAt: try Timestamp("2022-10-31T12:00:00Z"),
                invalidSince: try since.map { try Timestamp($0) },
                reason: reason
            )
            let finding = Revocation.judge(entry, of: "SEV-Genoa", bracket)
            #expect(finding.code == code)
            #expect(finding.outcome == (code == .revokedLater ? .warn : .fail))
        }
        #expect(Revocation.judge(nil, of: "SEV-Genoa", later).outcome == .pass)
    }
}
