/// Numbers as pages and text write them.
package enum Words {
    /// 10000 as "10,000".
    package static func count(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    package static func plural(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(Words.count(count)) \(count == 1 ? one : many ?? one + "s")"
    }

    /// 1234567 as "1.2 MB", in powers of 1000 and rounded down; below 1000 in bytes.
    package static func size(_ bytes: Int) -> String {
        let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
        var (unit, value, rest) = (0, max(0, bytes), 0)
        while value >= 1_000 && unit < units.count - 1 {
            (value, rest) = value.quotientAndRemainder(dividingBy: 1_000)
            unit += 1
        }
        return unit == 0 || value >= 100 ? "\(value) \(units[unit])" : "\(value).\(rest / 100) \(units[unit])"
    }
}
