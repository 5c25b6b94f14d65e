import Bytes
import Testing

@testable import Attestation

@Suite("SEV-SNP products")
struct SNPProductTests {
    @Test("a TCB version is read in the layout of its product, reserved bytes zero")
    func layouts() {
        let turin = SNPTCB(product: .turin, bytes: [1, 2, 3, 4, 0, 0, 0, 81])
        #expect(turin?.description == "fmc 1, boot_loader 2, tee 3, snp 4, microcode 81")
        let milan = SNPTCB(product: .milan, bytes: [1, 2, 0, 0, 0, 0, 7, 81])
        #expect(milan?.description == "boot_loader 1, tee 2, snp 7, microcode 81")
        #expect(SNPTCB(product: .genoa, bytes: [1, 2, 3, 4, 0, 0, 0, 81]) == nil)
        #expect(SNPTCB(product: .turin, bytes: [1, 2, 3, 4, 5, 0, 0, 81]) == nil)
        #expect(SNPTCB(product: .turin, bytes: [1, 2, 3, 4]) == nil)
        #expect(turin?.shortfall([.fmc: 2, .snp: 4]) == "fmc 1, want 2 or later")
    }

    @Test("processors are known by family and model, Bergamo and Siena as Genoa")
    func processors() {
        #expect(SNPProduct(family: 0x19, model: 0x01) == .milan)
        #expect(SNPProduct(family: 0x19, model: 0x11) == .genoa)
        #expect(SNPProduct(family: 0x19, model: 0xa0) == .genoa)
        #expect(SNPProduct(family: 0x1a, model: 0x02) == .turin)
        #expect(SNPProduct(family: 0x1a, model: 0x50) == nil)
        #expect(SNPProduct(family: 0x17, model: 0x01) == nil)
    }

    static let turin: [Int: UInt8] = [9: 1, 1: 2, 2: 3, 3: 4, 8: 81, 5: 0]

    @Test(
        "Turin's VCEK names eight bytes of chip and an FMC",
        .enabled(if: ForgedSNP.present, "openssl is not installed")
    )
    func forgedTurin() throws {
        var forged = try ForgedSNP(
            .turin,
            vlek: false,
            numbers: Self.turin,
            tcb: [1, 2, 3, 4, 0, 0, 0, 81],
            processor: [0x1a, 2, 1]
        )
        #expect(try forged.findings().faults == [])
        let context = AuthenticationContext(roots: .builtIn, bracket: forged.bracket)
        #expect(try forged.evidence().authenticate(context).codes == [.rootUnknown])
        forged.report[0x180] = 9
        #expect(try forged.findings().codes == [.tcbMismatch])
        forged.report[0x180] = 1
        forged.report[0x1a9] = 9
        #expect(try forged.findings().codes == [.chipMismatch])
        forged.report[0x1a9] = 0
        forged.report[0x189] = 0x50
        #expect(try forged.findings().codes == [.evidenceUnsupported])
        forged.report[0x188] = 0x19
        forged.report[0x189] = 0x01
        #expect(try forged.findings().codes == [.chainInvalid])
    }

    @Test(
        "a VLEK names its provider and no chip, and has to be allowed",
        .enabled(if: ForgedSNP.present, "openssl is not installed")
    )
    func forgedVLEK() throws {
        var forged = try ForgedSNP(
            .milan,
            vlek: true,
            numbers: [1: 4, 2: 0, 3: 24, 8: 115],
            tcb: [4, 0, 0, 0, 0, 0, 24, 115],
            processor: [0x19, 1, 1]
        )
        let findings = try forged.findings()
        #expect(findings.faults == [])
        #expect(findings.contains { $0.outcome == .notChecked && $0.detail.hasPrefix("a VLEK names ACME") })
        var members: [String: JSON] = [
            "measurements": [.string(String(repeating: "0", count: 96))], "debug": false, "migration": false,
            "smt": false, "vmpl_maximum": 0, "tcb": .object(["milan": .object([:])]), "crl_required": false,
        ]
        let context = AuthenticationContext(roots: forged.roots, bracket: forged.bracket)
        let evidence = try forged.evidence()
        #expect(evidence.appraise(try SNPSample.policy(members), context).codes == [.signerDenied])
        members["signers"] = ["VLEK"]
        #expect(evidence.appraise(try SNPSample.policy(members), context).codes == [])
        forged.report[0x48] = 0
        #expect(try forged.findings().codes == [.attestationKey])
    }
}
