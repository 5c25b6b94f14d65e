/// A table with a caption, named columns, and a name for each row in its first cell.
package struct Table {
    package let caption: String
    package let columns: [String]
    package let rows: [[Markup]]
    /// `numbers` for right-aligned columns; `stack` and `papers` for one that folds on narrow screens.
    package var style = "numbers"

    package init(caption: String, columns: [String], rows: [[Markup]], style: String = "numbers") {
        self.caption = caption
        self.columns = columns
        self.rows = rows
        self.style = style
    }

    package var markup: Markup {
        // Said aloud, since a browser forgets that it is a table when rows are laid out as blocks.
        let table = Markup(
            "table",
            ["class": style, "role": "table"],
            Markup("caption", [:], .text(caption)),
            Markup("thead", ["role": "rowgroup"], Markup("tr", ["role": "row"], .row(heads))),
            Markup("tbody", ["role": "rowgroup"], .row(rows.map(row)))
        )
        guard style != "stack", style != "papers" else { return table }
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
