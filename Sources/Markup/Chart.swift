/// Places in a picture, in whole numbers: percentages with two decimals, so that a picture fits any width.
package enum Chart {
    /// Where `value` lies between the ends, as a percentage; values beyond are put at the end.
    package static func percent(_ value: Int, from low: Int, to high: Int) -> String {
        hundredths(scaled(value, from: low, to: high, by: 10_000)) + "%"
    }

    /// As `percent`, on a scale of `length`.
    package static func scaled(_ value: Int, from low: Int, to high: Int, by length: Int) -> Int {
        guard high > low else { return length / 2 }
        let inside = Int128(min(max(value, low), high)) - Int128(low)
        return Int(inside * Int128(length) / (Int128(high) - Int128(low)))
    }

    /// 1234 as "12.34".
    package static func hundredths(_ value: Int) -> String {
        let rest = value % 100
        return "\(value / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// A picture with a name and a description.
    package static func picture(
        _ id: String,
        title: String,
        description: String,
        class name: String,
        height: Int,
        _ content: [Markup]
    ) -> Markup {
        Markup(
            "svg",
            [
                "class": name, "width": "100%", "height": "\(height)", "role": "img",
                "aria-labelledby": "\(id)-name \(id)-words",
            ],
            Markup("title", ["id": "\(id)-name"], .text(title)),
            Markup("desc", ["id": "\(id)-words"], .text(description)),
            .row(content)
        )
    }

    package static func line(_ x1: String, _ y1: String, _ x2: String, _ y2: String, class name: String)
        -> Markup
    {
        Markup("line", ["x1": x1, "y1": y1, "x2": x2, "y2": y2, "class": name])
    }

    /// One of the points that the page defines.
    package static func point(_ shape: String, _ x: String, _ y: String) -> Markup {
        Markup("use", ["href": "#point-\(shape)", "x": x, "y": y, "class": "point-\(shape)"])
    }

    /// A bar for a number that stands beside it.
    package static func bar(_ basisPoints: Int) -> Markup {
        Markup(
            "svg",
            ["class": "bar", "width": "100%", "height": "10", "aria-hidden": "true"],
            Markup("rect", ["class": "whole", "width": "100%", "height": "10", "rx": "5"]),
            Markup(
                "rect",
                [
                    "class": "part", "width": percent(basisPoints, from: 0, to: 10_000), "height": "10",
                    "rx": "5",
                ]
            )
        )
    }

    /// A key to the shapes of a picture.
    package static func legend(_ entries: [(String, String)]) -> Markup {
        let items = entries.map { entry in
            Markup(
                "li",
                [:],
                Markup(
                    "svg",
                    ["class": "key", "viewBox": "-10 -10 20 20", "aria-hidden": "true"],
                    key(entry.0)
                ),
                .text(entry.1)
            )
        }
        return Markup("ul", ["class": "legend"], .row(items))
    }

    private static func key(_ shape: String) -> Markup {
        switch shape {
        case "tick": line("0", "-9", "0", "9", class: "tick")
        case "band": Markup("rect", ["class": "band", "x": "-9", "y": "-7", "width": "18", "height": "14"])
        case "course": line("-9", "0", "9", "0", class: "course")
        case "session":
            Markup("rect", ["class": "session", "x": "-9", "y": "-4", "width": "18", "height": "8"])
        default: point(shape, "0", "0")
        }
    }

    /// The ends of an axis, below its picture.
    package static func ends(_ left: String, _ right: String) -> Markup {
        Markup(
            "p",
            ["class": "ends", "aria-hidden": "true"],
            Markup("span", [:], .text(left)),
            Markup("span", [:], .text(right))
        )
    }
}
