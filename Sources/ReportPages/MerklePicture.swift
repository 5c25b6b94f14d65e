import Bytes
import Markup

/// A Merkle path drawn as a tree: the leaf at the foot, the root on top, and a sibling at each level.
struct MerklePicture {
    let path: MerklePath
    let root: Digest
    let id: String

    private static let width = 320
    private static let rise = 38
    private static let middle = 160

    var markup: Markup {
        Markup(
            "svg",
            [
                "class": "merkle", "viewBox": "0 0 \(Self.width) \(height)", "width": "\(Self.width)",
                "height": "\(height)", "role": "img", "aria-labelledby": "\(id)-name \(id)-words",
            ],
            Markup(
                "title",
                ["id": "\(id)-name"],
                .text("Path of leaf \(Words.count(path.leaf)) to the root")
            ),
            Markup("desc", ["id": "\(id)-words"], .text(words)),
            .row(path.siblings.indices.map(edges)),
            .row(path.siblings.indices.map(node)),
            label(Self.middle, y(0), "leaf \(Words.count(path.leaf))", "leaf"),
            label(Self.middle, y(path.siblings.count), "root \(short(root))", "root")
        )
    }

    private var height: Int { 40 + path.siblings.count * Self.rise }

    private var words: String {
        let levels = Words.plural(path.siblings.count, "sibling")
        return "The leaf is hashed with \(levels), level by level, up to the root \(short(root)). "
            + "The table beside has side, leaves and digest of each."
    }

    private func y(_ level: Int) -> Int { height - 20 - level * Self.rise }

    private func x(_ level: Int) -> Int { path.siblings[level].isLeft ? 52 : Self.width - 52 }

    private func edges(_ level: Int) -> Markup {
        let (from, to) = (y(level), y(level + 1))
        let curve = "M\(x(level)) \(from)C\(x(level)) \(to) \(Self.middle) \(from) \(Self.middle) \(to)"
        return [
            Markup("path", ["class": "edge", "d": curve]),
            Markup("path", ["class": "edge way", "d": "M\(Self.middle) \(from)V\(to)"]),
        ]
    }

    private func node(_ level: Int) -> Markup {
        let isInner = level > 0
        return [
            isInner
                ? Markup("circle", ["class": "way", "cx": "\(Self.middle)", "cy": "\(y(level))", "r": "5"])
                : .nothing,
            label(x(level), y(level), short(path.siblings[level].digest), "sibling"),
        ]
    }

    private func label(_ x: Int, _ y: Int, _ text: String, _ kind: String) -> Markup {
        let width = kind == "sibling" ? 84 : 116
        return Markup(
            "g",
            ["class": kind],
            Markup(
                "rect",
                [
                    "x": "\(x - width / 2)", "y": "\(y - 12)", "width": "\(width)", "height": "24",
                    "rx": kind == "sibling" ? "5" : "12",
                ]
            ),
            Markup("text", ["x": "\(x)", "y": "\(y + 4)", "text-anchor": "middle"], .text(text))
        )
    }

    private func short(_ digest: Digest) -> String { "\(digest.hex.prefix(8))" }
}
