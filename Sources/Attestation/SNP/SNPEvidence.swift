import Bytes
import Certificates

/// A report of AMD SEV-SNP, its VCEK or VLEK, the chain to AMD's root, and a revocation list where given.
///
/// The signature can be altered without the key (s to n − s): the bytes of a report are no identity, what it
/// states is.
package struct SNPEvidence: Evidence {
    static let reportName = "report.bin"
    static let fileNames = [reportName, "leaf.der", "leaf.pem", "chain.pem", "crl.der"]

    let report: SNPReport
    let leaf: SNPLeaf
    /// ASK or ASVK.
    let intermediate: Certificate
    /// ARK.
    let root: Certificate
    let revocationList: RevocationList?
    private let tcbs: [SNPReport.TCBField: SNPTCB]

    package init(_ files: EvidenceFiles) throws(AttestationError) {
        let report = try SNPReport(SNPEvidence.file(SNPEvidence.reportName, files))
        let leaf = try SNPLeaf(SNPEvidence.leaf(files))
        let chain = try SNPEvidence.reading("chain.pem") { () throws(CertificateError) in
            try Certificate.pem(files["chain.pem"] ?? [])
        }
        guard chain.count == 2 else {
            throw AttestationError(
                .evidenceFiles,
                at: "chain.pem",
                "got \(chain.count) certificates, want ASK and ARK"
            )
        }
        let list = try files["crl.der"].map { bytes throws(AttestationError) in
            try SNPEvidence.reading("crl.der") { () throws(CertificateError) in try RevocationList(der: bytes)
            }
        }
        try self.init(report, leaf, intermediate: chain[0], root: chain[1], list)
    }

    init(
        _ report: SNPReport,
        _ leaf: SNPLeaf,
        intermediate: Certificate,
        root: Certificate,
        _ revocationList: RevocationList?
    ) throws(AttestationError) {
        self.report = report
        self.leaf = leaf
        self.intermediate = intermediate
        self.root = root
        self.revocationList = revocationList
        var tcbs: [SNPReport.TCBField: SNPTCB] = [:]
        for field in SNPReport.TCBField.allCases { tcbs[field] = try report.tcb(field, leaf.product) }
        self.tcbs = tcbs
    }

    private static func file(_ name: String, _ files: EvidenceFiles) throws(AttestationError) -> [UInt8] {
        guard let bytes = files[name] else { throw AttestationError(.evidenceFiles, at: name, "missing") }
        return bytes
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

    package var boundData: [UInt8] { report.reportData }

    func tcb(_ field: SNPReport.TCBField) -> SNPTCB {
        tcbs[field] ?? SNPTCB(product: leaf.product, values: [:])
    }

    package var constants: [Claim] {
        [
            Claim("REPORT_ID", Hex.encode(report.reportID)),
            Claim("CHIP_ID", Hex.encode(leaf.chipID ?? report.chipID)),
            Claim("measurement", Hex.encode(report.measurement)),
        ]
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
        return identity + report.claims
            + SNPReport.TCBField.allCases.map { Claim($0.name, tcb($0).description) }
    }

    package var isDebuggable: Bool { report.policy.allowsDebug }
}
