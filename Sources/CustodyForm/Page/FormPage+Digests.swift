import Bytes
import Markup

/// The digests in full: in lines that find a slip of the finger, and in words.
extension FormPage {
    var digests: Markup {
        let known = FormDigest.allCases.compactMap { digest in
            content.digests[digest].map { (digest, DigestLine.lines(of: $0, as: digest)) }
        }
        return Markup(
            "table",
            ["class": "digests"],
            Markup(
                "caption",
                [:],
                Markup("span", ["class": "caption"], "Digests (SHA-256)"),
                Markup(
                    "span",
                    ["class": "remark"],
                    " each in two lines; the last four digits check their line"
                )
            ),
            Markup(
                "thead",
                ["class": "spoken"],
                Markup(
                    "tr",
                    [:],
                    .row(
                        ["Of what", "Line", "Digits", "Check"].map {
                            Markup("th", ["scope": "col"], .text($0))
                        }
                    )
                )
            ),
            Markup("tbody", [:], .row(known.flatMap { rows($0.0, $0.1) } + [noChain]))
        )
    }

    private func rows(_ digest: FormDigest, _ lines: [DigestLine]) -> [Markup] {
        lines.enumerated().map { index, line in
            let title = Markup(
                "th",
                ["scope": "row", "rowspan": "2", "class": "of"],
                Markup("strong", [:], .text(digest.title)),
                Markup("span", ["class": "remark"], .text(" \(digest.source)"))
            )
            return Markup(
                "tr",
                ["class": index == 0 ? "upper" : nil],
                index == 0 ? title : .nothing,
                Markup("td", ["class": "label"], .text(line.label)),
                Markup("td", ["class": "digits"], .row(line.groups.map { group($0) })),
                Markup("td", ["class": "check"], .text(line.check))
            )
        }
    }

    private func group(_ digits: String) -> Markup { [Markup("span", [:], .text(digits)), " "] }

    private var noChain: Markup {
        guard content.digests[.chain] == nil else { return .nothing }
        let text = "Printed without a chain of custody: the events below are on paper only."
        return Markup("tr", [:], Markup("td", ["colspan": "4", "class": "remark"], .text(text)))
    }

    /// The manifest's digest as 24 words, each after its number, row by row.
    var words: Markup {
        guard let manifest = content.digests[.manifest] else { return .nothing }
        let entries = DigestWords.words(of: manifest).enumerated().map { index, word in
            Markup(
                "li",
                [:],
                Markup("span", ["class": "number"], .text("\(index + 1)")),
                " ",
                Markup("span", ["class": "word"], .text(word)),
                " "
            )
        }
        return Markup(
            "div",
            ["class": "words"],
            Markup(
                "h2",
                [:],
                Markup("span", ["class": "caption"], "The manifest’s digest in words"),
                Markup("span", ["class": "remark"], " to be read aloud; the same digits, and no secret")
            ),
            Markup("ol", [:], .row(entries))
        )
    }
}
