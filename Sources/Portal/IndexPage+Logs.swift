import Audit
import Bytes
import Markup

extension IndexPage {
    /// Each log with its segments in order, what is missing and what contradicts.
    var logs: Section? {
        guard !site.logs.isEmpty else { return nil }
        return Section("logs", "Logs", .row(site.logs.map(log)))
    }

    private func log(_ log: PortalSite.Log) -> Markup {
        let origin = log.history.origin
        return [
            Markup("h3", ["id": log.id], .text(origin)),
            .facts(facts(log)), LogPicture(log).markup(), findings(log),
            .details(
                "\(Words.plural(log.history.entries.count, "segment")) of \(origin)",
                open: log.history.entries.count <= 12,
                segments(log)
            ),
        ]
    }

    private func facts(_ log: PortalSite.Log) -> [(String, Markup)] {
        let history = log.history
        var rows: [(String, Markup)] = [
            (history.runs.count == 1 ? "Run" : "Runs", Markup.row(history.runs.map { .digest($0) })),
            ("Leaves", .text(Words.count(history.end))),
        ]
        if let tiles = log.tiles {
            let checkpoint = SiteFile("\(tiles.path)/checkpoint")
            rows.append(
                ("Standard layout", [.code("\(tiles.path)/"), ": ", Parts.link(checkpoint, from: 0)])
            )
        }
        return rows
    }

    private func findings(_ log: PortalSite.Log) -> Markup {
        let findings = log.findings
        guard !findings.isEmpty else {
            return .paragraph(Symbols.word(.pass, "no gap and no fork"), " among the bundles that are here")
        }
        let shown = findings.prefix(50).map { finding in
            Markup(
                "li",
                [:],
                Symbols.word(finding.outcome.symbol, finding.code.words),
                Markup("span", ["class": "where"], .code(finding.code.rawValue)),
                Markup("p", [:], .telling(finding.subject), ": ", .telling(finding.detail))
            )
        }
        let rest = findings.count - shown.count
        return [
            Markup("ul", ["class": "reasons"], .row(shown)),
            rest > 0
                ? .note(
                    "\(Words.plural(rest, "more", "more")), which ",
                    .code("bulla audit status"),
                    " lists."
                ) : .nothing,
        ]
    }

    private func segments(_ log: PortalSite.Log) -> Markup {
        let rows = log.history.entries.flatMap { entry in
            entry.records.map { row($0, log, isForked: entry.isForked) }
        }
        return Table(
            caption: "Segments of \(log.history.origin), in the order of the log",
            columns: ["Leaves", "Steps", "Sealed (claimed)", "Bundle", "Root"],
            rows: rows,
            style: "stack"
        ).markup
    }

    private func row(_ record: SegmentRecord, _ log: PortalSite.Log, isForked: Bool) -> [Markup] {
        let files = log.releases[record.manifest, default: []]
        let links = files.enumerated().map { index, release -> Markup in
            [index == 0 ? "" : ", ", Parts.link(release.page, from: 0, release.stem)]
        }
        return [
            .text("\(Words.count(record.from)) to \(Words.count(record.to - 1))"),
            .text(Words.count(record.steps)),
            Markup("span", ["class": "when"], .text(record.sealedAt.description)),
            [.row(links), isForked ? [" ", Symbols.word(.fail, "forked")] : .nothing],
            .code(String(record.root.hex.prefix(16))),
        ]
    }
}

extension StatusCode {
    /// What was found, in a word or two.
    fileprivate var words: String {
        switch self {
        case .missing: "gap"
        case .overlap: "overlap"
        case .forked: "fork"
        case .otherRun: "another run"
        case .resealed: "sealed again"
        case .unchained: "not chained"
        default: rawValue
        }
    }
}
