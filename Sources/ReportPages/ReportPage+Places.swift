import Bytes
import Markup
import Reports

extension ReportPage {
    /// Steps that are listed one by one, and failed ones that are described.
    private static let listLimit = 3_000
    private static let failureLimit = 200
    /// Ticks that can be told from each other.
    private static let columns = 1_000

    /// Where the samples fell over the segment.
    var places: Section? {
        guard !document.steps.isEmpty else { return nil }
        let failed = document.steps.filter { !$0.isValid }
        return Section(
            "places",
            "Where the samples fell",
            strip(failed),
            failures(failed),
            everyPick
        )
    }

    /// Steps in the segment, and at least as many as picks say.
    var population: Int {
        let picks = (document.steps + document.targeted).map(\.pick).max() ?? 1
        let strata = document.sampling?.strata.map(\.last).max() ?? 1
        return max(document.bundle?.population ?? 1, document.sampling?.population ?? 1, picks, strata)
    }

    private func strip(_ failed: [SampledStep]) -> Markup {
        let population = self.population
        let strata = document.sampling?.strata ?? []
        var content = bands(strata, population)
        content.append(Chart.line("0", "66", "100%", "66", class: "axis"))
        content += columns(document.steps, population).map { Chart.line($0, "30", $0, "66", class: "tick") }
        content += columns(failed, population).map { Chart.line($0, "22", $0, "66", class: "tick fail") }
        content += columns(failed, population).map { Chart.point("fail", $0, "14") }
        content += columns(document.targeted, population).map { Chart.point("hand", $0, "78") }
        let total = Words.plural(population, "step")
        var legend = [("tick", "step that was checked")]
        if !failed.isEmpty { legend.append(("fail", "its proof fails")) }
        if strata.count > 1 { legend.append(("band", "strata, in turn light and dark")) }
        if !document.targeted.isEmpty { legend.append(("hand", "picked by hand, not counted")) }
        return Markup(
            "figure",
            [:],
            Chart.picture(
                "strip",
                title: "Where the samples fell over \(total)",
                description: stripWords(failed.count, total),
                class: "chart strip",
                height: 88,
                content
            ),
            Chart.ends("step 1 of the segment", "step \(Words.count(population))"),
            Chart.legend(legend)
        )
    }

    private func stripWords(_ failed: Int, _ total: String) -> String {
        "\(Words.plural(document.steps.count, "step was", "steps were")) checked among \(total); "
            + "\(Words.plural(failed, "of them fails", "of them fail")). The lists below have the same numbers."
    }

    private func bands(_ strata: [SamplingOutcome.Stratum], _ population: Int) -> [Markup] {
        guard strata.count > 1 else { return [] }
        return strata.prefix(200).enumerated().map { index, stratum in
            let start = Chart.scaled(stratum.first - 1, from: 0, to: population, by: 10_000)
            let end = Chart.scaled(stratum.last, from: 0, to: population, by: 10_000)
            return Markup(
                "rect",
                [
                    "class": index.isMultiple(of: 2) ? "band" : "band other",
                    "x": "\(Chart.hundredths(start))%", "y": "30",
                    "width": "\(Chart.hundredths(end - start))%", "height": "36",
                ]
            )
        }
    }

    /// Where the steps stand, each place once; the middle of the step's own room on the line.
    private func columns(_ steps: [SampledStep], _ population: Int) -> [String] {
        let places = Set(
            steps.map { step in
                Chart.scaled(2 * step.pick - 1, from: 0, to: 2 * population, by: Self.columns)
            }
        )
        return places.sorted().map { "\(Chart.hundredths($0 * 10_000 / Self.columns))%" }
    }

    private func failures(_ failed: [SampledStep]) -> Markup {
        guard !failed.isEmpty else { return .nothing }
        let more = failed.count - min(failed.count, Self.failureLimit)
        return [
            .subheading("Steps that fail"),
            stepTable("Steps whose proofs do not hold", failed.prefix(Self.failureLimit)),
            more > 0 ? .note("\(Words.count(more)) more in report.json.") : .nothing,
        ]
    }

    func stepTable(_ caption: String, _ steps: ArraySlice<SampledStep>) -> Markup {
        let rows = steps.map { step -> [Markup] in
            [
                .text(Words.count(step.pick)), .text(Words.count(step.step)),
                .text(Words.count(step.leaf)),
                .row(step.proofs.prefix(8).map(proof)),
            ]
        }
        return Table(
            caption: caption,
            columns: ["Step of the segment", "Step of the run", "Leaf", "Proofs"],
            rows: rows,
            style: "numbers told"
        ).markup
    }

    private func proof(_ proof: SampledStep.Proof) -> Markup {
        let outcome: Symbols.Name = proof.isValid ? .pass : proof.isUnjudged ? .notChecked : .fail
        let detail: Markup = proof.detail.isEmpty ? "" : [": ", .telling(proof.detail)]
        return Markup(
            "div",
            ["class": "proof"],
            Symbols.word(outcome, proof.isValid ? "holds" : proof.isUnjudged ? "not judged" : "fails"),
            .text(" \(proof.kind) "),
            proof.isValid ? .nothing : .code(proof.code),
            detail
        )
    }

    private var everyPick: Markup {
        let picks = document.steps.prefix(Self.listLimit).map { Words.count($0.pick) }
        let more = document.steps.count - picks.count
        let items = picks.map { Markup("li", [:], .text($0)) }
        return .details(
            "Every step that was checked (\(Words.count(document.steps.count)))",
            .note("By their number in the segment."),
            Markup("ul", ["class": "picks"], .row(items)),
            more > 0 ? .note("\(Words.count(more)) more in report.json.") : .nothing
        )
    }
}
