import Bytes

/// A quote of an Intel SGX enclave, with the collateral that was captured beside it.
package struct SGXEvidence: Evidence {
    let intel: IntelEvidence
    let report: EnclaveReport

    /// The files that are read: `quote.bin`, and collateral in one of its two forms.
    package static var fileNames: [String] { IntelEvidence.fileNames }

    package init(_ files: EvidenceFiles) throws(AttestationError) {
        intel = try IntelEvidence(files)
        guard case .sgx(let report) = intel.quote.body else {
            throw AttestationError(.evidenceUnsupported, at: "quote.bin", "a quote of TDX, want SGX")
        }
        self.report = report
    }

    package var kind: EvidenceKind { .sgx }
    package var boundData: [UInt8] { report.reportData }

    package var claims: [Claim] {
        [
            Claim("mrenclave", Hex.encode(report.mrEnclave)),
            Claim("mrsigner", Hex.encode(report.mrSigner)),
            Claim("isvprodid", "\(report.productID)"),
            Claim("isvsvn", "\(report.securityVersion)"),
            Claim("attributes", report.flags.text),
            Claim("XFRM", Hex.encode(report.attributes.suffix(8))),
            Claim("MISCSELECT", Hex.encode(report.miscSelect)),
            Claim("cpusvn", Hex.encode(report.cpuSVN)),
            Claim("report data", Hex.encode(report.reportData)),
        ] + intel.platformClaims
    }

    package var constants: [Claim] {
        [
            Claim("mrenclave", Hex.encode(report.mrEnclave)), Claim("mrsigner", Hex.encode(report.mrSigner)),
            Claim("isvprodid", "\(report.productID)"), Claim("attributes", Hex.encode(report.attributes)),
        ] + intel.platformConstants
    }

    package func authenticate(_ context: AuthenticationContext) -> [AppraisalFinding] {
        IntelAuthentication.findings(intel, context)
    }

    package func appraise(_ policy: AttestationPolicy, _ context: AuthenticationContext) -> [AppraisalFinding]
    {
        guard let policy = policy.sgx else {
            return [
                AppraisalFinding(.unfinished, .notAppraised, "policy", "attestation.sgx is not there")
            ]
        }
        var findings = IntelFindings()
        checkAttributes(policy, &findings)
        checkEnclave(policy, &findings)
        return findings.all + policy.platform.appraise(intel)
    }

    package var unacceptable: [AppraisalFinding] {
        intel.levelFaults + statusWarning(intel) + debugWarning
    }

    package var isDebuggable: Bool { report.flags.has(EnclaveReport.debug) }

    private func checkAttributes(_ policy: SGXPolicy, _ findings: inout IntelFindings) {
        let flags = report.flags
        if !flags.unknown.isEmpty {
            let bits = flags.unknown.map(String.init).joined(separator: ", ")
            findings.add(.unsupported, .evidenceUnsupported, "attributes", "unknown bits \(bits)")
        }
        guard flags.has(EnclaveReport.debug) else { return findings.pass("debug", "off") }
        let detail = "attribute DEBUG: the host may read its memory"
        findings.add(policy.debug ? .warn : .fail, .debugEnabled, "debug", detail)
    }

    private func checkEnclave(_ policy: SGXPolicy, _ findings: inout IntelFindings) {
        let differing = policy.enclaves.map { $0.differences(from: report) }
        guard let match = differing.firstIndex(of: []) else {
            let closest = (differing.min { $0.count < $1.count } ?? []).joined(separator: ", ")
            let (enclave, signer) = (Hex.encode(report.mrEnclave), Hex.encode(report.mrSigner))
            let detail = "not in the policy: MRENCLAVE \(enclave), MRSIGNER \(signer): \(closest)"
            return findings.add(.fail, .measurementUnknown, "enclave", detail)
        }
        findings.pass("enclave", "enclave \(match) of the policy")
    }

    package func regression(to later: any Evidence) -> String? {
        guard let later = later as? SGXEvidence else {
            return "evidence of another kind: \(later.kind.rawValue)"
        }
        var lacks = intel.shortfalls(to: later.intel)
        lacks += PlatformTCB.compare("CPUSVN byte", later.report.cpuSVN, report.cpuSVN)
        if later.report.securityVersion < report.securityVersion {
            lacks.append("ISVSVN: got \(later.report.securityVersion), want \(report.securityVersion)")
        }
        return lacks.isEmpty ? nil : lacks.joined(separator: "; ")
    }
}
