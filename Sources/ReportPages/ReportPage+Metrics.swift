import Bytes
import Markup
import Reports

extension ReportPage {
    private static let metricLimit = 12
    /// Rows of the table that says what the line shows.
    private static let rowLimit = 12
    private static let height = 132

    /// Each metric over the steps, with what the sampled steps say of it.
    var metrics: Section? {
        guard !document.course.isEmpty else { return nil }
        let shown = document.course.prefix(Self.metricLimit).enumerated().compactMap { index, course in
            figure(course, id: "metric-\(index + 1)")
        }
        let more = document.course.count - min(document.course.count, Self.metricLimit)
        return Section(
            "metrics",
            "Metrics over steps",
            .note(
                "As the trainer reported them in the log. ",
                "A proof shows them only where its kind covers what they are computed from."
            ),
            Markup("div", ["class": "pair"], .row(shown)),
            more > 0 ? .note("\(Words.plural(more, "more metric")) in report.json.") : .nothing
        )
    }

    private func figure(_ course: MetricCourse, id: String) -> Markup? {
        let sampled = document.steps.compactMap { step in
            step.metrics.first { $0.name == course.metric }.flatMap {
                MetricPoint(step: step.step, value: $0.value, isValid: step.isValid)
            }
        }
        let points = course.points.compactMap {
            MetricPoint(step: $0.step, value: $0.value, isValid: true)
        }
        guard let plot = MetricPlot(points, sampled, height: Self.height) else { return nil }
        let failed = sampled.filter { !$0.isValid }.count
        var legend = [("course", "all steps"), ("good", "sampled step")]
        if failed > 0 { legend.append(("fail", "sampled step that fails")) }
        return Markup(
            "figure",
            ["class": "metric"],
            .subheading(course.metric),
            Markup(
                "div",
                ["class": "plot"],
                Markup(
                    "p",
                    ["class": "scale", "aria-hidden": "true"],
                    Markup("span", [:], .text(plot.greatest.text)),
                    Markup("span", [:], .text(plot.least.text))
                ),
                Chart.picture(
                    id,
                    title: "\(course.metric) over steps",
                    description: words(plot, sampled.count, failed),
                    class: "chart course-chart",
                    height: Self.height,
                    [grid, plot.line] + plot.marks(sampled)
                )
            ),
            Chart.ends("step \(Words.count(plot.first))", "step \(Words.count(plot.last))"),
            Chart.legend(legend),
            .details("\(course.metric) as a table", table(course))
        )
    }

    private var grid: Markup {
        .row(
            ["8", "\(Self.height / 2)", "\(Self.height - 8)"].map {
                Chart.line("0", $0, "100%", $0, class: "grid")
            }
        )
    }

    private func words(_ plot: MetricPlot, _ sampled: Int, _ failed: Int) -> String {
        "From step \(Words.count(plot.first)) to \(Words.count(plot.last)), between "
            + "\(plot.least.text) and \(plot.greatest.text); \(Words.plural(sampled, "sampled step")) marked, "
            + "\(Words.count(failed)) of them failing. The table below has values from start to end."
    }

    private func table(_ course: MetricCourse) -> Markup {
        let count = course.points.count
        let rows = min(count, Self.rowLimit)
        let chosen = (0..<rows).map { course.points[rows == 1 ? 0 : $0 * (count - 1) / (rows - 1)] }
        return Table(
            caption: "\(course.metric), \(Words.count(rows)) of \(Words.plural(count, "point"))",
            columns: ["Step of the run", course.metric],
            rows: chosen.map { [.text(Words.count($0.step)), .text($0.value)] }
        ).markup
    }
}

/// One value of a metric at a step.
struct MetricPoint {
    let step: Int
    let value: MetricValue
    let isValid: Bool

    /// Nil where the value is no decimal.
    init?(step: Int, value: String, isValid: Bool) {
        guard let value = MetricValue(value) else { return nil }
        self.step = step
        self.value = value
        self.isValid = isValid
    }
}

/// Where the values of one metric stand in a picture that is as wide as its place.
struct MetricPlot {
    let first: Int
    let last: Int
    let least: MetricValue
    let greatest: MetricValue
    private let points: [MetricPoint]
    private let height: Int

    /// Nil where there is no point at all.
    init?(_ points: [MetricPoint], _ sampled: [MetricPoint], height: Int) {
        let all = points + sampled
        guard let first = all.map(\.step).min(), let last = all.map(\.step).max(),
            let least = all.map(\.value).min(), let greatest = all.map(\.value).max()
        else { return nil }
        (self.first, self.last, self.least, self.greatest) = (first, last, least, greatest)
        self.points = points
        self.height = height
    }

    /// In a frame of its own, which is stretched as the page is; the line's width is not.
    var line: Markup {
        let places = points.map { point in
            let x = Chart.scaled(point.step, from: first, to: last, by: 10_000)
            return "\(x),\(depth(point, of: 10_000))"
        }
        return Markup(
            "svg",
            [
                "x": "0", "y": "8", "width": "100%", "height": "\(height - 16)", "viewBox": "0 0 10000 10000",
                "preserveAspectRatio": "none", "class": "frame",
            ],
            Markup("polyline", ["class": "course", "points": places.joined(separator: " ")])
        )
    }

    /// The sampled steps; those that fail are drawn last and so lie on top.
    func marks(_ sampled: [MetricPoint]) -> [Markup] {
        let ordered = sampled.filter(\.isValid).prefix(1_000) + sampled.filter { !$0.isValid }.prefix(200)
        return ordered.map { point in
            let y = 800 + depth(point, of: (height - 16) * 100)
            return Chart.point(
                point.isValid ? "good" : "fail",
                Chart.percent(point.step, from: first, to: last),
                Chart.hundredths(y)
            )
        }
    }

    private func depth(_ point: MetricPoint, of length: Int) -> Int {
        length
            - Chart.scaled(
                point.value.millionths,
                from: least.millionths,
                to: greatest.millionths,
                by: length
            )
    }
}
