import Audit
import Bytes
import Markup
import Reports

/// Parts that pages of the site share.
enum Parts {
    static let generator = "bulla publish portal"

    /// What tells our pages from those of others.
    static let mark = Markup("meta", ["name": "generator", "content": generator])

    static func link(_ file: SiteFile, from depth: Int, _ text: String? = nil) -> Markup {
        Markup("a", ["href": file.link(from: depth)], .text(text ?? file.name))
    }

    /// A file to be kept under the name that it has.
    static func download(_ file: SiteFile, from depth: Int, class name: String? = nil, _ text: String)
        -> Markup
    {
        Markup("a", ["href": file.link(from: depth), "download": file.name, "class": name], .text(text))
    }

    static func list(_ items: [Markup], class name: String) -> Markup {
        Markup("ul", ["class": name], .row(items.map { Markup("li", [:], $0) }))
    }

    /// Lines to be copied into a shell.
    static func shell(_ label: String, _ text: String) -> Markup {
        Markup(
            "pre",
            ["tabindex": "0", "role": "group", "aria-label": label],
            Markup("code", [:], .text(text))
        )
    }

    static func people(_ ids: [String]) -> String { ids.joined(separator: ", ") }

    /// How a release was verified, as far as anybody says here.
    static func standing(_ release: Release) -> Markup {
        var lines = release.papers.receipts.map(receipt)
        lines += release.papers.reports.map(report)
        if lines.isEmpty { lines = [Symbols.word(.notChecked, "no report and no receipt is here")] }
        if release.papers.isSimulated {
            lines.insert(
                Symbols.word(.warn, "SIMULATED: rests on software sessions, with no TEE behind them"),
                at: 0
            )
        }
        if case .notCounted(let why) = release.exporters {
            lines.append([
                Symbols.word(.warn, "signatures of the bundle do not count: "), .text(why),
            ])
        }
        return list(lines, class: "stands")
    }

    static func receipt(_ receipt: Papers.Receipt) -> Markup {
        let time = receipt.acceptedAt.description.prefix(10)
        switch receipt.standing {
        case .counted(let people):
            return [
                Symbols.word(.pass, "accepted by \(Parts.people(people))"),
                .text(" on \(time) (claimed); the signature was checked"),
            ]
        case .notCounted(let why):
            return [Symbols.word(.warn, "a receipt that does not count"), .text(": \(why)")]
        case .notChecked:
            return [
                Symbols.word(.notChecked, "a receipt says accepted"),
                .text(" on \(time); its signature was not checked"),
            ]
        }
    }

    static func report(_ report: Papers.Report) -> Markup {
        [
            Symbols.word(report.verdict.symbol, "a report says \(report.verdict.rawValue)"),
            .text(", as of \(report.asOf.description.prefix(10))\(report.isSimulated ? ", SIMULATED" : "")"),
        ]
    }

    static func leaves(_ release: Release) -> String {
        "\(Words.count(release.segment.from)) to \(Words.count(release.segment.to - 1))"
    }

    static func proofs(_ release: Release) -> String {
        let kinds =
            release.proofs.sorted { $0.key < $1.key }
            .map { "\($0.key) × \(Words.count($0.value))" } + release.withheld.map { "\($0) withheld" }
        return kinds.isEmpty ? "none" : kinds.joined(separator: ", ")
    }
}

extension Verdict {
    /// A report has no signature: what it says for a release is not checked, what it says against it is shown.
    var symbol: Symbols.Name {
        switch self {
        case .accepted: .notChecked
        case .rejected: .fail
        case .incomplete: .unfinished
        }
    }
}

extension StatusFinding.Outcome {
    var symbol: Symbols.Name {
        switch self {
        case .fail: .fail
        case .open: .warn
        case .note: .notChecked
        }
    }
}
