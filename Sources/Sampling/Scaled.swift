/// A number of 64 significant bits that was rounded in a direction that the caller chose.
///
/// The value is mantissa · 2^exponent; the mantissa's highest bit is set, or the value is 0. Exponents of what this
/// room computes stay below 2^40 in size, so they cannot overflow.
struct Scaled: Hashable, Sendable {
    /// Which way a result goes that does not fit.
    enum Rounding { case down, up }

    static let zero = Scaled(mantissa: 0, exponent: 0)

    let mantissa: UInt64
    let exponent: Int

    private init(mantissa: UInt64, exponent: Int) {
        self.mantissa = mantissa
        self.exponent = exponent
    }

    /// Exact: a word fits.
    init(_ word: UInt64) {
        let shift = word.leadingZeroBitCount
        self.init(mantissa: word == 0 ? 0 : word << UInt64(shift), exponent: word == 0 ? 0 : -shift)
    }

    /// The mantissa has its highest bit set and something is left over below it, or not.
    private init(_ mantissa: UInt64, _ exponent: Int, isExact: Bool, _ rounding: Rounding) {
        guard rounding == .up, !isExact else {
            self.init(mantissa: mantissa, exponent: exponent)
            return
        }
        let (next, overflow) = mantissa.addingReportingOverflow(1)
        self.init(mantissa: overflow ? 1 << 63 : next, exponent: overflow ? exponent + 1 : exponent)
    }

    func times(_ other: Scaled, _ rounding: Rounding) -> Scaled {
        if mantissa == 0 || other.mantissa == 0 { return .zero }
        let (high, low) = mantissa.multipliedFullWidth(by: other.mantissa)
        let exponent = exponent + other.exponent + 64
        if high >> 63 == 1 { return Scaled(high, exponent, isExact: low == 0, rounding) }
        return Scaled(high << 1 | low >> 63, exponent - 1, isExact: low << 1 == 0, rounding)
    }

    /// The divisor is not 0.
    func divided(by other: Scaled, _ rounding: Rounding) -> Scaled {
        if mantissa == 0 { return .zero }
        // A dividend whose high word is below the divisor, and a quotient whose highest bit is set.
        let isBelow = mantissa < other.mantissa
        let dividend = isBelow ? (high: mantissa, low: 0) : (high: mantissa >> 1, low: mantissa << 63)
        let (quotient, rest) = other.mantissa.dividingFullWidth(dividend)
        let exponent = exponent - other.exponent - (isBelow ? 64 : 63)
        return Scaled(quotient, exponent, isExact: rest == 0, rounding)
    }

    func plus(_ other: Scaled, _ rounding: Rounding) -> Scaled {
        if other.mantissa == 0 { return self }
        if mantissa == 0 || exponent < other.exponent { return other.added(to: self, rounding) }
        return added(to: other, rounding)
    }

    // What is added is not the larger one of two, or 0.
    private func added(to smaller: Scaled, _ rounding: Rounding) -> Scaled {
        if smaller.mantissa == 0 { return self }
        let shift = UInt64(exponent - smaller.exponent)
        let shifted = smaller.mantissa >> shift
        let isExact = shift < 64 && shifted << shift == smaller.mantissa
        let (sum, overflow) = mantissa.addingReportingOverflow(shifted)
        if !overflow { return Scaled(sum, exponent, isExact: isExact, rounding) }
        return Scaled(sum >> 1 | 1 << 63, exponent + 1, isExact: isExact && sum & 1 == 0, rounding)
    }
}

extension Scaled: Comparable {
    static func < (left: Scaled, right: Scaled) -> Bool {
        if left.mantissa == 0 || right.mantissa == 0 { return left.mantissa < right.mantissa }
        return (left.exponent, left.mantissa) < (right.exponent, right.mantissa)
    }
}
