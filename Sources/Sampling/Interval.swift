/// Two numbers that a nonnegative real number lies between.
struct Interval: Hashable, Sendable {
    static let one = Interval(1)

    private(set) var lower: Scaled
    private(set) var upper: Scaled

    /// Exact.
    init(_ word: UInt64) {
        lower = Scaled(word)
        upper = lower
    }

    private init(lower: Scaled, upper: Scaled) {
        self.lower = lower
        self.upper = upper
    }

    init(_ fraction: Fraction) {
        self = Interval(fraction.numerator) / Interval(fraction.denominator)
    }

    static func * (left: Interval, right: Interval) -> Interval {
        Interval(lower: left.lower.times(right.lower, .down), upper: left.upper.times(right.upper, .up))
    }

    /// The divisor's lower bound is not 0.
    static func / (left: Interval, right: Interval) -> Interval {
        Interval(
            lower: left.lower.divided(by: right.upper, .down),
            upper: left.upper.divided(by: right.lower, .up)
        )
    }

    static func + (left: Interval, right: Interval) -> Interval {
        Interval(lower: left.lower.plus(right.lower, .down), upper: left.upper.plus(right.upper, .up))
    }

    /// With something between 0 and the upper bound of `rest` more.
    func plusAtMost(_ rest: Interval) -> Interval {
        Interval(lower: lower, upper: upper.plus(rest.upper, .up))
    }
}

extension Interval {
    /// n · (n − 1) · … , `count` factors, none of them below 1.
    init(fallingFrom start: UInt64, count: UInt64) {
        self = .one
        for factor in 0..<count { self = self * Interval(start - factor) }
    }
}
