import Bytes
import Certificates

/// What a revocation list says of certificates, the same for every vendor: RFC 5280 section 5,
/// `Formats/evidence-v1.md` section 3.
enum Revocation {
    /// Whether the list is complete, and what it says of each certificate; its signature and window are judged
    /// elsewhere.
    static func findings(
        of certificates: [Certificate],
        by list: RevocationList,
        _ subject: String,
        _ bracket: TimeBracket?
    ) -> [AppraisalFinding] {
        var found: [AppraisalFinding] = []
        if let restriction = list.restriction {
            let detail = "extension \(restriction): the list is partial: what it omits proves nothing"
            found.append(AppraisalFinding(.fail, .crlPartial, subject, detail))
        }
        return found
            + certificates.map {
                judge(list.entry(serial: $0.serial), of: $0.subjectCommonName ?? $0.subjectText, bracket)
            }
    }

    /// What is open where policy demands to know what nobody can know offline; nil where it does not.
    static func demanded(_ isDemanded: Bool, _ why: String) -> AppraisalFinding? {
        guard isDemanded else { return nil }
        return AppraisalFinding(
            .unfinished,
            .revocationUnknown,
            "revocation",
            "the policy demands it; \(why)"
        )
    }

    /// What an entry, or none, says of evidence that was made within the bracket.
    static func judge(
        _ entry: RevocationList.Entry?,
        of name: String,
        _ bracket: TimeBracket?
    ) -> AppraisalFinding {
        let subject = "revocation of \(name)"
        guard let entry else { return AppraisalFinding(.pass, .ok, subject, "not revoked") }
        let reason = entry.reason.map { "reason \($0)" } ?? "no reason"
        let since = entry.invalidSince.map { ", invalid since \($0)" } ?? ""
        let detail = "revoked on \(entry.revokedAt), \(reason)\(since)"
        // Unspecified, key and CA compromise reach back: nobody knows when the key got lost, whatever date is given.
        let reachesBack = [0, 1, 2].contains(entry.reason ?? 0)
        if let bracket, entry.countsFrom > bracket.to, !reachesBack {
            return AppraisalFinding(.warn, .revokedLater, subject, detail)
        }
        return AppraisalFinding(.fail, .certificateRevoked, subject, detail)
    }
}
