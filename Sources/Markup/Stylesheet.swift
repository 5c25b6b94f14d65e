import Bytes

/// The rules of a page, and what its policy must say to let them in.
package struct Stylesheet: Sendable {
    package let bytes: [UInt8]

    /// Takes rules without `<` and `&`, since the text stands in a page as it is; nothing of others may stand in
    /// them that could mean something in CSS.
    package init(rules: String) {
        bytes = Array(rules.utf8)
    }

    /// What the page's policy lets in, and nothing else.
    package var source: String { "sha256-\(Base64.encode(SHA256.hash(bytes).bytes))" }
}

extension Markup {
    /// What the head of every page says: its letters, and that nothing comes from outside and nothing runs.
    ///
    /// - Parameter script: a program that may run after all, and read what lies beside the page.
    /// - Parameter more: further elements of the head.
    package static func head(
        title: String,
        colours: String,
        _ sheet: Stylesheet,
        script: Script? = nil,
        _ more: Markup...
    ) -> Markup {
        let runs = script.map { "script-src '\($0.source)'; connect-src 'self'; " } ?? ""
        let policy =
            "default-src 'none'; \(runs)style-src '\(sheet.source)'; base-uri 'none'; form-action 'none'"
        return Markup(
            "head",
            [:],
            Markup("meta", ["charset": "utf-8"]),
            Markup("meta", ["http-equiv": "Content-Security-Policy", "content": policy]),
            Markup("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            Markup("meta", ["name": "color-scheme", "content": colours]),
            Markup("meta", ["name": "referrer", "content": "no-referrer"]),
            .row(more),
            Markup("title", [:], .text(title)),
            .style(sheet)
        )
    }

    /// The bytes of a whole page whose root this is.
    package var page: [UInt8] { Array("<!DOCTYPE html>\n".utf8) + bytes + [0x0a] }

    /// The bytes of a whole XML document whose root this is.
    package var document: [UInt8] {
        Array("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".utf8) + bytes + [0x0a]
    }
}
