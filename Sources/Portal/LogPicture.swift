import Audit
import Bytes
import Markup

/// A log drawn: which leaves the site has, and how the log grew.
struct LogPicture {
    /// The most places of a drawn line, whatever the number of segments.
    private static let pointLimit = 160
    private static let height = 120

    private let id: String
    private let end: Int
    private let covered: [Range<Int>]
    private let gaps: [Range<Int>]
    /// By the claimed time of sealing.
    private let growth: [(at: Timestamp, to: Int)]

    init(_ log: PortalSite.Log) {
        id = log.id
        end = log.history.end
        gaps = log.history.gaps
        var covered: [Range<Int>] = []
        for entry in log.history.entries {
            let (from, to) = (entry.segment.from, entry.segment.to)
            if let last = covered.last, from <= last.upperBound {
                covered[covered.count - 1] = last.lowerBound..<max(last.upperBound, to)
            } else {
                covered.append(from..<to)
            }
        }
        self.covered = covered
        var reached = 0
        growth = log.history.entries.map { ($0.segment.sealedAt, $0.segment.to) }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
            .map { place in
                reached = max(reached, place.1)
                return (place.0, reached)
            }
    }

    /// The strip of leaves, with one segment marked, and the line of growth.
    func markup(marking here: Range<Int>? = nil) -> Markup { [strip(here), line] }

    private func strip(_ here: Range<Int>?) -> Markup {
        let marks = here.map { [bar($0, "here")] } ?? []
        return Markup(
            "figure",
            [:],
            Chart.picture(
                "\(id)-strip",
                title: here == nil ? "Leaves that are here" : "Place of this segment in the log",
                description: words(here),
                class: "chart strip",
                height: 26,
                [Markup("rect", ["class": "ground", "width": "100%", "height": "26"])]
                    + covered.prefix(400).map { bar($0, "have") } + gaps.prefix(400).map { bar($0, "gap") }
                    + marks
            ),
            Chart.ends("leaf 0", "leaf \(Words.count(max(0, end - 1)))"),
            key(here)
        )
    }

    private func bar(_ range: Range<Int>, _ name: String) -> Markup {
        let start = Chart.scaled(range.lowerBound, from: 0, to: end, by: 10_000)
        let width = Chart.scaled(range.upperBound, from: 0, to: end, by: 10_000) - start
        return Markup(
            "rect",
            [
                "class": name, "x": "\(Chart.hundredths(start))%", "y": name == "here" ? "0" : "5",
                "width": "\(Chart.hundredths(max(20, width)))%", "height": name == "here" ? "26" : "16",
            ]
        )
    }

    private func words(_ here: Range<Int>?) -> String {
        let gaps = self.gaps.isEmpty ? "no leaf is missing" : "\(Words.plural(self.gaps.count, "gap"))"
        let place = here.map {
            "Leaves \(Words.count($0.lowerBound)) to \(Words.count($0.upperBound - 1)) of \(Words.count(end)); "
        }
        return "\(place ?? "\(Words.count(end)) leaves up to the last segment; ")\(gaps)."
    }

    private func key(_ here: Range<Int>?) -> Markup {
        var entries: [(String, String)] = here == nil ? [] : [("here", "this segment")]
        entries.append(("have", here == nil ? "leaves in bundles here" : "other segments here"))
        if !gaps.isEmpty { entries.append(("gap", "no bundle here has these")) }
        let items = entries.map { entry in
            Markup(
                "li",
                [:],
                Markup(
                    "svg",
                    ["class": "key", "viewBox": "0 0 20 20", "aria-hidden": "true"],
                    Markup(
                        "rect",
                        ["class": entry.0, "x": "1", "y": "4", "width": "18", "height": "12"]
                    )
                ),
                .text(entry.1)
            )
        }
        return Markup("ul", ["class": "legend"], .row(items))
    }

    private var line: Markup {
        guard let first = growth.first, let last = growth.last, last.at > first.at else { return .nothing }
        let description =
            "From \(Words.count(first.to)) leaves at \(first.at) to \(Words.count(last.to)) at \(last.at), as claimed."
        return Markup(
            "figure",
            [:],
            Chart.picture(
                "\(id)-growth",
                title: "Growth of the log",
                description: description,
                class: "chart",
                height: Self.height,
                [
                    Chart.line("0", "1", "100%", "1", class: "grid"),
                    Chart.line("0", "\(Self.height - 1)", "100%", "\(Self.height - 1)", class: "axis"),
                    Markup(
                        "svg",
                        [
                            "width": "100%", "height": "\(Self.height)", "viewBox": "0 0 10000 10000",
                            "preserveAspectRatio": "none", "class": "frame",
                        ],
                        Markup("polyline", ["class": "growth", "points": points])
                    ),
                ]
            ),
            Chart.ends(String(first.at.description.prefix(10)), String(last.at.description.prefix(10))),
            Markup(
                "figcaption",
                ["class": "note"],
                "Leaves over the time of sealing, as the producers claim it; the top is \(Words.count(last.to)) leaves."
            )
        )
    }

    /// Steps up, since a log grows by whole segments as far as anybody here can see.
    private var points: String {
        guard let first = growth.first, let last = growth.last else { return "" }
        let count = min(growth.count, Self.pointLimit)
        let chosen = (0..<count).map { growth[count == 1 ? 0 : $0 * (growth.count - 1) / (count - 1)] }
        var places: [String] = []
        var depth = 10_000
        for point in chosen {
            let x = Chart.scaled(
                Int(point.at.seconds),
                from: Int(first.at.seconds),
                to: Int(last.at.seconds),
                by: 10_000
            )
            places.append("\(x),\(depth)")
            depth = 10_000 - Chart.scaled(point.to, from: 0, to: end, by: 10_000)
            places.append("\(x),\(depth)")
        }
        return places.joined(separator: " ")
    }
}
