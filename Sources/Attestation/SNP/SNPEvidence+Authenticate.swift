import Bytes
import Certificates

extension SNPEvidence {
    package func authenticate(_ context: AuthenticationContext) -> [AppraisalFinding] {
        let root = root ?? context.roots.issuer(of: intermediate, vendor: .amd)
        let chain = root.map { [path($0), self.root($0, context.roots)] } ?? [pathBelowRoot]
        return [signature, signingKey] + chain + [product, firmware, chip] + (hcl?.findings(in: report) ?? [])
            + windows(root, context.bracket) + revocation(root, context.bracket)
    }

    private var leafName: String { leaf.signer == .vlek ? "VLEK" : "VCEK" }
    private var intermediateName: String { leaf.signer == .vlek ? "ASVK" : "ASK" }

    private static func judge(
        _ fault: String?,
        _ code: AppraisalCode,
        _ subject: String,
        _ good: String
    ) -> AppraisalFinding {
        fault.map { AppraisalFinding(.fail, code, subject, $0) }
            ?? AppraisalFinding(.pass, .ok, subject, good)
    }

    /// ECDSA with P-384 and SHA-384 over the first 672 bytes.
    var signature: AppraisalFinding {
        let key = leaf.certificate.publicKey
        guard case .p384 = key, report.signer != .none,
            key.verifies(signature: report.signature, message: report.signed, digest: .sha384)
        else {
            let detail =
                report.signer == .none ? "the report is not signed" : "not made by the key of the \(leafName)"
            return AppraisalFinding(.fail, .evidenceSignature, "report signature", detail)
        }
        return AppraisalFinding(.pass, .ok, "report signature", "made by the key of the \(leafName)")
    }

    private var signingKey: AppraisalFinding {
        let fits = report.signer == leaf.signer
        let fault = "the report names \(report.signer), but the certificate is a \(leafName)"
        return SNPEvidence.judge(fits ? nil : fault, .attestationKey, "signing key", leafName)
    }

    private func path(_ root: Certificate) -> AppraisalFinding {
        let chain = [leaf.certificate, intermediate, root]
        let faults = CertificatePath.faults(chain, for: .signer).map(\.description)
        let names = chain.map { $0.subjectCommonName ?? "?" }
        let expected = [names[0], leaf.certificate.issuerCommonName ?? "?", "ARK-\(leaf.product.name)"]
        let all = faults + (names == expected ? [] : ["got \(names), want \(expected)"])
        let fault = all.isEmpty ? nil : all.joined(separator: "; ")
        return SNPEvidence.judge(fault, .chainInvalid, "chain", names.joined(separator: ", "))
    }

    // Many tools pin the ARK and leave it out; one that is not pinned here has to be given.
    private var pathBelowRoot: AppraisalFinding {
        guard leaf.certificate.isSigned(by: intermediate) else {
            let detail = "the \(leafName) is not signed by \(intermediate.subjectText)"
            return AppraisalFinding(.fail, .chainInvalid, "chain", detail)
        }
        let detail =
            "the ARK is not in chain.pem, and no root that is known here issued \(intermediate.subjectText)"
        return AppraisalFinding(.unfinished, .collateralMissing, "chain", detail)
    }

    private func root(_ root: Certificate, _ roots: VendorRoots) -> AppraisalFinding {
        guard let name = roots.name(of: root, vendor: .amd) else {
            let detail =
                "\(root.subjectText) with key \(root.publicKeyDigest) is not a root of AMD that is known"
            return AppraisalFinding(.fail, .rootUnknown, "root", detail)
        }
        let source = self.root == nil ? ", which the files leave out" : ""
        return AppraisalFinding(.pass, .ok, "root", name + source)
    }

    // The chain decides what the product is; what the processor says of itself only has to fit.
    private var product: AppraisalFinding {
        guard let (family, model, _) = report.processor else {
            return AppraisalFinding(.notChecked, .ok, "processor", "version 2 does not state it")
        }
        let text = "family \(Hex.encode([family])), model \(Hex.encode([model]))"
        guard let stated = SNPProduct(family: family, model: model) else {
            return AppraisalFinding(.unsupported, .evidenceUnsupported, "processor", "\(text) is not known")
        }
        let fault =
            stated == leaf.product ? nil : "\(text) is \(stated.name), the chain is of \(leaf.product.name)"
        return SNPEvidence.judge(fault, .chainInvalid, "processor", "\(text), \(stated.name)")
    }

    private var firmware: AppraisalFinding {
        let reported = tcb(.reported)
        return SNPEvidence.judge(
            reported.difference(from: leaf.tcb),
            .tcbMismatch,
            "REPORTED_TCB",
            reported.description
        )
    }

    private var chip: AppraisalFinding {
        guard let chipID = leaf.chipID else {
            let detail =
                "a VLEK names \(leaf.provider ?? "a provider") and no chip: nothing binds the report to one"
            return AppraisalFinding(.notChecked, .chipMismatch, "chip", detail)
        }
        // Hosts may mask it (MASK_CHIP_ID); the key is that chip's nevertheless.
        guard report.chipID.contains(where: { $0 != 0 }) else {
            return AppraisalFinding(
                .warn,
                .chipMismatch,
                "chip",
                "masked in the report, the VCEK names it alone"
            )
        }
        let padded = chipID + [UInt8](repeating: 0, count: report.chipID.count - chipID.count)
        let fault = "CHIP_ID \(Hex.encode(report.chipID)), but the VCEK is of \(Hex.encode(chipID))"
        return SNPEvidence.judge(
            report.chipID == padded ? nil : fault,
            .chipMismatch,
            "chip",
            Hex.encode(chipID)
        )
    }

    private func windows(_ root: Certificate?, _ bracket: TimeBracket?) -> [AppraisalFinding] {
        guard let bracket else {
            return [
                AppraisalFinding(
                    .unfinished,
                    .timeUnknown,
                    "windows",
                    "the time of the report is unknown"
                )
            ]
        }
        let named = [(leafName, leaf.certificate), (intermediateName, intermediate)]
        return (named + (root.map { [("ARK", $0)] } ?? [])).map { name, certificate in
            let window = "\(certificate.notBefore) to \(certificate.notAfter)"
            let fits = bracket.isWithin(certificate.notBefore, certificate.notAfter)
            let fault = fits ? nil : "\(bracket) is not within \(window)"
            return SNPEvidence.judge(fault, .certificateWindow, name, window)
        }
    }
}
