import Bytes

/// A quote of an Intel TDX trust domain, with the collateral that was captured beside it.
package struct TDXEvidence: Evidence {
    let intel: IntelEvidence
    let report: TDReport

    /// The files that are read: `quote.bin`, and collateral in one of its two forms.
    package static var fileNames: [String] { IntelEvidence.fileNames }

    package init(_ files: EvidenceFiles) throws(AttestationError) {
        intel = try IntelEvidence(files)
        guard let report = intel.quote.body.tdReport else {
            throw AttestationError(.evidenceUnsupported, at: "quote.bin", "a quote of SGX, want TDX")
        }
        self.report = report
    }

    package var kind: EvidenceKind { .tdx }
    package var boundData: [UInt8] { report.reportData }

    package var claims: [Claim] {
        var claims = report.measurements.map { Claim($0.name, Hex.encode($0.value)) }
        claims += [
            Claim("TD attributes", report.attributes.text),
            Claim("XFAM", Hex.encode(report.xfam)),
            Claim("tee_tcb_svn", Hex.encode(report.teeTCBSVN)),
        ]
        if let svn = report.teeTCBSVN2 { claims.append(Claim("tee_tcb_svn2", Hex.encode(svn))) }
        if let service = report.mrServiceTD { claims.append(Claim("mrservicetd", Hex.encode(service))) }
        claims.append(Claim("report data", Hex.encode(report.reportData)))
        return claims + intel.platformClaims
    }

    /// What is of the launch: RTMR3 is the guest's to extend, the TDX module may be updated beneath a running TD.
    package var constants: [Claim] {
        let later: Set = ["rtmr3", "mrseam", "mrsignerseam"]
        return report.measurements.filter { !later.contains($0.name) }.map {
            Claim($0.name, Hex.encode($0.value))
        } + [Claim("TD attributes", report.attributes.text), Claim("XFAM", Hex.encode(report.xfam))]
            + intel.platformConstants
    }

    package func authenticate(_ context: AuthenticationContext) -> [AppraisalFinding] {
        IntelAuthentication.findings(intel, context)
    }

    package func appraise(_ policy: AttestationPolicy, _ context: AuthenticationContext) -> [AppraisalFinding]
    {
        guard let policy = policy.tdx else {
            return [
                AppraisalFinding(.unfinished, .notAppraised, "policy", "attestation.tdx is not there")
            ]
        }
        var findings = IntelFindings()
        checkAttributes(policy, &findings)
        checkMigration(policy, &findings)
        checkMeasurements(policy, &findings)
        return findings.all + policy.platform.appraise(intel)
    }

    private var untrustedBits: [Int] {
        report.attributes.bits.filter { TDReport.untrustedBits.contains($0) }
    }

    package var unacceptable: [AppraisalFinding] {
        intel.levelFaults + statusWarning(intel) + debugWarning + migrationWarning
    }

    package var isDebuggable: Bool { !untrustedBits.isEmpty }

    private func checkAttributes(_ policy: TDXPolicy, _ findings: inout IntelFindings) {
        let attributes = report.attributes
        if !attributes.unknown.isEmpty {
            let bits = attributes.unknown.map(String.init).joined(separator: ", ")
            findings.add(.unsupported, .evidenceUnsupported, "TD attributes", "unknown bits \(bits)")
        }
        let open = untrustedBits
        if open.isEmpty {
            findings.pass("debug", "off")
        } else {
            let names = open.map(attributes.name).joined(separator: ", ")
            let detail = "TD attributes \(names): the host may read its memory"
            findings.add(policy.debug ? .warn : .fail, .debugEnabled, "debug", detail)
        }
        guard policy.septVEDisable == true else { return }
        findings.check(
            attributes.has(TDReport.septVEDisable),
            .featureDenied,
            "SEPT_VE_DISABLE",
            "set",
            or: "not set, but the policy requires it"
        )
    }

    private func checkMigration(_ policy: TDXPolicy, _ findings: inout IntelFindings) {
        let ways = migrationWays
        guard !ways.isEmpty else { return findings.pass("migration", "not possible") }
        let detail = ways.joined(separator: "; ")
        findings.add(policy.migration ? .warn : .fail, .migrationAllowed, "migration", detail)
    }

    private func checkMeasurements(_ policy: TDXPolicy, _ findings: inout IntelFindings) {
        let got = Dictionary(uniqueKeysWithValues: report.measurements.map { ($0.name, $0.value) })
        let differing = policy.measurements.map { wanted in
            TDXPolicy.Measurement.names.filter { name in
                wanted.registers[name].map { $0 != got[name] } ?? false
            }
        }
        guard let match = differing.firstIndex(of: []) else {
            let closest = differing.min { $0.count < $1.count } ?? []
            let detail = closest.map { "\($0) \(Hex.encode(got[$0] ?? []))" }.joined(separator: ", ")
            return findings.add(.fail, .measurementUnknown, "measurements", "not in the policy: \(detail)")
        }
        findings.pass("measurements", "measurement \(match) of the policy")
        let registers = policy.measurements[match].registers
        let rest = ["rtmr0", "rtmr1", "rtmr2", "rtmr3"].filter { registers[$0] == nil }
        guard !rest.isEmpty else { return }
        findings.add(
            .notChecked,
            .measurementsNotCompared,
            "measurements",
            "the policy has no \(rest.joined(separator: ", "))"
        )
    }

    package func regression(to later: any Evidence) -> String? {
        guard let later = later as? TDXEvidence else {
            return "evidence of another kind: \(later.kind.rawValue)"
        }
        var lacks = intel.shortfalls(to: later.intel)
        lacks += TDXEvidence.older("TEE_TCB_SVN", report.teeTCBSVN, later.report.teeTCBSVN)
        if let now = report.teeTCBSVN2 {
            lacks += TDXEvidence.older("TEE_TCB_SVN2", now, later.report.teeTCBSVN2 ?? later.report.teeTCBSVN)
        }
        return lacks.isEmpty ? nil : lacks.joined(separator: "; ")
    }

    // The second byte is the TDX module's version and the first its security version within that one.
    private static func older(_ name: String, _ before: [UInt8], _ after: [UInt8]) -> [String] {
        var lacks = PlatformTCB.compare("\(name) component", after, before, from: 2)
        if (after[1], after[0]) < (before[1], before[0]) {
            let (got, want) = ("\(after[1]).\(after[0])", "\(before[1]).\(before[0])")
            lacks.insert("\(name) module: got \(got), want \(want)", at: 0)
        }
        return lacks
    }
}
