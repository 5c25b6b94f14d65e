extension ReportWords {
    /// What the signature of a signer is worth, and who shows that it is so old.
    static func signer(_ signer: ReportDocument.Signer) -> String {
        let counts = signer.counts ? "" : " (does not count)"
        let end = signer.end.map { ", key \(endWords($0.kind)) \($0.at)" } ?? ""
        let shown = signer.shown.map { "; seen by \($0.by) at \($0.at) (\($0.means))" } ?? ""
        return "\(signer.person): \(signer.standing.replacing("-", with: " "))\(end)\(shown)\(counts)"
    }

    private static func endWords(_ kind: String) -> String {
        switch kind {
        case "revoked": "revoked since"
        case "expired": "expires at"
        default: "\(kind) at"
        }
    }
}
