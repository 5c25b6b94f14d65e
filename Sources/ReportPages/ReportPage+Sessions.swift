import Bytes
import Markup
import Reports

extension ReportPage {
    private static let sessionLimit = 100

    /// Sessions over the leaves, and what is known of custody.
    var sessions: Section {
        Section(
            "sessions",
            "Sessions and custody",
            sessionLine,
            .subheading("Custody"),
            custody,
            custodyFindings
        )
    }

    private var sessionLine: Markup {
        guard !document.sessions.isEmpty else {
            return .note("This report says nothing of single sessions.")
        }
        let shown = document.sessions.prefix(Self.sessionLimit)
        let more = document.sessions.count - shown.count
        let ends = self.ends
        return [
            .subheading("Sessions by leaf"),
            Markup(
                "figure",
                ["class": "wide"],
                Chart.picture(
                    "session-line",
                    title:
                        "Sessions from leaf \(Words.count(ends.0)) to leaf \(Words.count(ends.1))",
                    description:
                        "\(Words.plural(document.sessions.count, "session")); the table below has the same.",
                    class: "chart",
                    height: 12 + shown.count * 40,
                    shown.enumerated().map { bar($1, row: $0) }
                ),
                Chart.ends("leaf \(Words.count(ends.0))", "leaf \(Words.count(ends.1))"),
                Chart.legend([("session", "from opening to closing; dashed at the end: never closed")])
            ),
            sessionTable(shown),
            more > 0 ? .note("\(Words.plural(more, "more session")) in report.json.") : .nothing,
        ]
    }

    /// The first and last leaf of the picture.
    private var ends: (Int, Int) {
        let leaves = document.sessions.flatMap { [$0.opened, $0.closed ?? $0.opened] }
        let first = document.bundle?.segment.from ?? leaves.min() ?? 0
        let last = document.bundle.map { max($0.segment.from, $0.segment.to - 1) } ?? leaves.max() ?? 0
        return (first, last)
    }

    private func bar(_ session: SessionRecord, row: Int) -> Markup {
        let (first, last) = ends
        let start = Chart.scaled(session.opened, from: first, to: last, by: 10_000)
        let end = Chart.scaled(session.closed ?? last, from: first, to: last, by: 10_000)
        let top = 24 + row * 40
        let place = { (hundredths: Int) in "\(Chart.hundredths(hundredths))%" }
        // A name that starts beyond the middle would run out of the picture.
        let isLate = start > 5_000
        return [
            Markup(
                "text",
                [
                    "x": place(isLate ? end : start), "y": "\(top - 8)",
                    "text-anchor": isLate ? "end" : "start",
                ],
                .text("\(session.kind) \(session.session.hex.prefix(8))")
            ),
            Markup(
                "rect",
                [
                    "class": session.closed == nil ? "session never" : "session", "x": place(start),
                    "y": "\(top)",
                    "width": place(max(end - start, 30)), "height": "10", "rx": "3",
                ]
            ),
            Chart.line(place(start), "\(top - 3)", place(start), "\(top + 13)", class: "end"),
            session.closed == nil
                ? .nothing : Chart.line(place(end), "\(top - 3)", place(end), "\(top + 13)", class: "end"),
        ]
    }

    private func sessionTable(_ sessions: ArraySlice<SessionRecord>) -> Markup {
        let rows = sessions.map { session -> [Markup] in
            [
                .code(String(session.session.hex.prefix(16))), .text(session.kind),
                .text(Words.count(session.opened)), .text(Words.count(session.heartbeats)),
                .text(session.closed.map(Words.count) ?? "never closed"), .text(steps(session)),
            ]
        }
        return Table(
            caption: "Sessions",
            columns: [
                "Session", "Kind", "Opened at leaf", "Heartbeats", "Closed at leaf", "Steps of the run",
            ],
            rows: rows
        ).markup
    }

    private func steps(_ session: SessionRecord) -> String {
        guard let first = session.firstStep, let last = session.lastStep else { return "none" }
        return "\(Words.count(first)) to \(Words.count(last))"
    }
}
