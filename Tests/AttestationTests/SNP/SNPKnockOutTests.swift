import Bytes
import Certificates
import Testing

@testable import Attestation

/// Forgeries of AMD's chain and list, and that one check alone keeps each from passing.
@Suite("SEV-SNP forgeries", .enabled(if: ForgedSNP.present, "openssl is not installed"))
struct SNPKnockOutTests {
    private static func forged(_ more: [String] = [], vlek: Bool = false) throws -> ForgedSNP {
        try ForgedSNP(
            .turin,
            vlek: vlek,
            numbers: SNPProductTests.turin,
            tcb: [1, 2, 3, 4, 0, 0, 0, 81],
            processor: [0x1a, 2, 1],
            more: more
        )
    }

    private static func appraisal(_ forged: ForgedSNP) throws -> Appraisal {
        Appraisal(
            of: try forged.evidence(),
            policy: .none,
            context: AuthenticationContext(roots: forged.roots, bracket: forged.bracket),
            binding: nil
        )
    }

    @Test(
        "a VCEK or VLEK that could sign others is rejected, and passes when just that check is off",
        arguments: [
            ["basicConstraints=critical,CA:TRUE"], ["keyUsage=critical,keyCertSign"], ["keyUsage=cRLSign"],
        ],
        [false, true]
    )
    func leaf(_ extensions: [String], _ vlek: Bool) throws {
        let forged = try Self.forged(extensions, vlek: vlek)
        let appraisal = try Self.appraisal(forged)
        #expect(appraisal.result == .rejected && appraisal.findings.codes.first == .chainInvalid)
        try KnockOut.without("path-leaf") {
            let without = try Self.appraisal(forged).result
            #expect(without == .authentic)
        }
    }

    @Test(
        "a partial list is rejected, marked critical or not, and passes when just that check is off",
        arguments: [UInt8(27), 28, 29],
        [false, true]
    )
    func partial(_ last: UInt8, _ isCritical: Bool) throws {
        var forged = try Self.forged()
        forged.list = try forged.revocationList()
        #expect(try Self.appraisal(forged).result == .authentic)
        let value = last == 27 ? ForgedDER.integer(1) : [0x30, 3, 0x81, 1, 0xff]
        let found = ForgedDER.extended(last, critical: isCritical, value)
        let entry = ForgedDER.sequence(
            ForgedDER.integer(5),
            ForgedDER.time("200101000000Z"),
            ForgedDER.sequence(found)
        )
        forged.list =
            last == 29
            ? try forged.revocationList([entry]) : try forged.revocationList(extensions: found)
        let appraisal = try Self.appraisal(forged)
        #expect(appraisal.result == .rejected && appraisal.findings.codes.first == .crlPartial)
        try KnockOut.without("crl-partial") {
            let without = try Self.appraisal(forged).result
            #expect(without == .authentic)
        }
    }

    @Test("an ASK superseded later is warned of, and rejected where it was invalid before")
    func invalidityDate() throws {
        var forged = try Self.forged()
        let serial = ForgedDER.value(0x02, forged.intermediate.serial)
        func entry(_ more: [UInt8]) -> [UInt8] {
            ForgedDER.sequence(
                serial,
                ForgedDER.time("491231235959Z"),
                ForgedDER.sequence(ForgedDER.extended(21, [0x0a, 1, 4]), more)
            )
        }
        forged.list = try forged.revocationList([entry([])])
        let later = try Self.appraisal(forged)
        #expect(later.result == .authentic && later.findings.outcome(.revokedLater) == .warn)
        forged.list = try forged.revocationList([entry(ForgedDER.invalidityDate("20200101000000Z"))])
        let sooner = try Self.appraisal(forged)
        #expect(sooner.result == .rejected && sooner.findings.codes.first == .certificateRevoked)
        try KnockOut.without("certificate-revoked") {
            let without = try Self.appraisal(forged).result
            #expect(without == .authentic)
        }
    }
}
