/// A part of a page under a heading of its own.
package struct Section: Sendable {
    package let id: String
    package let title: String
    let content: Markup

    package init(_ id: String, _ title: String, _ content: Markup...) {
        self.id = id
        self.title = title
        self.content = .row(content)
    }

    package var markup: Markup {
        Markup(
            "section",
            ["id": id, "aria-labelledby": "\(id)-title"],
            Markup("h2", ["id": "\(id)-title"], .text(title)),
            content
        )
    }

    /// Links to the sections of a page, in their order.
    package static func contents(_ sections: [Section]) -> Markup {
        let items = sections.map { section in
            Markup("li", [:], Markup("a", ["href": "#\(section.id)"], .text(section.title)))
        }
        return Markup(
            "nav",
            ["aria-labelledby": "contents"],
            Markup("p", ["id": "contents", "class": "kicker"], "On this page"),
            Markup("ul", [:], .row(items))
        )
    }
}
