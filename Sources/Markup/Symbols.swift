/// Marks that say by their shape what their colour says too.
package enum Symbols {
    package enum Name: String, Sendable {
        case pass, fail, warn, unfinished
        case notChecked = "not-checked"
    }

    /// A mark beside the word that it stands for; nothing that is read aloud.
    package static func mark(_ name: Name, _ size: String = "mark") -> Markup {
        Markup(
            "svg",
            ["class": "\(size) \(name.rawValue)", "viewBox": "0 0 20 20", "aria-hidden": "true"],
            Markup("use", ["href": "#mark-\(name.rawValue)"])
        )
    }

    /// Mark and word together.
    package static func word(_ name: Name, _ word: String) -> Markup {
        Markup("span", ["class": "word \(name.rawValue)"], mark(name), .text(word))
    }

    /// What the pictures use, once for the whole page.
    package static let definitions = Markup(
        "svg",
        ["class": "definitions", "width": "0", "height": "0", "aria-hidden": "true"],
        Markup(
            "defs",
            [:],
            symbol("pass", "M10 1a9 9 0 1 0 0 18a9 9 0 0 0 0-18z", "M5.6 10.4l3 3l5.8-6.4"),
            symbol("fail", "M6.3 1h7.4l5.3 5.3v7.4l-5.3 5.3h-7.4l-5.3-5.3v-7.4z", "M6.5 6.5l7 7m0-7l-7 7"),
            symbol("warn", "M10 1.2l9.3 17.2h-18.6z", "M10 7.2v5.2m0 2.6v.4"),
            symbol("unfinished", "M10 1l9 9l-9 9l-9-9z", "M6.2 10h.4m3.2 0h.4m3.2 0h.4"),
            symbol("not-checked", "M2 2h16v16h-16z", "M6 10h8"),
            Markup("path", ["id": "point-fail", "d": "M-5-5l10 10m0-10l-10 10"]),
            Markup("path", ["id": "point-hand", "d": "M0-6l6 10h-12z"]),
            Markup("circle", ["id": "point-good", "r": "2.25"])
        )
    )

    private static func symbol(_ name: String, _ outline: String, _ sign: String) -> Markup {
        Markup(
            "symbol",
            ["id": "mark-\(name)", "viewBox": "0 0 20 20"],
            Markup("path", ["class": "shape", "d": outline]),
            Markup("path", ["class": "sign", "d": sign])
        )
    }
}
