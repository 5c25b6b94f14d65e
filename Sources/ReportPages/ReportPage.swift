package import Bytes
import Markup
package import Reports

/// One self-contained HTML page of a report: no script, nothing from outside, and the same bytes for the same report.
package struct ReportPage {
    let document: Report
    /// SHA-256 of `report.json`.
    let digest: Digest

    /// The page in UTF-8; HTML that an XML parser takes as well.
    ///
    /// - Parameter digest: SHA-256 of the bytes that the document was read from.
    package static func html(_ document: Report, digest: Digest) -> [UInt8] {
        ReportPage(document: document, digest: digest).root.page
    }

    private var root: Markup {
        let title = "\(document.verdict.title): \(name) – Bulla report"
        let head = Markup.head(title: title, colours: "light dark", .report(of: document.bundle))
        return Markup("html", ["lang": "en"], head, body)
    }

    private var body: Markup {
        let sections = self.sections
        return Markup(
            "body",
            [:],
            Markup("a", ["class": "skip", "href": "#verdict"], "Skip to the verdict"),
            Symbols.definitions,
            marking,
            Markup("header", ["class": "top"], verdict),
            Section.contents(sections),
            Markup("main", ["id": "main"], .row(sections.map(\.markup))),
            Markup("footer", [:], colophon, marking)
        )
    }

    var name: String { document.bundle?.name ?? "unknown bundle" }

    /// The classification, above and below as on paper.
    private var marking: Markup {
        guard let bundle = document.bundle else { return .nothing }
        return Markup("p", ["class": "marking"], .text(bundle.marking))
    }

    private var sections: [Section] {
        [
            reasons, identity, sample, places, metrics, paths, sessions, checks, unchecked, foundations,
            targeted, byHand,
        ]
        .compactMap { $0 }
    }
}

extension Verdict {
    var title: String {
        switch self {
        case .accepted: "Accepted"
        case .rejected: "Rejected"
        case .incomplete: "Incomplete"
        }
    }

    /// What the word means, as the specification has it.
    var meaning: String {
        switch self {
        case .accepted: "Everything that was required was checked and holds."
        case .rejected: "Something was checked and is wrong."
        case .incomplete: "Something that was required could not be checked. This is not a pass."
        }
    }

    var symbol: Symbols.Name {
        switch self {
        case .accepted: .pass
        case .rejected: .fail
        case .incomplete: .unfinished
        }
    }
}
