import Bytes

// What policies refuse unless they say otherwise, said as warnings to those who look without a policy.

extension Evidence {
    func warning(_ code: AppraisalCode, _ subject: String, _ detail: String) -> AppraisalFinding {
        AppraisalFinding(.warn, code, subject, "\(detail): a policy accepts it only where it says so")
    }
}

extension Evidence {
    /// That a migration agent may move an SNP guest.
    func migrationWarning(_ report: SNPReport) -> [AppraisalFinding] {
        guard report.policy.allowsMigration else { return [] }
        return [warning(.migrationAllowed, "migration", "a migration agent may move the guest")]
    }

    /// That the machine's firmware is not the newest that its tables know.
    func statusWarning(_ intel: IntelEvidence) -> [AppraisalFinding] {
        guard let assessment = intel.assessment, let status = assessment.status,
            status != .upToDate, status != .revoked
        else { return [] }
        return [warning(.tcbStatus, "TCB status", "\(status.rawValue) (\(assessment.parts))")]
    }
}

extension TDXEvidence {
    /// How the TD may go on under other eyes; empty where it may not.
    var migrationWays: [String] {
        var ways: [String] = []
        if report.attributes.has(TDReport.migratable) { ways.append("TD attribute MIGRATABLE is set") }
        if let service = report.mrServiceTD, service.contains(where: { $0 != 0 }) {
            ways.append("service TDs \(Hex.encode(service)) are bound")
        }
        return ways
    }

    var migrationWarning: [AppraisalFinding] {
        let ways = migrationWays
        return ways.isEmpty ? [] : [warning(.migrationAllowed, "migration", ways.joined(separator: "; "))]
    }
}
