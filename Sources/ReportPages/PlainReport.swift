import Bytes
import Markup

/// The report as text for a terminal, from `report.json` alone.
package enum PlainReport {
    private static let lineLimit = 1_000

    /// One line each, with nothing hidden in it.
    package static func lines(_ document: ReportDocument) -> [String] {
        let parts = [
            headline(document), identity(document), sample(document), checks(document),
            list("the verdict rests on", document.restsOn), list("known limits", document.limits),
            list("not checked", ReportWords.unchecked(document)),
        ]
        return Array(parts.filter { !$0.isEmpty }.joined(separator: [""])).map(\.escaped)
    }

    private static func headline(_ document: ReportDocument) -> [String] {
        let reasons = document.reasons
        let first = reasons.first.map { ": \($0.code): \($0.subject): \($0.detail)" } ?? ""
        let more = reasons.count > 1 ? " (and \(reasons.count - 1) more)" : ""
        let simulated =
            document.isSimulated ? ["SIMULATED: rests on software sessions, with no TEE behind them"] : []
        return ["\(document.verdict.rawValue.uppercased())\(first)\(more)"] + simulated
    }

    private static func identity(_ document: ReportDocument) -> [String] {
        var lines: [String] = []
        if let bundle = document.bundle {
            lines += [
                "bundle     \(bundle.name)", "manifest   \(bundle.manifest)", "run        \(bundle.run)",
                "segment    leaves \(bundle.from) to \(max(bundle.from, bundle.to - 1)), root \(bundle.root)",
                "marking    \(bundle.marking)", "sealed at  \(bundle.sealedAt) (claimed)",
            ]
        }
        return lines + [
            "as of      \(document.asOf)",
            "trust      version \(document.trustVersion), SHA-256 \(document.trustDigest)",
            "scope      \(document.scope.rawValue)",
        ] + document.signers.map { "signed by  \(ReportWords.signer($0))" }
    }

    private static func sample(_ document: ReportDocument) -> [String] {
        guard let sampling = document.sampling else { return ["sample     \(SampleWords.plain(document))"] }
        return [
            "sample      \(sampling.sampleVerdict.rawValue.uppercased()): \(SampleWords.ofSample(sampling))",
            "population  \(sampling.populationVerdict.rawValue.uppercased()): \(SampleWords.ofPopulation(sampling))",
        ]
            + sampling.missed.prefix(50).map {
                "            \(Words.plural($0.bad, "bad step")) would pass with probability "
                    + ReportWords.percent($0.basisPoints)
            }
    }

    private static func checks(_ document: ReportDocument) -> [String] {
        let made = document.findings.filter { $0.outcome != .notChecked }
        let lines = made.prefix(lineLimit).map { finding in
            let code = finding.code == "ok" ? "" : " \(finding.code)"
            let detail = finding.detail.isEmpty ? "" : ": \(finding.detail)"
            return "  \(padded(finding.outcome.rawValue, 10)) \(padded(finding.check, 17))"
                + "\(finding.subject)\(code)\(detail)"
        }
        let more = made.count - lines.count
        return ["checks"] + lines + (more > 0 ? ["  \(more) more in report.json"] : [])
    }

    private static func list(_ title: String, _ items: [String]) -> [String] {
        items.isEmpty ? [] : [title] + items.prefix(lineLimit).map { "  - \($0)" }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count)) + " "
    }
}
