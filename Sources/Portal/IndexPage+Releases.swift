import Audit
import Bytes
import Markup

extension IndexPage {
    var releases: Section {
        guard !site.releases.isEmpty else {
            return Section("releases", "Releases", .paragraph("No bundle lies in this folder."))
        }
        let items = site.releases.enumerated().map { index, release in
            Markup("li", [:], card(release, id: "release-\(index + 1)"))
        }
        return Section(
            "releases",
            "Releases",
            Markup("ol", ["class": "releases"], .row(items))
        )
    }

    private func card(_ release: Release, id: String) -> Markup {
        Markup(
            "article",
            ["class": "release", "aria-labelledby": id],
            Markup(
                "header",
                [:],
                Markup("h3", ["id": id], Parts.link(release.page, from: 0, release.stem)),
                Markup("span", ["class": "badge"], .text(release.marking))
            ),
            Parts.standing(release),
            Markup("dl", ["class": "brief"], .row(facts(release))),
            Markup("p", ["class": "sum"], "SHA-256 ", .digest(release.digest)),
            Markup("p", ["class": "fetch"], .row(fetch(release)))
        )
    }

    private func facts(_ release: Release) -> [Markup] {
        let segment = release.segment
        let rows: [(String, Markup)] = [
            ("Log", .text(segment.origin)), ("Leaves", .text(Parts.leaves(release))),
            ("Steps", .text(Words.count(segment.steps))), ("Proofs", .text(Parts.proofs(release))),
            ("Sealed (claimed)", .text(segment.sealedAt.description)),
            ("Size", .text(Words.size(release.file.size ?? 0))),
            ("Run", .code(String(segment.run.hex.prefix(16)))),
            ("Manifest", .code(String(segment.manifest.hex.prefix(16)))),
        ]
        return rows.map { row in
            Markup("div", [:], Markup("dt", [:], .text(row.0)), Markup("dd", [:], row.1))
        }
    }

    private func fetch(_ release: Release) -> [Markup] {
        [Parts.download(release.file, from: 0, "Download \(release.file.name)")]
            + release.papers.torrents.map {
                Parts.download($0.file, from: 0, "Torrent \($0.kind) of \(release.stem)")
            }
    }
}
