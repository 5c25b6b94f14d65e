import Bytes
import Certificates

extension SNPEvidence {
    /// AMD revokes ASKs and ASVKs only: every VCEK has serial number 0.
    func revocation(_ root: Certificate?, _ bracket: TimeBracket?) -> [AppraisalFinding] {
        guard let list = revocationList else {
            return [AppraisalFinding(.notChecked, .collateralMissing, "CRL", "none is given")]
        }
        guard let root else {
            return [
                AppraisalFinding(
                    .unfinished,
                    .collateralMissing,
                    "CRL",
                    "without the ARK nobody can judge it"
                )
            ]
        }
        guard list.issuer == root.subject else {
            let detail = "issued by \(list.issuerText), want \(root.subjectText)"
            return [AppraisalFinding(.fail, .collateralMismatch, "CRL", detail)]
        }
        guard list.isSigned(by: root) else {
            return [AppraisalFinding(.fail, .collateralSignature, "CRL", "not signed by \(root.subjectText)")]
        }
        return [window(list, bracket)]
            + Revocation.findings(of: [intermediate, root], by: list, "CRL", bracket)
    }

    private func window(_ list: RevocationList, _ bracket: TimeBracket?) -> AppraisalFinding {
        let window = "\(list.thisUpdate) to \(list.nextUpdate)"
        guard let bracket else {
            return AppraisalFinding(
                .unfinished,
                .timeUnknown,
                "CRL",
                "valid \(window), the time is not known"
            )
        }
        guard bracket.isWithin(list.thisUpdate, list.nextUpdate) else {
            return AppraisalFinding(.fail, .crlWindow, "CRL", "\(bracket) is not within \(window)")
        }
        return AppraisalFinding(.pass, .ok, "CRL", window)
    }
}
