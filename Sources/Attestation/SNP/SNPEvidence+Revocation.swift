import Bytes
import Certificates

extension SNPEvidence {
    /// AMD revokes ASKs and ASVKs only: every VCEK has serial number 0.
    func revocation(_ bracket: TimeBracket?) -> [AppraisalFinding] {
        guard let list = revocationList else {
            return [AppraisalFinding(.notChecked, .collateralMissing, "CRL", "none is given")]
        }
        guard list.issuer == root.subject else {
            let detail = "issued by \(list.issuerText), want \(root.subjectText)"
            return [AppraisalFinding(.fail, .collateralMismatch, "CRL", detail)]
        }
        guard list.isSigned(by: root) else {
            return [AppraisalFinding(.fail, .collateralSignature, "CRL", "not signed by \(root.subjectText)")]
        }
        return [window(list, bracket)]
            + [intermediate, root].map {
                let name = $0.subjectCommonName ?? $0.subjectText
                return SNPEvidence.judge(list.entry(serial: $0.serial), of: name, bracket)
            }
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

    /// What an entry, or none, says of evidence that was made within the bracket.
    static func judge(
        _ entry: RevocationList.Entry?,
        of name: String,
        _ bracket: TimeBracket?
    ) -> AppraisalFinding {
        let subject = "revocation of \(name)"
        guard let entry else { return AppraisalFinding(.pass, .ok, subject, "not revoked") }
        let detail = "revoked at \(entry.revokedAt), reason \(entry.reason.map(String.init) ?? "not stated")"
        // Unspecified, key and CA compromise reach back: nobody knows when the key got lost.
        let reachesBack = [0, 1, 2].contains(entry.reason ?? 0)
        if let bracket, entry.revokedAt > bracket.to, !reachesBack {
            return AppraisalFinding(.warn, .revokedLater, subject, detail)
        }
        return AppraisalFinding(.fail, .certificateRevoked, subject, detail)
    }
}
