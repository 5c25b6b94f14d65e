import Audit
import Bytes
import Markup

/// All that the site says of one release.
struct ReleasePage {
    let release: Release
    let site: PortalSite
    let log: PortalSite.Log?
    /// The log drawn once for all its releases.
    let picture: LogPicture?

    var html: [UInt8] { root.page }

    private var root: Markup {
        let title = "\(release.stem) – \(site.title)"
        let head = Markup.head(
            title: title,
            colours: "light dark",
            .portal,
            script: CheckScript.script,
            Parts.mark
        )
        return Markup("html", ["lang": "en"], head, body)
    }

    private var sections: [Section] {
        [identity, fetch, verified, verification, check, place, custody, others].compactMap { $0 }
    }

    private var body: Markup {
        let sections = self.sections
        return Markup(
            "body",
            [:],
            Markup("a", ["class": "skip", "href": "#identity"], "Skip to the release"),
            Symbols.definitions,
            marking,
            Markup(
                "header",
                ["class": "top"],
                Markup(
                    "p",
                    ["class": "back"],
                    Markup("a", ["href": "../index.html"], .text("← \(site.title)"))
                ),
                Markup("h1", [:], .text(release.stem)),
                Parts.standing(release)
            ),
            Section.contents(sections),
            Markup("main", ["id": "main"], .row(sections.map(\.markup))),
            Markup("footer", [:], colophon, marking),
            .script(CheckScript.script)
        )
    }

    private var marking: Markup { Markup("p", ["class": "marking"], .text(release.marking)) }

    private var identity: Section {
        let segment = release.segment
        return Section(
            "identity",
            "What it is",
            .facts([
                ("Bundle", .text(segment.name)), ("Manifest", .digest(segment.manifest)),
                ("Run", .digest(segment.run)), ("Log", .text(segment.origin)),
                ("Segment", .text("leaves \(Parts.leaves(release)), \(steps)")),
                ("Proofs", .text(Parts.proofs(release))), ("Marking", .text(release.marking)),
                ("Sealed at", ["\(segment.sealedAt) ", Markup("em", [:], "claimed by the producer")]),
                ("Made by", .text(release.software.joined(separator: ", "))),
            ]),
            copies
        )
    }

    private var steps: String {
        let count = Words.plural(release.segment.steps, "step")
        guard release.segment.steps > 0 else { return count }
        return "\(count), \(Words.count(release.firstStep)) to \(Words.count(release.lastStep))"
    }

    private var copies: Markup {
        let copies = (log?.releases[release.segment.manifest] ?? []).filter { $0.file != release.file }
        guard !copies.isEmpty else { return .nothing }
        return .note(
            "The same manifest is here as ",
            .row(
                copies.enumerated().map { [$0 == 0 ? "" : ", ", Parts.link($1.page, from: 1, $1.stem)] }
            ),
            "."
        )
    }

    private var colophon: Markup {
        Markup(
            "section",
            ["aria-labelledby": "about"],
            Markup("h2", ["id": "about"], "About this page"),
            .paragraph(
                "Made from the files beside it by ",
                .code(Parts.generator),
                ". It loads nothing from elsewhere; its one script reads files that you choose, and the log’s tiles of ",
                "this site, and sends nothing. ",
                Markup("a", ["href": "../index.html"], "All releases"),
                "."
            )
        )
    }
}
