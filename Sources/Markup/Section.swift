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
}
