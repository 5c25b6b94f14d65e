import Bytes
import Testing

@testable import Attestation

/// Forgeries of Intel's chains and lists, and that one check alone keeps each from being accepted.
struct IntelKnockOutTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: AppraisalCode
        /// The check without which the forgery passes.
        let check: String
        let edit: @Sendable (inout IntelForge) -> Void

        init(
            _ description: String,
            _ code: AppraisalCode,
            without check: String,
            _ edit: @escaping @Sendable (inout IntelForge) -> Void
        ) {
            testDescription = description
            self.code = code
            self.check = check
            self.edit = edit
        }
    }

    private static let signsOthers: [UInt8] = [2, 0x04]

    static let cases = [
        Case("a PCK that is an authority", .chainInvalid, without: "path-leaf") {
            $0.areAuthorities.pck = true
        },
        Case("a PCK whose usage is keyCertSign alone", .chainInvalid, without: "path-leaf") {
            $0.usages.pck = signsOthers
        },
        Case("a TCB signer that is an authority", .chainInvalid, without: "path-leaf") {
            $0.areAuthorities.signer = true
        },
        Case("a TCB signer whose usage is keyCertSign alone", .chainInvalid, without: "path-leaf") {
            $0.usages.signer = signsOthers
        },
        Case("a delta list", .crlPartial, without: "crl-partial") {
            $0.listExtensions = ForgedDER.extended(27, ForgedDER.integer(1))
        },
        Case("a delta list, marked so", .crlPartial, without: "crl-partial") {
            $0.listExtensions = ForgedDER.extended(27, critical: true, ForgedDER.integer(1))
        },
        Case("a list by distribution point", .crlPartial, without: "crl-partial") {
            $0.rootListExtensions = ForgedDER.extended(28)
        },
        Case("a list by distribution point, marked so", .crlPartial, without: "crl-partial") {
            $0.rootListExtensions = ForgedDER.extended(28, critical: true)
        },
        Case("a list with an entry of another issuer", .crlPartial, without: "crl-partial") {
            $0.revokedPCKs = [(77, "240101000000Z", 1)]
            $0.entryExtensions = ForgedDER.extended(29)
        },
        Case("a PCK invalid before", .certificateRevoked, without: "certificate-revoked") {
            $0.revokedPCKs = [(3, "240701000000Z", 4)]
            $0.entryExtensions = ForgedDER.invalidityDate("20240501000000Z")
        },
    ]

    @Test("A forgery is rejected by its own code, and accepted when just that check is off", arguments: cases)
    func knockedOut(_ each: Case) throws {
        var forge = IntelForge()
        let sound = try forge.evidence()
        each.edit(&forge)
        let forged = try forge.evidence()
        let (policy, context) = try (IntelVectors.policy(for: sound), forge.context())
        func appraisal() -> Appraisal {
            Appraisal(of: forged, policy: policy, context: context, binding: nil)
        }
        #expect(appraisal().result == .rejected)
        #expect(appraisal().findings.refusals == [each.code], "\(appraisal().findings)")
        KnockOut.without(each.check) {
            #expect(appraisal().result == .accepted, "\(appraisal().findings.refusals)")
        }
    }
}
