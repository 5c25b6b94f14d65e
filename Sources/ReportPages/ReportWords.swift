/// Numbers and names as pages and text write them.
enum ReportWords {
    /// 9900 basis points as "99 %", 9974 as "99.74 %"; the blank does not break.
    static func percent(_ basisPoints: Int) -> String {
        let (whole, rest) = basisPoints.quotientAndRemainder(dividingBy: 100)
        if rest == 0 { return "\(whole)\u{a0}%" }
        let decimals = rest.isMultiple(of: 10) ? "\(rest / 10)" : "\(rest < 10 ? "0" : "")\(rest)"
        return "\(whole).\(decimals)\u{a0}%"
    }

    /// The part as basis points of the whole, rounded down, so that nothing looks better than it is.
    static func share(_ part: Int, of whole: Int) -> Int {
        guard whole > 0, part > 0 else { return 0 }
        return min(10_000, Int(UInt128(part) * 10_000 / UInt128(whole)))
    }
}
