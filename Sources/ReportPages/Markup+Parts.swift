import Bytes
import Markup

/// Parts that several sections are made of.
extension Markup {
    static func paragraph(_ pieces: Markup...) -> Markup { Markup("p", [:], .row(pieces)) }
    static func note(_ pieces: Markup...) -> Markup { Markup("p", ["class": "note"], .row(pieces)) }
    static func subheading(_ text: String) -> Markup { Markup("h3", [:], .text(text)) }
    static func code(_ text: String) -> Markup { Markup("code", [:], .text(text)) }

    static func list(_ items: [Markup], class name: String? = nil) -> Markup {
        Markup("ul", ["class": name], .row(items.map { Markup("li", [:], $0) }))
    }

    /// All 64 digits, in eights that stand below each other and are copied as one.
    static func digest(_ digest: Digest) -> Markup {
        var pieces: [Markup] = []
        var rest = Substring(digest.hex)
        while !rest.isEmpty {
            if !pieces.isEmpty { pieces.append(Markup("wbr", [:])) }
            pieces.append(Markup("span", [:], .text(rest.prefix(8))))
            rest = rest.dropFirst(8)
        }
        return Markup("code", ["class": "digest"], .row(pieces))
    }

    /// Text of others in which each SHA-256 is set as a digest.
    static func telling(_ text: String) -> Markup {
        let bytes = Array(text.utf8)
        guard bytes.count <= VisibleText.limit else { return .text(text) }
        var pieces: [Markup] = []
        var (plain, index) = (0, 0)
        while index < bytes.count {
            let run = bytes[index...].prefix { Hex.value($0) != nil }
            if run.count == 64, let digest = Digest(hex: String(decoding: run, as: UTF8.self)) {
                pieces += [.text(String(decoding: bytes[plain..<index], as: UTF8.self)), .digest(digest)]
                plain = run.endIndex
            }
            index = max(run.endIndex, index + 1)
        }
        return .row(pieces + [.text(String(decoding: bytes[plain...], as: UTF8.self))])
    }

    /// Names with what they stand for.
    static func facts(_ rows: [(String, Markup)]) -> Markup {
        let items = rows.map { row in
            Markup("div", [:], Markup("dt", [:], .text(row.0)), Markup("dd", [:], row.1))
        }
        return Markup("dl", ["class": "facts"], .row(items))
    }

    /// What is folded away on screens and unfolded on paper.
    static func details(_ summary: String, open: Bool = false, _ content: Markup...) -> Markup {
        Markup(
            "details",
            ["open": open ? "open" : nil],
            Markup("summary", [:], .text(summary)),
            .row(content)
        )
    }
}

/// A table with a caption, named columns, and a name for each row in its first cell.
struct Table {
    let caption: String
    let columns: [String]
    let rows: [[Markup]]
    /// `numbers` for right-aligned columns; `stack` for one that folds on narrow screens.
    var style = "numbers"

    var markup: Markup {
        // Said aloud, since a browser forgets that it is a table when rows are laid out as blocks.
        let table = Markup(
            "table",
            ["class": style, "role": "table"],
            Markup("caption", [:], .text(caption)),
            Markup("thead", ["role": "rowgroup"], Markup("tr", ["role": "row"], .row(heads))),
            Markup("tbody", ["role": "rowgroup"], .row(rows.map(row)))
        )
        guard style != "stack" else { return table }
        return Markup(
            "div",
            ["class": "wide", "role": "group", "tabindex": "0", "aria-label": caption],
            table
        )
    }

    private var heads: [Markup] {
        columns.map { Markup("th", ["scope": "col", "role": "columnheader"], .text($0)) }
    }

    private func row(_ cells: [Markup]) -> Markup {
        let markups = cells.enumerated().map { index, cell in
            index == 0
                ? Markup("th", ["scope": "row", "role": "rowheader"], cell)
                : Markup("td", ["role": "cell"], cell)
        }
        return Markup("tr", ["role": "row"], .row(markups))
    }
}
