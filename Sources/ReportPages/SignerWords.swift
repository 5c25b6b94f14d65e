extension ReportWords {
    /// What the signature of a signer is worth, and who shows that it is so old.
    static func signer(_ signer: ReportDocument.Signer) -> String {
        let counts = signer.counts ? "" : " (does not count)"
        let end = signer.end.map { ", key \(endWords($0.kind)) \($0.at)" } ?? ""
        let shown = signer.shown.map { "; seen by \($0.by) at \($0.at) (\($0.means))" }.joined()
        let few = signer.wanted.map {
            signer.age == nil ? "; \(signer.shown.count) of \($0) people saw it" : ""
        }
        return
            "\(signer.person): \(signer.standing.replacing("-", with: " "))\(end)\(shown)\(few ?? "")\(counts)"
    }

    private static func endWords(_ kind: String) -> String {
        switch kind {
        case "revoked": "revoked since"
        case "expired": "expires at"
        default: "\(kind) at"
        }
    }
}
