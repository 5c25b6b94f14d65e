import Bytes
import Markup
import Reports

extension ReportPage {
    private static let reasonLimit = 5

    /// The verdict in words, colour and shape, before anything else.
    var verdict: Markup {
        let verdict = document.verdict
        return [
            Markup("p", ["class": "kicker"], .text("Bulla verification report · \(name)")),
            Markup(
                "div",
                ["class": "verdict \(verdict.symbol.rawValue)", "id": "verdict", "tabindex": "-1"],
                Symbols.mark(verdict.symbol, "seal"),
                Markup(
                    "div",
                    [:],
                    Markup("h1", [:], .text(verdict.title)),
                    .paragraph(.text(verdict.meaning)),
                    Markup("p", ["class": "first"], firstReason)
                )
            ),
            simulated,
        ]
    }

    private var firstReason: Markup {
        let reasons = document.reasons
        guard let first = reasons.first else { return .text(extent) }
        let more = reasons.count > 1 ? " – and \(Words.count(reasons.count - 1)) more" : ""
        return [.code(first.code), " ", .telling(first.subject), ": ", .telling(first.detail), .text(more)]
    }

    /// How much stands behind an accepted verdict.
    private var extent: String {
        let passed = document.findings.filter { $0.outcome == .pass }.count
        let steps =
            document.stepsChecked > 0
            ? " \(Words.count(document.stepsValid)) of \(Words.plural(document.stepsChecked, "step"))"
                + " that were checked verify." : ""
        return "\(Words.plural(passed, "check")) passed.\(steps)"
    }

    private var simulated: Markup {
        guard document.isSimulated else { return .nothing }
        return Markup(
            "p",
            ["class": "simulated"],
            Symbols.mark(.warn),
            Markup("strong", [:], "SIMULATED"),
            Markup("span", [:], "Rests on software sessions, with no TEE behind them.")
        )
    }

    var reasons: Section {
        let reasons = document.reasons
        guard !reasons.isEmpty else {
            return Section(
                "why",
                "Why",
                .paragraph("No check failed, and none was left unfinished."),
                warnings
            )
        }
        let shown = reasons.prefix(Self.reasonLimit).map(reason)
        let rest = reasons.count - shown.count
        let more =
            rest > 0
            ? Markup.note(
                "\(Words.plural(rest, "more reason", "more reasons")) in the ",
                Markup("a", ["href": "#checks"], "table of checks"),
                "."
            ) : .nothing
        return Section("why", "Why", Markup("ol", ["class": "reasons"], .row(shown)), more, warnings)
    }

    private func reason(_ finding: Finding) -> Markup {
        Markup(
            "li",
            [:],
            finding.outcome.markup,
            Markup("span", ["class": "where"], .text(finding.check.rawValue), " · ", .code(finding.code)),
            Markup("p", [:], Markup("strong", [:], .telling(finding.subject)), ": ", .telling(finding.detail))
        )
    }

    private var warnings: Markup {
        let warnings = document.findings.filter { $0.outcome == .warn }
        guard !warnings.isEmpty else { return .nothing }
        let shown = warnings.prefix(Self.reasonLimit).map(reason)
        let rest = warnings.count - shown.count
        return [
            .subheading("Warnings"),
            Markup("ul", ["class": "reasons"], .row(shown)),
            rest > 0
                ? .note("\(Words.plural(rest, "more warning")) in the table of checks.") : .nothing,
        ]
    }
}
