import Bytes
import Markup
import Reports

extension ReportPage {
    private static let rowLimit = 2_000

    /// Every check in the order in which it was made, with its outcome.
    var checks: Section {
        let ordered = document.reasons.count > Self.rowLimit ? document.reasons : document.findings
        let rows = ordered.prefix(Self.rowLimit).map { finding -> [Markup] in
            [
                .text(finding.check.rawValue), finding.outcome.markup, .code(finding.code),
                .telling(finding.subject),
                .telling(finding.detail),
            ]
        }
        let more = ordered.count - rows.count
        let table = Table(
            caption: "Checks in the order in which they are made; Docs/error-codes.md explains the codes",
            columns: ["Check", "Outcome", "Code", "Subject", "Detail"],
            rows: rows,
            style: "stack"
        )
        return Section(
            "checks",
            "Every check",
            table.markup,
            more > 0 ? .note("\(Words.plural(more, "more finding")) in report.json.") : .nothing
        )
    }

    /// What nothing was found out about.
    var unchecked: Section {
        let items = ReportWords.unchecked(document).map { Markup.telling($0) }
        guard !items.isEmpty else {
            return Section("not-checked", "What was not checked", .paragraph("Every check was made."))
        }
        return Section("not-checked", "What was not checked", .list(items))
    }

    /// What one has to believe, and what the evidence would not show.
    var foundations: Section {
        let rests = document.restsOn.prefix(200).map { Markup.text($0) }
        let limits = document.limits.prefix(200).map { Markup.text($0) }
        return Section(
            "rests-on",
            "What the verdict rests on",
            rests.isEmpty
                ? .paragraph("Nothing was established that it could rest on.") : .list(Array(rests)),
            .subheading("Known limits"),
            limits.isEmpty ? .paragraph("None are known for this kind of evidence.") : .list(Array(limits))
        )
    }

    /// Picked by hand: apart, and never counted.
    var targeted: Section? {
        guard !document.targeted.isEmpty else { return nil }
        let bad = document.targeted.filter { !$0.isValid }.count
        let count = document.targeted.count
        return Section(
            "targeted",
            "Steps picked by hand",
            .paragraph(
                "\(Words.plural(count, "step was", "steps were")) picked by hand and not drawn at random; ",
                "\(Words.plural(bad, "of them fails", "of them fail")). They say nothing of the other steps, and ",
                "neither figure above counts them."
            ),
            stepTable("Steps picked by hand", document.targeted.prefix(200)),
            count > 200 ? .note("\(Words.count(count - 200)) more in report.json.") : .nothing
        )
    }

    /// Which file this page shows, and how it came about.
    var colophon: Markup {
        Markup(
            "section",
            ["id": "colophon", "aria-labelledby": "colophon-title"],
            Markup("h2", ["id": "colophon-title"], "About this page"),
            .facts([("SHA-256 of report.json", .digest(digest))]),
            .note(
                "Made by ",
                .code("bulla"),
                " from report.json and nothing else: the same report gives the same page. ",
                "It holds no script and loads nothing. This page is not evidence; compare the digest above with ",
                .code("sha256sum report.json"),
                ", and verify the bundle again if in doubt. The report holds no clock ",
                "and no host: “as of” is the time that keys were judged at."
            )
        )
    }
}

extension ReportWords {
    /// Checks that were not made, and what a sample leaves open.
    static func unchecked(_ document: Report) -> [String] {
        var lines = document.findings.filter { $0.outcome == .notChecked }.prefix(100)
            .map { "\($0.check.rawValue): \($0.detail)" }
        if let population = document.bundle?.population, document.stepsChecked > 0,
            document.stepsChecked < population
        {
            let rest = population - document.stepsChecked
            lines.append(
                "the proofs of \(Words.plural(rest, "step")) of \(Words.count(population)), which were not drawn"
            )
        }
        if document.scope == .sample {
            lines.append(
                "scope sample: how many steps there are, and that none is counted twice, is the producer’s word"
            )
        }
        return lines
    }
}
