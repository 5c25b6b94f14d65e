import Bytes

extension SNPEvidence {
    package func appraise(_ policy: AttestationPolicy, _ context: AuthenticationContext) -> [AppraisalFinding]
    {
        guard let policy = policy.snp else {
            return [
                AppraisalFinding(.unfinished, .notAppraised, "policy", "attestation.sev_snp is not there")
            ]
        }
        var findings = [signer(policy), measurement(policy)] + features(policy) + firmware(policy)
        if hcl != nil, policy.paravisors != nil {
            findings.append(AppraisalFinding(.warn, .guestUnmeasured, "guest", HCLReport.unmeasured))
        }
        findings += platform(policy)
        findings += [guestVersion(policy), chip(policy)].compactMap { $0 } + keys(policy)
        if policy.crlRequired, revocationList == nil {
            let detail = "crl.der is missing; hint: capture it, or set crl_required to false"
            findings.append(AppraisalFinding(.unfinished, .collateralMissing, "CRL", detail))
        }
        return findings
    }

    private func judge(
        _ fits: Bool,
        _ code: AppraisalCode,
        _ subject: String,
        _ good: String,
        _ bad: String
    ) -> AppraisalFinding {
        fits ? AppraisalFinding(.pass, .ok, subject, good) : AppraisalFinding(.fail, code, subject, bad)
    }

    private func signer(_ policy: SNPPolicy) -> AppraisalFinding {
        let name = leaf.signer == .vlek ? "VLEK" : "VCEK"
        let allowed = policy.signers.sorted().joined(separator: ", ")
        return judge(
            policy.signers.contains(name),
            .signerDenied,
            "signer",
            name,
            "got \(name), want \(allowed)"
        )
    }

    // A paravisor's measurement stands for whatever guest runs above it, and so never for one that was measured itself.
    private func measurement(_ policy: SNPPolicy) -> AppraisalFinding {
        let hex = Hex.encode(report.measurement)
        guard let known = hcl == nil ? policy.measurements : policy.paravisors else {
            let detail = "\(HCLReport.unmeasured), and the policy has no azure_hcl"
            return AppraisalFinding(.fail, .guestUnmeasured, "guest", detail)
        }
        return judge(
            known.contains(report.measurement),
            .measurementUnknown,
            "measurement",
            hex,
            "got \(hex), which is none of \(known.count)"
        )
    }

    private func platform(_ policy: SNPPolicy) -> [AppraisalFinding] {
        SNPPlatformInfo.allCases.compactMap { setting in
            policy.platform?[setting].map { wanted in
                judge(
                    setting.isSet(in: report.platformInfo) == wanted,
                    .featureDenied,
                    "platform info \(setting.rawValue)",
                    wanted ? "set" : "clear",
                    "is \(wanted ? "clear" : "set"), want \(wanted ? "set" : "clear")"
                )
            }
        }
    }

    private func features(_ policy: SNPPolicy) -> [AppraisalFinding] {
        let allowed = report.policy
        return [
            judge(
                policy.debug || !allowed.allowsDebug,
                .debugEnabled,
                "debug",
                "fits",
                "the host may debug the guest"
            ),
            judge(
                policy.migration || !allowed.allowsMigration,
                .migrationAllowed,
                "migration",
                "fits",
                "a migration agent may move the guest"
            ),
            judge(
                policy.smt || !allowed.allowsSMT,
                .featureDenied,
                "SMT",
                "fits",
                "the guest may run with SMT"
            ),
            judge(
                report.vmpl <= policy.vmplMaximum,
                .vmplTooHigh,
                "VMPL",
                "\(report.vmpl)",
                "got \(report.vmpl), want \(policy.vmplMaximum) or lower"
            ),
        ]
    }

    // The launch counts as well: older firmware may have put another guest in place than it measured.
    private func firmware(_ policy: SNPPolicy) -> [AppraisalFinding] {
        let name = leaf.product.name
        guard let minimum = policy.tcb[leaf.product] else {
            return [AppraisalFinding(.fail, .productDenied, "product", "\(name) is not in the policy's tcb")]
        }
        let fields: [SNPReport.TCBField] = [.reported, .launch]
        return [AppraisalFinding(.pass, .ok, "product", name)]
            + fields.map { field in
                let short = tcb(field).shortfall(minimum)
                return judge(short == nil, .tcbTooLow, field.name, tcb(field).description, short ?? "")
            }
    }

    private func guestVersion(_ policy: SNPPolicy) -> AppraisalFinding? {
        policy.guestVersionMinimum.map { least in
            judge(
                report.guestVersion >= least,
                .guestVersionTooLow,
                "guest SVN",
                "\(report.guestVersion)",
                "got \(report.guestVersion), want \(least) or later"
            )
        }
    }

    // A VLEK vouches for what the firmware says of the chip, not for the chip.
    private func chip(_ policy: SNPPolicy) -> AppraisalFinding? {
        policy.chips.map { chips in
            let stated = leaf.chipID.map { $0 + [UInt8](repeating: 0, count: 64 - $0.count) } ?? report.chipID
            let hex = Hex.encode(stated)
            return judge(
                chips.contains(stated),
                .chipUnknown,
                "chip",
                hex,
                "got \(hex), which is none of \(chips.count)"
            )
        }
    }

    private func keys(_ policy: SNPPolicy) -> [AppraisalFinding] {
        let named = [
            ("ID key", report.idKeyDigest, policy.idKeys),
            ("author key", report.authorKeyDigest, policy.authorKeys),
        ]
        return named.compactMap { name, digest, known in
            known.map {
                let hex = Hex.encode(digest)
                return judge(
                    $0.contains(digest),
                    .signerDenied,
                    name,
                    hex,
                    "got \(hex), which is none of \($0.count)"
                )
            }
        }
    }
}
