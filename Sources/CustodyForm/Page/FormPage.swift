import Bytes
import Markup
import QRCodes

/// A custody form as one self-contained page of HTML: sheets of A4, no script, nothing from outside, the same bytes for
/// the same content.
package struct FormPage {
    let content: FormContent
    let code: QRCode?

    /// The page in UTF-8; HTML that an XML parser takes as well.
    package static func html(_ content: FormContent) -> [UInt8] {
        let code = content.payload.flatMap { QRCode($0.text) }
        return FormPage(content: content, code: code).root.page
    }

    private var root: Markup {
        let title = "Custody form: \(content.bundle.name) – Bulla"
        let head = Markup.head(title: title, colours: "only light", .form)
        return Markup("html", ["lang": "en"], head, Markup("body", [:], .row(sheets)))
    }

    private var sheets: [Markup] {
        let parts = FormSheets(content).parts
        return parts.enumerated().map { number, rows in
            let chain = chainTable(rows, number: number, isContinued: number > 0)
            let inner = number == 0 ? [first, chain, hands] : [repeated, chain]
            return sheet(inner, number: number + 1, of: parts.count)
        }
    }

    /// One side of paper: the marking is its first and its last line.
    private func sheet(_ inner: [Markup], number: Int, of count: Int) -> Markup {
        let foot = "\(content.bundle.name) · manifest \(manifestStart) · sheet \(number) of \(count)"
        return Markup(
            "section",
            ["class": "sheet", "aria-label": "Sheet \(number) of \(count)"],
            marking,
            Markup("div", ["class": "body"], .row(inner)),
            Markup("p", ["class": "foot"], Markup("span", [:], .text(foot)), "bulla-form/1"),
            marking
        )
    }

    private var marking: Markup { Markup("p", ["class": "marking"], .text(content.marking)) }

    var manifestStart: String { String((content.digests[.manifest]?.hex ?? "").prefix(16)) }

    private var first: Markup { [heading, items, digests, words] }

    private var hands: Markup {
        Markup("div", ["class": "pair"], sealTable, witnessTable)
    }

    private var repeated: Markup {
        Markup("h2", ["class": "again"], .text("Chain of custody, continued"))
    }
}
