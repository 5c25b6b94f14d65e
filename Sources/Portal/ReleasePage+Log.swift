import Audit
import Bytes
import Markup

extension ReleasePage {
    /// Where the segment stands in its log, and the checkpoint at its end.
    var place: Section? {
        guard let log, let picture else { return nil }
        let segment = release.segment
        return Section(
            "log",
            "Its place in the log",
            picture.markup(marking: segment.from..<segment.to),
            .facts(
                [
                    ("Root at its end", .digest(segment.root)),
                    ("Root before it", segment.previousRoot.map { .digest($0) } ?? "none: it begins the log"),
                    ("Bundle before it", segment.previousManifest.map { before($0, log) } ?? "none named"),
                    ("All segments", Markup("a", ["href": "../index.html#\(log.id)"], .text(segment.origin))),
                ]
            ),
            findings(log),
            .subheading("Checkpoint"),
            .paragraph(
                "The log’s own signed note, as the bundle contains it. Keep it: with it, a later verification detects a changed past."
            ),
            Parts.shell("Checkpoint", release.checkpoint)
        )
    }

    private func before(_ manifest: Digest, _ log: PortalSite.Log) -> Markup {
        guard let first = log.releases[manifest]?.first else {
            return [.digest(manifest), ", which is not here"]
        }
        return Parts.link(first.page, from: 1, first.stem)
    }

    /// What the log's row of segments has wrong at this one.
    private func findings(_ log: PortalSite.Log) -> Markup {
        let entry = log.history.entries.first {
            $0.records.contains { $0.manifest == release.segment.manifest }
        }
        guard entry?.isForked == true else { return .nothing }
        return .paragraph(
            Symbols.word(.fail, "forked"),
            ": another bundle here states another root at the beginning or end of this segment; see ",
            Markup("a", ["href": "../index.html#\(log.id)"], "the log"),
            "."
        )
    }
}
