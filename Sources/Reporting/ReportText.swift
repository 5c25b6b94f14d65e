import Bytes
import CustodyChain
package import Verification

extension Report {
    /// The report for a person: verdict first, then what it rests on and what was not checked.
    package var lines: [String] {
        ([headline] + simulatedLines + identityLines + stepLines + custodyLines + checkLines + restsOnLines
            + unseenLines).map(\.escaped)
    }

    /// The lines as one text.
    package var text: String { lines.joined(separator: "\n") }

    private var headline: String {
        let reasons = findings.filter { $0.outcome == .fail } + findings.filter { $0.outcome == .unfinished }
        let first = reasons.first.map { ": \($0.code): \($0.subject): \($0.detail)" } ?? ""
        let more = reasons.count > 1 ? " (and \(reasons.count - 1) more)" : ""
        return "\(verdict.rawValue.uppercased())\(first)\(more)"
    }

    private var simulatedLines: [String] {
        isSimulated ? ["SIMULATED: rests on software sessions, with no TEE behind them"] : []
    }

    private var identityLines: [String] {
        var lines = [""]
        if let name, let manifestDigest, let run, let from, let to, let root, let marking, let sealedAt {
            lines += [
                "bundle     \(name)", "manifest   \(manifestDigest)", "run        \(run)",
                "segment    leaves \(from) to \(to - 1), root \(root)", "marking    \(marking)",
                "sealed at  \(sealedAt) (claimed)",
            ]
        }
        return lines + [
            "as of      \(asOf)", "trust      version \(trustVersion), SHA-256 \(trustDigest)",
        ] + chainLines + ["scope      \(scope.rawValue)"] + signerLines
    }

    private var chainLines: [String] {
        trustFirst.map { ["           in a chain whose first version has SHA-256 \($0)"] } ?? []
    }

    /// What the signature of each signer is worth, by evidence and not by its own date.
    private var signerLines: [String] {
        signers.enumerated().map { index, signer in
            "\(index == 0 ? "signed by " : "          ") \(signer.person): \(signer.words)"
        }
    }

    private var stepLines: [String] {
        guard stepsChecked > 0, let population else { return [] }
        let counted = scope == .sample ? " (as the producer says)" : ""
        let drawn = seed.map { ", drawn with seed \($0)" } ?? ""
        var lines = [
            "steps      \(stepsValid) of \(stepsChecked) verify, of \(population) in the segment\(counted)\(drawn)"
        ]
        for (kind, count) in proofCounts.sorted(by: { $0.key < $1.key }) {
            lines.append("           \(count) × \(kind)")
        }
        return lines + samplingLines
    }

    /// The verdict on the sample and that on the population, side by side.
    private var samplingLines: [String] {
        guard let sampling else { return [] }
        func verdict(_ holds: Bool) -> String { holds ? "holds" : "DOES NOT HOLD" }
        var lines = [
            "sample     \(sampling.sampleWords): \(verdict(sampling.sampleHolds))",
            "population \(sampling.populationWords): \(verdict(sampling.populationHolds))",
        ]
        if let ceremony = sampling.ceremony {
            lines.append("drawn by   round \(ceremony.round) of plan \(ceremony.plan)")
        }
        if !targeted.isEmpty {
            lines.append(
                "targeted   \(targeted.count(where: \.isValid)) of \(targeted.count) steps picked by hand verify; "
                    + "they are not counted"
            )
        }
        return lines
    }

    private var custodyLines: [String] { custody.map { [""] + $0.lines } ?? [] }

    private var checkLines: [String] {
        ["", "checks"]
            + findings.filter { $0.outcome != .notChecked }.map { finding in
                let code = finding.code == "ok" ? "" : " \(finding.code)"
                let detail = finding.detail.isEmpty ? "" : ": \(finding.detail)"
                return "  \(finding.outcome.rawValue.padded(10)) \(finding.check.rawValue.padded(17))"
                    + "\(finding.subject)\(code)\(detail)"
            }
    }

    private var restsOnLines: [String] {
        var lines = restsOn.isEmpty ? [] : ["", "the verdict rests on"] + restsOn.map { "  - \($0)" }
        if !limits.isEmpty { lines += ["", "known limits"] + limits.map { "  - \($0)" } }
        return lines
    }

    private var unseenLines: [String] {
        var lines = findings.filter { $0.outcome == .notChecked }
            .map { "  - \($0.check.rawValue): \($0.detail)" }
        if let sampling, let population, sampling.sampled < population {
            let missed = sampling.missed.map { "\($0.bad) with probability \($0.probability)" }
            lines.append(
                "  - \(population - sampling.sampled) steps were not drawn; a sample like this misses so many bad steps: "
                    + missed.joined(separator: ", ")
            )
        }
        if scope == .sample {
            lines.append(
                "  - scope sample shows that these steps are in the signed tree and that their proofs hold; how many "
                    + "steps there are, and that none is counted twice, is the producer's word"
            )
        }
        return lines.isEmpty ? [] : ["", "not checked"] + lines
    }
}

extension String {
    func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count)) + " "
    }
}
