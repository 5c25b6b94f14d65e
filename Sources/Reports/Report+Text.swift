import Bytes

extension Report {
    /// The most lines of a list; what is beyond them stands in `report.json`.
    private static let mostLines = 1_000

    /// The report for a person: verdict first, then what it rests on and what was not checked.
    package var lines: [String] {
        let parts = [
            headLines, identityLines + stepLines, custody?.lines ?? [], checkLines,
            list("the verdict rests on", restsOn), list("known limits", limits),
            list("not checked", unseen),
        ]
        return Array(parts.filter { !$0.isEmpty }.joined(separator: [""])).map(\.escaped)
    }

    /// The lines as one text.
    package var text: String { lines.joined(separator: "\n") }

    private var headLines: [String] {
        let reasons = reasons
        let first = reasons.first.map { ": \($0.code): \($0.subject): \($0.detail)" } ?? ""
        let more = reasons.count > 1 ? " (and \(reasons.count - 1) more)" : ""
        return ["\(verdict.rawValue.uppercased())\(first)\(more)"]
            + (isSimulated ? ["SIMULATED: rests on software sessions, with no TEE behind them"] : [])
    }

    // MARK: What was verified, and against what

    private var identityLines: [String] {
        var lines = bundle?.lines ?? []
        lines += ["as of      \(asOf)", "trust      version \(trustVersion), SHA-256 \(trustDigest)"]
        if let trustFirst {
            lines.append("           in a chain whose first version has SHA-256 \(trustFirst)")
        }
        lines.append("scope      \(scope.rawValue)")
        return lines
            + signers.enumerated().map { "\($0 == 0 ? "signed by " : "          ") \($1.words)" }
    }

    private var stepLines: [String] {
        guard stepsChecked > 0 else { return ["steps      no proofs were checked"] + targetedLines }
        let segment = bundle.map { ", of \($0.population) in the segment" } ?? ""
        let counted = scope == .sample ? " (as the producer says)" : ""
        let drawn = seed.map { ", drawn with seed \($0)" } ?? ""
        return ["steps      \(stepsValid) of \(stepsChecked) verify\(segment)\(counted)\(drawn)"]
            + proofs.map { "           \($0.count) × \($0.kind)" } + (sampling?.lines ?? []) + targetedLines
    }

    private var targetedLines: [String] {
        guard !targeted.isEmpty else { return [] }
        let valid = targeted.count(where: \.isValid)
        return [
            "targeted   \(valid) of \(targeted.count) steps picked by hand verify; they are not counted"
        ]
    }

    // MARK: What was found

    private var checkLines: [String] {
        let made = findings.filter { $0.outcome != .notChecked }
        let more = made.count - Report.mostLines
        return ["checks"] + made.prefix(Report.mostLines).map(\.line)
            + (more > 0 ? ["  \(more) more in report.json"] : [])
    }

    private func list(_ title: String, _ items: [String]) -> [String] {
        let more = items.count - Report.mostLines
        return (items.isEmpty ? [] : [title]) + items.prefix(Report.mostLines).map { "  - \($0)" }
            + (more > 0 ? ["  \(more) more in report.json"] : [])
    }

    /// Checks that were not made, and what a sample leaves open.
    private var unseen: [String] {
        var items = findings.filter { $0.outcome == .notChecked }
            .map { "\($0.check.rawValue): \($0.detail)" }
        if let population = bundle?.population, stepsChecked > 0, stepsChecked < population {
            items.append("\(population - stepsChecked) steps were not drawn\(sampling?.missedWords ?? "")")
        }
        if scope == .sample {
            items.append(
                "scope sample shows that these steps are in the signed tree and that their proofs hold; how many "
                    + "steps there are, and that none is counted twice, is the producer's word"
            )
        }
        return items
    }
}

extension Report.Bundle {
    fileprivate var lines: [String] {
        let last = max(segment.from, segment.to - 1)
        return [
            "bundle     \(name)", "manifest   \(manifest)", "run        \(segment.run)",
            "segment    leaves \(segment.from) to \(last), root \(segment.root)", "marking    \(marking)",
            "sealed at  \(sealedAt) (claimed)",
        ]
    }
}

extension Finding {
    fileprivate var line: String {
        let code = code == "ok" ? "" : " \(code)"
        let detail = detail.isEmpty ? "" : ": \(detail)"
        return "  \(outcome.rawValue.padded(10)) \(check.rawValue.padded(17))\(subject)\(code)\(detail)"
    }
}

extension SamplingOutcome {
    /// The verdict on the sample and that on the population, side by side, and who drew.
    fileprivate var lines: [String] {
        func verdict(_ holds: Bool) -> String { holds ? "holds" : "DOES NOT HOLD" }
        return [
            "sample     \(sampleWords): \(verdict(sampleHolds))",
            "population \(populationWords): \(verdict(populationHolds))",
        ] + (ceremony?.lines ?? [])
    }

    /// How easily a sample like this misses bad steps.
    fileprivate var missedWords: String {
        guard !missed.isEmpty else { return "" }
        let chances = missed.prefix(50).map { "\($0.bad) with probability \($0.probability)" }
        return "; a sample like this misses so many bad steps: \(chances.joined(separator: ", "))"
    }
}

extension SamplingOutcome.CeremonyRecord {
    fileprivate var lines: [String] {
        let people = [("inspectors", inspectors), ("witnesses", witnesses)].filter { !$0.1.isEmpty }
            .map { "\($0.0) \($0.1.joined(separator: ", "))" }
        return ["drawn by   round \(round) of plan \(plan)"]
            + (people.isEmpty ? [] : ["           \(people.joined(separator: "; "))"])
    }
}

extension CustodyRecord {
    /// Who has the medium, and how it came there: one line, and one for each event.
    fileprivate var lines: [String] {
        ["custody    \(words)"] + events.map { "  \($0.line)" }
            + (seal.map { ["  left with seal \($0)"] } ?? [])
    }

    private var words: String {
        let holder = holder ?? "nobody"
        let taker = taker ?? "nobody"
        return switch state {
        case .held: "held by \(holder)"
        case .outside: "with \(taker), who has no key"
        case .released: "held by \(holder), released to \(taker)"
        case .lost: "lost"
        case .disposed: "disposed of"
        case .unknown: "not known"
        }
    }
}

extension CustodyRecord.Event {
    fileprivate var line: String {
        let others = people.filter { $0 != actor }
        let words = [
            "\("\(event) \(number)".padded(12))\(at) (claimed) at \(place) by \(actor)",
            to.map { " to \($0)" }, outcome.map { ": \($0)" },
            others.isEmpty ? nil : ", signed with \(others.joined(separator: ", "))",
        ]
        return words.compactMap { $0 }.joined()
    }
}
