import Markup

/// A table with a caption, named columns, and a name for each row in its first cell.
struct FormTable {
    let name: String
    let caption: String
    var remark: String?
    let columns: [String]
    let rows: [[Markup]]

    var markup: Markup {
        Markup(
            "table",
            ["class": name],
            Markup(
                "caption",
                [:],
                Markup("span", ["class": "caption"], .text(caption)),
                remark.map { Markup("span", ["class": "remark"], .text(" \($0)")) } ?? .nothing
            ),
            Markup("thead", [:], Markup("tr", [:], .row(columns.map(Self.head)))),
            Markup("tbody", [:], .row(rows.map(Self.row)))
        )
    }

    private static func head(_ text: String) -> Markup { Markup("th", ["scope": "col"], .text(text)) }

    private static func row(_ cells: [Markup]) -> Markup {
        let markups = cells.enumerated().map { index, cell in
            index == 0 ? Markup("th", ["scope": "row"], cell) : Markup("td", [:], cell)
        }
        return Markup("tr", [:], .row(markups))
    }
}
