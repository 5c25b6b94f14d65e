package import Bytes

/// Parts that several pages are made of.
extension Markup {
    package static func paragraph(_ pieces: Markup...) -> Markup { Markup("p", [:], .row(pieces)) }
    package static func note(_ pieces: Markup...) -> Markup { Markup("p", ["class": "note"], .row(pieces)) }
    package static func subheading(_ text: String) -> Markup { Markup("h3", [:], .text(text)) }
    package static func code(_ text: String) -> Markup { Markup("code", [:], .text(text)) }

    package static func list(_ items: [Markup], class name: String? = nil) -> Markup {
        Markup("ul", ["class": name], .row(items.map { Markup("li", [:], $0) }))
    }

    /// All 64 digits, in eights that stand below each other and are copied as one.
    package static func digest(_ digest: Digest) -> Markup {
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
    package static func telling(_ text: String) -> Markup {
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
    package static func facts(_ rows: [(String, Markup)]) -> Markup {
        let items = rows.map { row in
            Markup("div", [:], Markup("dt", [:], .text(row.0)), Markup("dd", [:], row.1))
        }
        return Markup("dl", ["class": "facts"], .row(items))
    }

    /// What is folded away on screens and unfolded on paper.
    package static func details(_ summary: String, open: Bool = false, _ content: Markup...) -> Markup {
        Markup(
            "details",
            ["open": open ? "open" : nil],
            Markup("summary", [:], .text(summary)),
            .row(content)
        )
    }
}
