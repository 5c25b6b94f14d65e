/// P(X ≤ k): the chance that a sample of n out of N items, of which D are bad, holds at most k bad ones.
///
/// P(X = j) = C(D, j) · C(N − D, n − j) / C(N, n), summed over max(0, n + D − N) ≤ j ≤ k. By symmetry, n and D may
/// change places, and both may be counted from the other end (N − n, N − D); so we take the smallest of the four for n,
/// which makes the sum begin at j = 0. Work: at most 4n multiplications of intervals, and k divisions.
struct HypergeometricTail {
    /// Up to this n, the exact arithmetic is used where the intervals do not decide.
    ///
    /// It costs some n² word operations, times the share of k in n: below a second at the limit.
    static let exactLimit: UInt64 = 4_096

    // N, D, n and k, turned so that n ≤ D and n + D ≤ N; k is -1 for the impossible and n or more for the certain.
    private let population: UInt64
    private let bad: UInt64
    private let sampled: UInt64
    private let most: Int
    /// What the probability lies between.
    let bounds: Interval

    /// All the work is done here; the arguments are those of a population, 0 ≤ D ≤ N, 0 ≤ n ≤ N ≤ 2^53.
    init(population: Int, bad: Int, sampled: Int, atMost: Int) {
        let isFlipped = sampled + bad > population
        let turned = isFlipped ? (population - sampled, population - bad) : (sampled, bad)
        self.population = UInt64(population)
        self.sampled = UInt64(min(turned.0, turned.1))
        self.bad = UInt64(max(turned.0, turned.1))
        most = max(-1, isFlipped ? atMost - (sampled + bad - population) : atMost)
        bounds = HypergeometricTail.chance(self.population, self.bad, self.sampled, most)
    }

    /// The smallest of n, D, N − n, N − D, which the work grows with.
    static func work(population: Int, bad: Int, sampled: Int) -> Int {
        min(min(sampled, population - sampled), min(bad, population - bad))
    }

    /// Whether the probability is certain to be at most so much.
    ///
    /// True is always right. False may also mean that the intervals left it open and n is above `exactLimit`.
    func isAtMost(_ limit: Fraction) -> Bool {
        if most < 0 { return true }
        if most >= sampled { return limit.numerator >= limit.denominator }
        let limits = Interval(limit)
        if bounds.upper <= limits.lower { return true }
        if bounds.lower > limits.upper || sampled > HypergeometricTail.exactLimit { return false }
        return isExactlyAtMost(limit)
    }

    private static func chance(_ all: UInt64, _ bad: UInt64, _ sampled: UInt64, _ most: Int) -> Interval {
        guard let most = UInt64(exactly: most) else { return Interval(0) }
        if most >= sampled { return .one }
        return last(all, bad, sampled, most) * sum(all, bad, sampled, most)
    }

    // P(X = k), by falling factorials: no division but the last.
    private static func last(_ all: UInt64, _ bad: UInt64, _ sampled: UInt64, _ most: UInt64) -> Interval {
        let fewer = min(most, sampled - most)
        let above =
            Interval(fallingFrom: bad, count: most)
            * Interval(fallingFrom: all - bad, count: sampled - most)
            * Interval(fallingFrom: sampled, count: fewer)
        let below = Interval(fallingFrom: all, count: sampled) * Interval(fallingFrom: fewer, count: fewer)
        return above / below
    }

    // P(X ≤ k) / P(X = k), from k down. Each ratio of neighbours is below the one before it, so once it is below 1, all
    // that is left is at most as many terms as there are, each of the size of the last one.
    private static func sum(_ all: UInt64, _ bad: UInt64, _ sampled: UInt64, _ most: UInt64) -> Interval {
        var (term, sum) = (Interval.one, Interval.one)
        for j in stride(from: most, to: 0, by: -1) {
            let ratio =
                Interval(j) * Interval(all - bad - sampled + j)
                / (Interval(bad - j + 1) * Interval(sampled - j + 1))
            let rest = term * Interval(j)
            if ratio.upper <= Interval.one.lower, rest.upper.exponent + 66 < sum.lower.exponent {
                return sum.plusAtMost(rest)
            }
            term = term * ratio
            sum = sum + term
        }
        return sum
    }
}

extension HypergeometricTail {
    // Σ C(D, j) · C(N − D, n − j) · denominator ≤ C(N, n) · numerator, in natural numbers.
    private func isExactlyAtMost(_ limit: Fraction) -> Bool {
        var term = Natural.choose(population - bad, sampled)
        var sum = term
        for j in 0..<UInt64(max(0, most)) {
            term.multiply(by: bad - j)
            term.multiply(by: sampled - j)
            term.divide(by: j + 1)
            term.divide(by: population - bad - sampled + j + 1)
            sum.add(term)
        }
        var whole = Natural.choose(population, sampled)
        sum.multiply(by: limit.denominator)
        whole.multiply(by: limit.numerator)
        return sum <= whole
    }
}

extension Natural {
    /// The number of ways to take `count` out of `all`, which are at least as many.
    static func choose(_ all: UInt64, _ count: UInt64) -> Natural {
        var ways = Natural(1)
        for taken in 0..<count {
            ways.multiply(by: all - taken)
            ways.divide(by: taken + 1)
        }
        return ways
    }
}
