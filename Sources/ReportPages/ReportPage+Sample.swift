import Bytes
import Markup
import Reports
import Sampling

extension ReportPage {
    /// What the sample shows of itself and of all steps, and what it cannot see.
    var sample: Section {
        guard let sampling = document.sampling else {
            return Section("sample", "The sample", .paragraph(.text(SampleWords.plain(document))), kinds)
        }
        return Section(
            "sample",
            "The sample",
            Markup("div", ["class": "pair"], ofSample(sampling), ofPopulation(sampling)),
            kinds,
            missed(sampling),
            strata(sampling),
            ceremony(sampling)
        )
    }

    private func ofSample(_ sampling: SamplingOutcome) -> Markup {
        card(
            "Of the sampled steps",
            sampling.sampleHolds,
            "\(Words.count(sampling.sampled - sampling.failed)) / \(Words.count(sampling.sampled))",
            SampleWords.ofSample(sampling)
        )
    }

    private func ofPopulation(_ sampling: SamplingOutcome) -> Markup {
        let share = ReportWords.share(sampling.goodAtLeast, of: sampling.population)
        return card(
            "Of all steps",
            sampling.populationHolds,
            "≥ \(ReportWords.percent(share))",
            SampleWords.ofPopulation(sampling)
        )
    }

    private func card(
        _ title: String,
        _ holds: Bool,
        _ figure: String,
        _ sentence: String
    ) -> Markup {
        let word = holds ? "pass" : "fail"
        return Markup(
            "div",
            ["class": "card \(word)"],
            .subheading(title),
            Markup("p", ["class": "figure"], .text(figure)),
            Markup("p", [:], Symbols.word(holds ? .pass : .fail, word)),
            .paragraph(.text(sentence))
        )
    }

    private var kinds: Markup {
        guard !document.proofs.isEmpty else { return .nothing }
        let counts = document.proofs.prefix(20).map { "\(Words.count($0.count)) × \($0.kind)" }
        return .note(.text("Proofs that were checked: \(counts.joined(separator: ", "))."))
    }

    private func missed(_ sampling: SamplingOutcome) -> Markup {
        guard !sampling.missed.isEmpty else { return .nothing }
        let rows = sampling.missed.prefix(50).map { missed -> [Markup] in
            [
                .text(Words.count(missed.bad)), .text(ReportWords.percent(missed.basisPoints)),
                Chart.bar(missed.basisPoints),
            ]
        }
        let table = Table(
            caption: "If this many of the \(Words.count(sampling.population)) steps were bad",
            columns: ["Bad steps", "Chance that such a sample passes", "As a bar"],
            rows: rows
        )
        return [
            .subheading("What this sample cannot see"), .paragraph(.text(SampleWords.blindness(sampling))),
            table.markup,
        ]
    }

    private func strata(_ sampling: SamplingOutcome) -> Markup {
        guard !sampling.strata.isEmpty else { return .nothing }
        let rows = sampling.strata.prefix(100).map { stratum -> [Markup] in
            [
                .text(Words.count(stratum.number)),
                .text("\(Words.count(stratum.first)) to \(Words.count(stratum.last))"),
                .text(Words.count(stratum.sampled)), .text(Words.count(stratum.failed)),
                .text(Words.count(stratum.goodAtLeast)), .text(stratum.rule.rawValue),
            ]
        }
        let table = Table(
            caption: "Strata, each with a seed of its own",
            columns: ["Stratum", "Steps", "Looked at", "Failed", "Good at least", "Rule"],
            rows: rows
        )
        return [.subheading("Strata"), table.markup]
    }

    private func ceremony(_ sampling: SamplingOutcome) -> Markup {
        guard let ceremony = sampling.ceremony else {
            return .note(
                "The seed was given on the command line. No signed plan supports it, so nothing here shows that ",
                "it was drawn after the bundle was sealed, or only once."
            )
        }
        var rows: [(String, Markup)] = [
            ("Purpose", .text("\(ceremony.purpose), round \(Words.count(ceremony.round))")),
            ("Plan", .digest(ceremony.plan)),
            ("Plan before", ceremony.previousPlan.map { .digest($0) } ?? "none"),
            ("Draw", .digest(ceremony.draw)),
        ]
        if let dice = ceremony.dice { rows.append(("Dice", .code(dice))) }
        if let beacon = ceremony.beacon { rows.append(("Beacon", .digest(beacon))) }
        rows.append(("Inspectors", people(ceremony.inspectors)))
        rows.append(("Witnesses", people(ceremony.witnesses)))
        return [
            .subheading("The draw"), .facts(rows),
            .note(
                "Plans chain by digest, so a redraw shows against any other copy of the chain. ",
                "One that was hidden from every witness would not."
            ),
        ]
    }

    private func people(_ names: [String]) -> Markup {
        names.isEmpty ? "nobody" : .text(names.joined(separator: ", "))
    }
}
