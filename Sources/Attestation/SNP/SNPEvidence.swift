import Bytes
import Certificates

/// A report of AMD SEV-SNP, its VCEK or VLEK, the chain to AMD's root, and a revocation list where given.
///
/// Azure's confidential VMs have it inside `hcl.bin`, and claims that it binds.
///
/// The signature can be altered without the key (s to n − s): the bytes of a report are no identity, what it
/// states is.
package struct SNPEvidence: Evidence {
    static let reportName = "report.bin"
    static let fileNames = [reportName, HCLReport.name, "leaf.der", "leaf.pem", "chain.pem", "crl.der"]

    let report: SNPReport
    /// What the report came in, on Azure.
    let hcl: HCLReport?
    let leaf: SNPLeaf
    /// ASK or ASVK.
    let intermediate: Certificate
    /// ARK; nil where the files leave it out, and whoever verifies has to have it.
    let root: Certificate?
    let revocationList: RevocationList?
    private let tcbs: [SNPReport.TCBField: SNPTCB]

    package init(_ files: EvidenceFiles) throws(AttestationError) {
        let (report, hcl) = try SNPEvidence.report(files)
        let leaf = try SNPLeaf(SNPEvidence.leaf(files))
        let (issuers, roots) = try SNPEvidence.chain(files)
        guard issuers.count == 1, roots.count <= 1 else {
            throw AttestationError(
                .evidenceFiles,
                at: "chain.pem",
                "got \(issuers.count + roots.count) certificates, want ASK and ARK"
            )
        }
        let list = try files["crl.der"].map { bytes throws(AttestationError) in
            try SNPEvidence.reading("crl.der") { () throws(CertificateError) in try RevocationList(der: bytes)
            }
        }
        try self.init(report, leaf, intermediate: issuers[0], root: roots.first, list, hcl: hcl)
    }

    init(
        _ report: SNPReport,
        _ leaf: SNPLeaf,
        intermediate: Certificate,
        root: Certificate?,
        _ revocationList: RevocationList?,
        hcl: HCLReport? = nil
    ) throws(AttestationError) {
        self.report = report
        self.hcl = hcl
        self.leaf = leaf
        self.intermediate = intermediate
        self.root = root
        self.revocationList = revocationList
        var tcbs: [SNPReport.TCBField: SNPTCB] = [:]
        for field in SNPReport.TCBField.allCases { tcbs[field] = try report.tcb(field, leaf.product) }
        self.tcbs = tcbs
    }

    /// The report by itself or in Azure's wrapping; both at once would leave one of them unjudged.
    static func report(
        _ files: EvidenceFiles
    ) throws(AttestationError) -> (report: SNPReport, hcl: HCLReport?) {
        switch (files[reportName], files[HCLReport.name]) {
        case (let bytes?, nil): return (try SNPReport(bytes), nil)
        case (nil, let bytes?):
            let hcl = try HCLReport(bytes)
            return (try SNPReport(hcl.report), hcl)
        default:
            throw AttestationError(
                .evidenceFiles,
                at: reportName,
                "want either \(reportName) or \(HCLReport.name)"
            )
        }
    }

    /// The certificates of `chain.pem`, in whatever order: those that another issued, and roots.
    static func chain(
        _ files: EvidenceFiles
    ) throws(AttestationError) -> (issuers: [Certificate], roots: [Certificate]) {
        let all = try reading("chain.pem") { () throws(CertificateError) in
            try Certificate.pem(files["chain.pem"] ?? [])
        }
        return (all.filter { !$0.isSelfIssued }, all.filter(\.isSelfIssued))
    }

    private static func leaf(_ files: EvidenceFiles) throws(AttestationError) -> Certificate {
        switch (files["leaf.der"], files["leaf.pem"]) {
        case (let der?, nil):
            return try reading("leaf.der") { () throws(CertificateError) in try Certificate(der: der) }
        case (nil, let text?):
            let all = try reading("leaf.pem") { () throws(CertificateError) in try Certificate.pem(text) }
            guard all.count == 1 else {
                throw AttestationError(
                    .evidenceFiles,
                    at: "leaf.pem",
                    "got \(all.count) certificates, want 1"
                )
            }
            return all[0]
        default: throw AttestationError(.evidenceFiles, at: "leaf", "want either leaf.der or leaf.pem")
        }
    }

    private static func reading<Value>(
        _ name: String,
        _ body: () throws(CertificateError) -> Value
    ) throws(AttestationError) -> Value {
        do { return try body() } catch {
            throw AttestationError(.collateralMalformed, at: name, error.description)
        }
    }

    package var kind: EvidenceKind { .sevSNP }

    /// On Azure what the guest put into the claims: REPORT_DATA is the paravisor's.
    package var boundData: [UInt8] { hcl.map { $0.content.userData ?? [] } ?? report.reportData }

    func tcb(_ field: SNPReport.TCBField) -> SNPTCB {
        tcbs[field] ?? SNPTCB(product: leaf.product, values: [:])
    }

    package var constants: [Claim] {
        [
            Claim("REPORT_ID", Hex.encode(report.reportID)),
            Claim("CHIP_ID", Hex.encode(leaf.chipID ?? report.chipID)),
            Claim("measurement", Hex.encode(report.measurement)),
        ] + (hcl?.constants ?? [])
    }

    package func regression(to later: any Evidence) -> String? {
        guard let later = later as? SNPEvidence, later.leaf.product == leaf.product else {
            return "not a report of \(leaf.product.name)"
        }
        return later.tcb(.reported).shortfall(tcb(.reported).minimum).map { "REPORTED_TCB: \($0)" }
    }

    package var claims: [Claim] {
        let identity = [
            Claim("product", leaf.product.name),
            Claim("signed by", leaf.signer == .vlek ? "VLEK of \(leaf.provider ?? "")" : "VCEK"),
        ]
        return identity + (hcl?.claims ?? []) + report.claims
            + SNPReport.TCBField.allCases.map { Claim($0.name, tcb($0).description) }
    }

    package var isDebuggable: Bool { report.policy.allowsDebug }

    package var unacceptable: [AppraisalFinding] {
        let guest = hcl.map { _ in
            AppraisalFinding(.warn, .guestUnmeasured, "guest", HCLReport.unmeasured)
        }
        return debugWarning + migrationWarning(report) + [guest].compactMap { $0 }
    }
}
