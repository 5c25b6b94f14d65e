import Bytes
import Markup
import Reports
import Sampling

extension ReportPage {
    private static let stratumLimit = 8
    private static let ticketLimit = 3

    /// How anybody redoes the draw with `sha256sum`.
    var byHand: Section? {
        let strata = drawnStrata
        guard !strata.isEmpty else { return nil }
        let shown = strata.prefix(Self.stratumLimit).map(lines)
        let more = strata.count - shown.count
        return Section(
            "by-hand",
            "Redo the sample by hand",
            .paragraph(
                "Ticket i picks 1 + (SHA-256 of seed, comma and i, read as a number) mod N; a pick that came before is ",
                "skipped. These lines run in any shell with ",
                .code("sha256sum"),
                " and ",
                .code("bc"),
                "; what they must print stands below each."
            ),
            .row(shown),
            more > 0
                ? .note("\(Words.plural(more, "more stratum", "more strata")) in report.json.")
                : .nothing
        )
    }

    /// Strata with a seed; a report without a statement has one, if any.
    private var drawnStrata: [DrawnPart] {
        if let sampling = document.sampling {
            return sampling.strata.map {
                DrawnPart(
                    name: sampling.strata.count > 1 ? "Stratum \(Words.count($0.number))" : "All steps",
                    first: $0.first,
                    population: $0.population,
                    rule: $0.rule,
                    seed: $0.seed
                )
            }
        }
        guard let seed = document.seed, let population = document.bundle?.population, population > 0 else {
            return []
        }
        let sampled = document.stepsChecked
        let rule: Sample.Rule =
            sampled >= population ? .everything : sampled > population / 2 ? .leftOut : .drawn
        return [DrawnPart(name: "All steps", first: 1, population: population, rule: rule, seed: seed)]
    }

    private func lines(_ part: DrawnPart) -> Markup {
        guard part.rule != .everything,
            let sampler = try? Sampler(seed: part.seed, population: part.population)
        else {
            return [.subheading(part.name), .paragraph("Every step was taken; nothing was drawn.")]
        }
        var text = "SEED=\(ShellWord.quoted(part.seed)); N=\(part.population)\n"
        for ticket in 1...Self.ticketLimit {
            text += DrawnPart.lines(sampler, ticket: ticket)
        }
        return [
            .subheading(part.name), .note(.text(part.words)),
            Markup(
                "pre",
                ["tabindex": "0", "role": "group", "aria-label": "Shell lines, \(part.name)"],
                Markup("code", [:], .text(text))
            ),
        ]
    }
}

/// A part of the steps that was drawn from with one seed.
private struct DrawnPart {
    let name: String
    let first: Int
    let population: Int
    let rule: Sample.Rule
    let seed: String

    /// What a pick means here.
    var words: String {
        let shift = first == 1 ? "" : " Pick 1 is step \(Words.count(first)) of the segment."
        let use =
            rule == .leftOut
            ? "More than half of the steps are checked, so these tickets say which steps to leave out."
            : "These tickets say which steps to look at."
        return "N is \(Words.count(population)). \(use)\(shift)"
    }

    static func lines(_ sampler: Sampler, ticket: Int) -> String {
        let digest = sampler.digest(ticket: ticket).hex
        return """

            printf '%s,%d' "$SEED" \(ticket) | sha256sum
            # \(digest)  -
            echo "n=$N; ibase=16; 1 + \(digest.uppercased()) % n" | BC_LINE_LENGTH=0 bc
            # \(sampler.pick(ticket: ticket))

            """
    }
}
