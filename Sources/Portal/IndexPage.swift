import Audit
import Bytes
import Markup

/// The site's first page: all releases, newest first, and the logs that they are segments of.
struct IndexPage {
    let site: PortalSite

    var html: [UInt8] { root.page }

    private var root: Markup {
        let feed = Markup(
            "link",
            ["rel": "alternate", "type": "application/atom+xml", "title": site.title, "href": "feed.atom"]
        )
        let head = Markup.head(title: site.title, colours: "light dark", .portal, Parts.mark, feed)
        return Markup("html", ["lang": "en"], head, body)
    }

    private var sections: [Section] {
        [releases, logs, verification, others].compactMap { $0 }
    }

    private var body: Markup {
        let sections = self.sections
        return Markup(
            "body",
            [:],
            Markup("a", ["class": "skip", "href": "#releases"], "Skip to the releases"),
            Symbols.definitions,
            Markup(
                "header",
                ["class": "top"],
                Markup("p", ["class": "kicker"], "Sealed bundles of training runs"),
                Markup("h1", [:], .text(site.title)),
                Markup("p", ["class": "lead"], .text(lead))
            ),
            Section.contents(sections),
            Markup("main", ["id": "main"], .row(sections.map(\.markup))),
            Markup("footer", [:], colophon)
        )
    }

    private var lead: String {
        let releases = Words.plural(site.releases.count, "release")
        guard !site.releases.isEmpty else { return "Nothing has been released here yet." }
        return
            "\(releases) of \(Words.plural(site.logs.count, "log")). What is shown of a bundle comes from its own head; whether that "
            + "holds, bulla-verify finds out on a computer that you trust."
    }

    private var verification: Section {
        Section(
            "verify",
            "Verify a release",
            .paragraph(
                "Take the bundle, compare its SHA-256, and verify it on a computer that you trust, against a trust file ",
                "that you made yourself. Each release's page has its own lines to copy."
            ),
            Parts.shell(
                "Shell lines, any release",
                """
                sha256sum NAME.bulla.tar.xz
                bulla-verify verify NAME.bulla.tar.xz --trust trust.json --first --keep NAME.checkpoint
                """
            ),
            .note(
                "A trust file, a program or a digest that came from this site proves nothing about this site: get them ",
                "another way."
            )
        )
    }

    private var others: Section? {
        guard !site.others.isEmpty else { return nil }
        return Section(
            "others",
            "Also here",
            .paragraph("Files that belong to no release of this page."),
            Markup.list(site.others.map { Parts.link($0, from: 0, $0.path) }, class: "plain")
        )
    }

    private var colophon: Markup {
        let judged: Markup =
            site.judge.map { judge -> Markup in
                [
                    .text(
                        "Signatures were judged as of \(judge.asOf) by version \(judge.version) of a trust file, SHA-256 "
                    ),
                    .digest(judge.trust), ".",
                ]
            } ?? "No trust file was at hand when this page was made: no signature was checked."
        return Markup(
            "section",
            ["aria-labelledby": "about"],
            Markup("h2", ["id": "about"], "About this page"),
            .paragraph(judged),
            .paragraph(
                "Times are what the producers claim. The page was made from the files beside it by ",
                .code(Parts.generator),
                ", holds no script, loads nothing, and is the same for the same files. ",
                Markup(
                    "a",
                    ["href": "feed.atom", "type": "application/atom+xml"],
                    "News of releases (Atom)"
                ),
                "."
            )
        )
    }
}
