import Bytes
import Certificates

// What depends on time: revocation, and whether everything was valid during the whole bracket.
extension IntelAuthentication {
    private var certificates: [Certificate] {
        let collateral = evidence.collateral
        var all = evidence.chain
        all += collateral.tcbInfo?.document.issuers ?? []
        all += collateral.identity?.document.issuers ?? []
        all += collateral.pckListIssuers ?? []
        var seen: Set<Certificate> = []
        return all.filter { seen.insert($0).inserted }
    }

    mutating func checkRevocation() {
        if let list = evidence.collateral.pckList {
            checkList(list, "PCK revocation list", issuer: evidence.chain[1], [evidence.chain[0]])
        }
        if let list = evidence.collateral.rootList, let root = evidence.chain.last {
            checkList(
                list,
                "root revocation list",
                issuer: root,
                certificates.filter { $0.issuer == root.subject }
            )
        }
    }

    private mutating func checkList(
        _ list: RevocationList,
        _ subject: String,
        issuer: Certificate,
        _ covered: [Certificate]
    ) {
        findings.check(
            list.isSigned(by: issuer),
            .collateralSignature,
            subject,
            "signed by \(issuer.subjectCommonName ?? issuer.subjectText)",
            or: "not signed by \(issuer.subjectText)"
        )
        findings.add(Revocation.findings(of: covered, by: list, subject, context.bracket))
    }

    mutating func checkWindows() {
        guard let bracket = context.bracket else {
            let detail = "the time of the quote is unknown; validity was not judged"
            return findings.add(.unfinished, .timeUnknown, "time", detail)
        }
        let collateral = evidence.collateral
        var judged = 0
        func fault(_ first: Timestamp, _ last: Timestamp) -> String? {
            judged += 1
            guard !bracket.isWithin(first, last) else { return nil }
            return "valid \(first) to \(last), judged as of \(bracket)"
        }
        func check(_ code: AppraisalCode, _ subject: String, _ first: Timestamp, _ last: Timestamp) {
            if let detail = fault(first, last) { findings.add(.fail, code, subject, detail) }
        }
        for certificate in certificates {
            check(.certificateWindow, certificate.subjectText, certificate.notBefore, certificate.notAfter)
        }
        for (list, name) in [(collateral.pckList, "PCK"), (collateral.rootList, "root")] {
            guard let list else { continue }
            check(.crlWindow, "\(name) revocation list", list.thisUpdate, list.nextUpdate)
        }
        if let info = collateral.tcbInfo?.content {
            check(.collateralWindow, "TCB Info", info.issueDate, info.nextUpdate)
        }
        if let identity = collateral.identity?.content {
            check(.collateralWindow, "QE identity", identity.issueDate, identity.nextUpdate)
        }
        let bad: Set<AppraisalCode> = [.certificateWindow, .crlWindow, .collateralWindow]
        if !findings.all.contains(where: { bad.contains($0.code) }) {
            findings.pass("windows", "all \(judged) contain \(bracket)")
        }
    }
}
