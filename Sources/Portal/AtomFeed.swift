import Audit
import Bytes
import Markup

/// News of the site's releases: Atom, RFC 4287.
///
/// Identifiers are made of manifest digests and times are the claims of the producers, so the feed is the same for the
/// same files. Addresses are relative (RFC 3986), unless the site's own is given.
struct AtomFeed {
    /// The most entries, the newest first; readers poll.
    private static let entryLimit = 100

    let site: PortalSite

    var xml: [UInt8] { root.document }

    private var root: Markup {
        var seen: Set<Digest> = []
        let entries = site.releases.filter { seen.insert($0.segment.manifest).inserted }
        return Markup(
            "feed",
            ["xmlns": "http://www.w3.org/2005/Atom"],
            Markup("generator", [:], .text(Parts.generator)),
            Markup("title", [:], .text(site.title)),
            Markup("id", [:], .text(identifier)),
            Markup(
                "updated",
                [:],
                .text(entries.first?.segment.sealedAt.description ?? "1970-01-01T00:00:00Z")
            ),
            Markup("author", [:], Markup("name", [:], .text(site.title))),
            Markup("link", ["rel": "self", "type": "application/atom+xml", "href": address("feed.atom")]),
            Markup("link", ["rel": "alternate", "type": "text/html", "href": address("index.html")]),
            .row(entries.prefix(AtomFeed.entryLimit).map(entry))
        )
    }

    private func address(_ link: String) -> String { (site.base ?? "") + link }

    /// Stays the same while the site's first release stays.
    private var identifier: String {
        let first = site.releases.map { ($0.segment.sealedAt, $0.segment.manifest) }.min { $0 < $1 }
        return "urn:bulla:portal:\(first?.1.hex ?? "empty")"
    }

    private func entry(_ release: Release) -> Markup {
        let segment = release.segment
        return Markup(
            "entry",
            [:],
            Markup("title", [:], .text(release.stem)),
            Markup("id", [:], .text("urn:bulla:manifest:\(segment.manifest.hex)")),
            Markup("updated", [:], .text(segment.sealedAt.description)),
            Markup(
                "link",
                ["rel": "alternate", "type": "text/html", "href": address(release.page.link(from: 0))]
            ),
            Markup(
                "link",
                [
                    "rel": "enclosure", "type": "application/x-xz", "length": "\(release.file.size ?? 0)",
                    "href": address(release.file.link(from: 0)),
                ]
            ),
            Markup("summary", [:], .text(summary(release)))
        )
    }

    private func summary(_ release: Release) -> String {
        "Leaves \(Parts.leaves(release)) of \(release.segment.origin), \(Words.plural(release.segment.steps, "step")), marked "
            + "\(release.marking); SHA-256 \(release.digest.hex)."
    }
}
