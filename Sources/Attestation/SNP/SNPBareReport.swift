import Bytes

/// A report without the certificates to check it with: it can be read, and nothing can be found out about it.
struct SNPBareReport: Evidence {
    private let report: SNPReport
    private let hcl: HCLReport?
    private let missing: String
    /// The names of files beside the report.
    private let others: [String]

    init(_ files: EvidenceFiles) throws(AttestationError) {
        let hasLeaf = files["leaf.der"] != nil || files["leaf.pem"] != nil
        let issuers = files["chain.pem"] == nil ? "ASK and ARK" : "ASK"
        missing = [hasLeaf ? nil : "VCEK or VLEK", SNPBareReport.hasIssuer(files) ? nil : issuers]
            .compactMap { $0 }.joined(separator: ", ")
        others = files.names.filter { ![SNPEvidence.reportName, HCLReport.name].contains($0) }
        (report, hcl) = try SNPEvidence.report(files)
    }

    /// Whether the certificates that `SNPEvidence` wants are not all there.
    static func isAll(of files: EvidenceFiles) -> Bool {
        !hasIssuer(files) || (files["leaf.der"] == nil && files["leaf.pem"] == nil)
    }

    // A chain that cannot be read is no missing one.
    private static func hasIssuer(_ files: EvidenceFiles) -> Bool {
        guard files["chain.pem"] != nil else { return false }
        guard let chain = try? SNPEvidence.chain(files) else { return true }
        return !chain.issuers.isEmpty
    }

    var kind: EvidenceKind { .sevSNP }
    var boundData: [UInt8] { hcl.map { $0.content.userData ?? [] } ?? report.reportData }
    var claims: [Claim] { (hcl?.claims ?? []) + report.claims }
    var constants: [Claim] { [] }
    var isBare: Bool { true }
    var isDebuggable: Bool { report.policy.allowsDebug }
    var unacceptable: [AppraisalFinding] { debugWarning + migrationWarning(report) }

    func authenticate(_ context: AuthenticationContext) -> [AppraisalFinding] {
        let detail = "without \(missing) nothing can be checked"
        return [AppraisalFinding(.unfinished, .collateralMissing, "certificates", detail)]
            + others.map { AppraisalFinding(.notChecked, .notChecked, $0, detail) }
    }

    func appraise(_ policy: AttestationPolicy, _ context: AuthenticationContext) -> [AppraisalFinding] { [] }

    func regression(to later: any Evidence) -> String? { nil }
}

extension SNPReport {
    /// What a report states without anything beside it.
    var claims: [Claim] {
        var claims = [
            Claim("report version", "\(version)"),
            Claim("measurement", Hex.encode(measurement)),
            Claim("report data", Hex.encode(reportData)),
            Claim("host data", Hex.encode(hostData)),
            Claim("policy", policy.hex),
            Claim("debug", policy.allowsDebug ? "allowed" : "off"),
            Claim("migration", policy.allowsMigration ? "allowed" : "off"),
            Claim("SMT", policy.allowsSMT ? "allowed" : "off"),
            Claim("VMPL", "\(vmpl)"),
            Claim("guest SVN", "\(guestVersion)"),
            Claim("family id", Hex.encode(familyID)),
            Claim("image id", Hex.encode(imageID)),
            Claim("ID key", Hex.encode(idKeyDigest)),
            Claim("author key", Hex.encode(authorKeyDigest)),
            Claim("REPORT_ID", Hex.encode(reportID)),
            Claim("CHIP_ID", Hex.encode(chipID)),
            Claim("platform info", platformText),
        ]
        if let (family, model, stepping) = processor {
            claims.append(Claim("processor", Hex.encode([family, model, stepping])))
        }
        return claims
    }

    private var platformText: String {
        let names = SNPPlatformInfo.names(in: platformInfo)
        let hex = "0x\(String(platformInfo, radix: 16))"
        return names.isEmpty ? hex : "\(hex) (\(names.joined(separator: ", ")))"
    }
}
