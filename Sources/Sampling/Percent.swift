/// Shares and rates in words, without floating point.
package enum Percent {
    /// `part` of `whole` with two decimals, rounded down: "97.43 %".
    ///
    /// - Precondition: 0 ≤ part ≤ whole.
    package static func text(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "0.00 %" }
        let hundredths = Crossing.scaled(part, 10_000, over: whole)
        return "\(hundredths / 100).\(twoDigits(hundredths % 100)) %"
    }

    /// Whether `part` is at least so many basis points of `whole`; both are not negative, and any product fits.
    package static func holds(_ part: Int, of whole: Int, _ basisPoints: Int) -> Bool {
        let got = part.multipliedFullWidth(by: 10_000)
        let want = whole.multipliedFullWidth(by: basisPoints)
        return (got.high, got.low) >= (want.high, want.low)
    }

    /// A rate in basis points without needless zeros: "95 %", "99.5 %", "99.95 %".
    package static func text(basisPoints: Int) -> String {
        let (whole, rest) = (basisPoints / 100, basisPoints % 100)
        if rest == 0 { return "\(whole) %" }
        return rest % 10 == 0 ? "\(whole).\(rest / 10) %" : "\(whole).\(twoDigits(rest)) %"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
