import Bytes

/// The seed of a stratum's draw: SHA-256 over labelled lines in a fixed order; `Formats/audit-v1.md` section 6.
package enum DrawSeed {
    package static let header = "bulla-audit-seed/1"

    /// The lines, each ended by a line feed, as somebody with `sha256sum` types them.
    ///
    /// - Parameter stratum: 1 for the first.
    package static func lines(of plan: AuditPlan, _ draw: AuditDraw, stratum: Int) -> String {
        var (dice, beacon) = ("-", "-")
        switch draw.outcome {
        case .dice(let digits): dice = digits
        case .beacon(let value): beacon = value.hex
        }
        let lines = [
            header, "manifest \(plan.manifest)",
            "checkpoint \(plan.origin) \(plan.segment.to) \(plan.segment.root)",
            "plan \(plan.digest)", "secret \(draw.secret?.hex ?? "-")", "dice \(dice)", "beacon \(beacon)",
            "round \(plan.round)", "stratum \(stratum)",
        ]
        return lines.map { "\($0)\n" }.joined()
    }

    /// The seed: 64 lower-case hexadecimal digits.
    package static func text(of plan: AuditPlan, _ draw: AuditDraw, stratum: Int) -> String {
        SHA256.hash(Array(lines(of: plan, draw, stratum: stratum).utf8)).hex
    }
}
