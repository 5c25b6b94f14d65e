import Bytes
import Markup
import Reports

extension ReportPage {
    /// The events of the chain of custody in their order, with the times that people claim.
    var custody: Markup {
        guard let custody = document.custody else { return .nothing }
        let rows = custody.events.map { event -> [Markup] in
            [
                .text("\(event.number) \(event.event)"), .text(event.at.description), .text(event.place),
                .text(event.to.map { "\(event.actor) to \($0)" } ?? event.actor),
                .text(event.people.filter { $0 != event.actor }.joined(separator: ", ")),
                .text(event.outcome ?? ""),
            ]
        }
        return [
            .paragraph(.text(custody.words)),
            Table(
                caption: "Events of custody",
                columns: ["Event", "Claimed time", "Place", "By", "Signed, too", "Outcome"],
                rows: rows
            ).markup,
        ]
    }

    /// What the check of custody found.
    var custodyFindings: Markup {
        let findings = document.findings.filter { $0.check == .custody }
        guard !findings.isEmpty else { return .paragraph("Not checked.") }
        return .list(
            findings.prefix(50).map { finding in
                [
                    finding.outcome.markup,
                    .text(finding.detail.isEmpty ? "" : " \(finding.subject): \(finding.detail)"),
                ]
            },
            class: "plain"
        )
    }
}

extension CustodyRecord {
    /// Who has the medium.
    fileprivate var words: String {
        let holder = self.holder ?? "nobody"
        return switch state {
        case .held: "The medium is held by \(holder)."
        case .released: "The medium is held by \(holder), who released it to \(taker ?? "nobody")."
        case .outside: "The medium is with \(taker ?? "nobody"), who has no key."
        case .lost: "The medium is lost."
        case .disposed: "The medium was disposed of."
        case .unknown: "Nobody knows who has the medium."
        }
    }
}
