import Bytes
import Markup

extension ReleasePage {
    /// The file, its digest, and the torrents that fetch it.
    var fetch: Section {
        Section(
            "fetch",
            "Get it",
            .paragraph(
                Parts.download(release.file, from: 1, class: "get", "Download \(release.file.name)")
            ),
            .facts([
                ("Size", .text("\(Words.count(release.file.size ?? 0)) bytes")),
                ("SHA-256 of the file", .digest(release.digest)),
            ]),
            torrents
        )
    }

    private var torrents: Markup {
        let torrents = release.papers.torrents
        guard !torrents.isEmpty else { return .nothing }
        let rows = torrents.map { torrent -> [Markup] in
            [
                Parts.download(torrent.file, from: 1, torrent.file.name), .text(torrent.kind),
                .row(torrent.infohashes.map { Markup("code", ["class": "whole"], .text($0)) }),
                torrent.trackers.isEmpty ? "none" : .text(torrent.trackers.joined(separator: " ")),
            ]
        }
        return [
            Table(
                caption: "Torrents of this release",
                columns: ["Metainfo", "Kind", "Infohash", "Trackers"],
                rows: rows,
                style: "papers"
            ).markup,
            .note(
                "What came by torrent is verified like any other copy: the pieces of v1 rest on SHA-1, and whoever made the ",
                "torrent chose them."
            ),
        ]
    }

    /// What others say who verified it.
    var verified: Section {
        Section("verified", "How it was verified", exporters, receipts, reports, notes)
    }

    private var exporters: Markup {
        switch release.exporters {
        case .counted(let people):
            .paragraph(
                Symbols.word(.pass, "signed by \(Parts.people(people))"),
                ", as the trust file at hand knows the exporters"
            )
        case .notCounted(let why):
            .paragraph(Symbols.word(.warn, "signatures of the bundle do not count"), .text(": \(why)"))
        case .notChecked:
            .paragraph(Symbols.word(.notChecked, "signatures of the bundle were not checked for this page"))
        }
    }

    private var receipts: Markup {
        let receipts = release.papers.receipts
        guard !receipts.isEmpty else { return .note("No acceptance receipt is here.") }
        let rows = receipts.map { receipt -> [Markup] in
            [
                Parts.link(receipt.file, from: 1), Parts.receipt(receipt), .text(receipt.scope),
                [
                    "report ", .code(String(receipt.report.hex.prefix(16))),
                    receipt.isSimulated ? ", SIMULATED" : "",
                    receipt.accepted == release.digest ? "" : "; for another file of the same manifest",
                ],
            ]
        }
        return Table(
            caption: "Acceptance receipts, signed by inspectors",
            columns: ["Receipt", "What it says", "Scope", "Rests on"],
            rows: rows,
            style: "papers"
        ).markup
    }

    private var reports: Markup {
        let reports = release.papers.reports
        guard !reports.isEmpty else { return .note("No verification report is here.") }
        let named = Set(release.papers.receipts.map(\.report))
        let rows = reports.map { report -> [Markup] in
            [
                [
                    Parts.link(report.file, from: 1),
                    report.page.map { page -> Markup in [" (", Parts.link(page, from: 1, "as a page"), ")"] }
                        ?? .nothing,
                ],
                Parts.report(report), .text(report.scope),
                [
                    .text(
                        "\(Words.count(report.stepsValid)) of \(Words.plural(report.stepsChecked, "step")) verify; SHA-256 "
                    ),
                    .code(String(report.digest.hex.prefix(16))),
                    named.contains(report.digest) ? ", named by a receipt" : ", without a signature",
                ],
            ]
        }
        return Table(
            caption: "Verification reports; a report is a text that anybody can write, a receipt signs one",
            columns: ["Report", "What it says", "Scope", "Rests on"],
            rows: rows,
            style: "papers"
        ).markup
    }

    private var notes: Markup {
        let notes = release.papers.notes
        guard !notes.isEmpty else { return .nothing }
        return [
            .subheading("Witnesses of the log’s end"),
            .list(
                notes.map {
                    [
                        Parts.link($0.file, from: 1),
                        .text(" signed as \($0.signers.joined(separator: ", ")); not checked here"),
                    ]
                },
                class: "plain"
            ),
        ]
    }

    var custody: Section? {
        let files = release.papers.custody
        guard !files.isEmpty else { return nil }
        return Section(
            "custody",
            "Chain of custody",
            .paragraph(
                "Signed events that record who held the medium; ",
                .code("bulla verify --custody"),
                " judges them, this page does not."
            ),
            .list(files.prefix(200).map { Parts.link($0, from: 1, $0.path) }, class: "plain")
        )
    }

    var others: Section? {
        let files = release.papers.others
        guard !files.isEmpty else { return nil }
        return Section(
            "others",
            "Also here",
            .list(files.prefix(200).map { Parts.link($0, from: 1, $0.path) }, class: "plain")
        )
    }
}
