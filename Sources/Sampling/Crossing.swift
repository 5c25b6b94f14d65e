/// Where a statement on whole numbers that is false up to a point and true from then on becomes true.
enum Crossing {
    /// The least number in low + 1 … high at which it holds; it is false at `low` and true at `high`, and not asked there.
    ///
    /// Begins at a guess, moves away from it by steps that double, then halves. Whatever the answers, it is true at what
    /// is returned (or that is `high`) and false at the number before (or that is `low`).
    static func least(
        after low: Int,
        upTo high: Int,
        near guess: Int,
        step: Int,
        _ holds: (Int) -> Bool
    ) -> Int {
        var (low, high, step, probe) = (low, high, max(1, step), guess)
        var (wasTrue, wasFalse) = (false, false)
        while high - low > 1 {
            let at = min(max(probe, low + 1), high - 1)
            if holds(at) { (high, wasTrue) = (at, true) } else { (low, wasFalse) = (at, true) }
            probe = wasTrue && wasFalse ? low + (high - low) / 2 : wasTrue ? high - step : low + step
            step = min(step * 2, high - low + 1)
        }
        return high
    }

    /// a · b / c, rounded down; a quotient that fits 63 bits is the caller's to see to.
    static func scaled(_ a: Int, _ b: Int, over c: Int) -> Int {
        Int(UInt64(c).dividingFullWidth(UInt64(a).multipliedFullWidth(by: UInt64(b))).quotient)
    }

    /// All / part · √count, roughly: how far a count in a sample reaches in the population.
    static func reach(_ all: Int, _ part: Int, _ count: Int) -> Int {
        (all / part) << ((Int.bitWidth - count.leadingZeroBitCount) / 2)
    }
}
