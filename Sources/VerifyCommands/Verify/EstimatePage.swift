import Bytes
import Verification

/// An estimate as a table and as JSON.
struct EstimatePage {
    let estimate: Estimate
    let sla: DurationArgument?

    init(_ estimate: Estimate, sla: DurationArgument?) {
        self.estimate = estimate
        self.sla = sla
    }

    /// Whether a scope is done in the time that was agreed.
    enum Fit: String {
        case fits
        case mayFit = "may-fit"
        case doesNotFit = "does-not-fit"

        var words: String {
            switch self {
            case .fits: "fits"
            case .mayFit: "may not fit"
            case .doesNotFit: "does not fit"
            }
        }
    }

    private func fit(_ cost: Estimate.Cost) -> Fit? {
        sla.map { sla in
            let limit = sla.seconds * 1_000_000_000
            return cost.most <= limit ? .fits : cost.least > limit ? .doesNotFit : .mayFit
        }
    }

    // MARK: Words

    var lines: [String] {
        let size = Figures.bytes(estimate.fileSize)
        return [
            "not verified: sizes are claims of the bundle, and times are estimates", "",
            "bundle      \(estimate.name), \(size), \(estimate.population) steps", "medium      \(medium)",
            "processors  \(estimate.width)", "",
        ] + table
    }

    private var medium: String {
        let rate = estimate.medium.bytesPerSecond.map { "about \(Figures.bytes($0))/s" }
        let speed = rate ?? "not measured: the file appears to be cached in memory"
        let quick = estimate.medium.quickPlaces * 100 / max(estimate.medium.places, 1)
        guard quick > 0, rate != nil else { return speed }
        return
            "\(speed); about \(quick) % of the file appeared to be cached in memory, which is faster"
    }

    private var table: [String] {
        var rows = [["scope", "steps", "reads", "of the file", "takes", "limited by"]]
        if let sla { rows[0].append("in \(Figures.duration(milliseconds: sla.seconds * 1_000))") }
        for cost in estimate.costs { rows.append(row(cost)) }
        let widths = rows[0].indices.map { column in rows.map { $0[column].utf8.count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { text, width in
                text + String(repeating: " ", count: width - text.utf8.count)
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    private func row(_ cost: Estimate.Cost) -> [String] {
        let about = cost.isCounted ? "" : "about "
        let tenths = Int(Double(cost.bytes) / Double(max(estimate.fileSize, 1)) * 1_000)
        let cells = [
            cost.scope.rawValue, "\(cost.steps)", about + Figures.bytes(cost.bytes),
            "\(tenths / 10).\(tenths % 10) %", time(cost), cost.limit.rawValue,
        ]
        return cells + (fit(cost).map { [$0.words] } ?? [])
    }

    private func time(_ cost: Estimate.Cost) -> String {
        let (least, most) = (
            Figures.duration(milliseconds: cost.least / 1_000_000),
            Figures.duration(milliseconds: cost.most / 1_000_000)
        )
        return least == most ? "about \(most)" : "\(least) to \(most)"
    }

    // MARK: JSON

    var json: JSON {
        var medium: [String: JSON] = [
            "places": .number(estimate.medium.places),
            "quick_places": .number(estimate.medium.quickPlaces),
        ]
        medium["bytes_per_second"] = estimate.medium.bytesPerSecond.map { .number($0) }
        var members: [String: JSON] = [
            "file_size": .number(estimate.fileSize), "manifest": .digest(estimate.manifestDigest),
            "medium": .object(medium), "population": .number(estimate.population),
            "processors": .number(estimate.width), "scopes": .array(estimate.costs.map(json)),
            "type": "bulla-estimate/1",
        ]
        members["sla_seconds"] = sla.map { .number($0.seconds) }
        return .object(members)
    }

    private func json(_ cost: Estimate.Cost) -> JSON {
        var members: [String: JSON] = [
            "bytes": .number(cost.bytes), "counted": .bool(cost.isCounted),
            "least_milliseconds": .number(cost.least / 1_000_000), "limit": .string(cost.limit.rawValue),
            "most_milliseconds": .number(cost.most / 1_000_000), "scope": .string(cost.scope.rawValue),
            "steps": .number(cost.steps),
        ]
        members["sla"] = fit(cost).map { .string($0.rawValue) }
        return .object(members)
    }
}
