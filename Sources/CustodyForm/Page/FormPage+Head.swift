import Bytes
import Markup
import QRCodes

/// What bundle it is, its code, and the media.
extension FormPage {
    var heading: Markup {
        Markup(
            "header",
            [:],
            Markup(
                "div",
                ["class": "what"],
                Markup("h1", [:], "Custody form"),
                Markup(
                    "p",
                    ["class": "under"],
                    "Chain of custody of a sealed bundle and the medium that carries it"
                ),
                facts,
                references
            ),
            picture
        )
    }

    private var facts: Markup {
        let bundle = content.bundle
        let rows: [(String, Markup)] = [
            ("Bundle", Markup("strong", [:], .text(bundle.name))),
            ("Run", Markup("code", [:], .text(bundle.run.hex))),
            ("Log", .text(bundle.origin)),
            ("Segment", .text("leaves \(bundle.from) to \(max(bundle.from, bundle.to - 1))")),
            ("Sealed at", .text("\(bundle.sealedAt) (as its signers claim)")),
            ("File", .text("\(Self.grouped(bundle.fileSize)) bytes")),
        ]
        return Markup(
            "dl",
            [:],
            .row(rows.map { Markup("div", [:], Markup("dt", [:], .text($0.0)), Markup("dd", [:], $0.1)) })
        )
    }

    /// What each office numbers in its own way.
    private var references: Markup {
        Markup(
            "ul",
            ["class": "write"],
            .row(["Document no.", "Activity", "Place"].map { Markup("li", [:], .text($0)) })
        )
    }

    private var picture: Markup {
        guard let code else { return .nothing }
        let side = QRCode.side + 8
        // A text of one attribute has a limit, so each row of modules is a path of its own.
        let paths = (0..<QRCode.side).map { row in
            let runs = code.runs.filter { $0.row == row }
            let path = runs.map { "M\($0.column + 4) \(row + 4)h\($0.length)v1h-\($0.length)z" }.joined()
            return Markup("path", ["d": path])
        }
        return Markup(
            "figure",
            [:],
            Markup(
                "svg",
                [
                    "class": "code", "role": "img", "viewBox": "0 0 \(side) \(side)",
                    "aria-labelledby": "code-name code-words", "shape-rendering": "crispEdges",
                ],
                Markup("title", ["id": "code-name"], "QR code"),
                Markup(
                    "desc",
                    ["id": "code-words"],
                    "The digests that stand below under M and H."
                ),
                .row(paths)
            ),
            Markup(
                "figcaption",
                [:],
                .text(content.digests[.chain] == nil ? "manifest" : "manifest and chain head")
            )
        )
    }

    var items: Markup {
        let rows = content.items.enumerated().map { number, item in
            [
                .text("\(number + 1)"), Self.cell(item.serial), Self.cell(item.kind), Self.cell(item.label),
                Self.cell(item.capacity), Self.cell(item.marking ?? content.marking),
            ]
        }
        return FormTable(
            name: "items",
            caption: "Items",
            columns: ["Item", "Serial number", "Kind of medium", "Label", "Capacity", "Marking"],
            rows: rows
        ).markup
    }

    /// A text, or room for a pen.
    static func cell(_ text: String?) -> Markup { text.map { .text($0) } ?? .nothing }

    /// Digits in threes.
    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index).isMultiple(of: 3) ? ",\(digit)" : "\(digit)"
        }.joined()
    }
}
