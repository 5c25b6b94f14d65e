import TestSupport
import Testing

@testable import Sampling

@Suite("Numbers that are exact, or rounded in a known direction")
struct ArithmeticTests {
    private static func values(_ count: Int, seed: UInt64) -> [UInt64] {
        var choices = Choices(seed: seed)
        return (0..<count).map { _ in choices.next() >> UInt64.random(in: 2..<64, using: &choices) | 1 }
    }

    /// What a number that is whole is; one with a larger exponent does not come up here.
    private static func whole(_ number: Scaled) -> UInt128 {
        number.exponent < 0
            ? UInt128(number.mantissa) >> UInt128(-number.exponent)
            : UInt128(number.mantissa) << UInt128(number.exponent)
    }

    @Test("products and sums lie between their bounds, which are a unit in the last place apart")
    func bounds() {
        let values = Self.values(4_000, seed: 1)
        for index in stride(from: 0, to: values.count, by: 4) {
            let (a, b, c, d) = (values[index], values[index + 1], values[index + 2], values[index + 3])
            let product = Interval(a) * Interval(b)
            let truth = UInt128(a) * UInt128(b)
            #expect(Self.whole(product.lower) <= truth && truth <= Self.whole(product.upper))
            let unit = UInt128(1) << UInt128(max(0, product.lower.exponent))
            #expect(Self.whole(product.upper) - Self.whole(product.lower) <= unit)
            let sum = product + Interval(c) * Interval(d)
            let total = truth + UInt128(c) * UInt128(d)
            #expect(Self.whole(sum.lower) <= total && total <= Self.whole(sum.upper))
        }
    }

    @Test("quotients lie between their bounds, and are exact where nothing remains")
    func quotients() {
        let values = Self.values(4_000, seed: 2)
        for (a, b) in zip(values, values.dropFirst()) {
            let ours = Interval(a) / Interval(b)
            // mantissa · 2^exponent ≤ a / b, with the exponent not above 0.
            let below = UInt128(ours.lower.mantissa) * UInt128(b)
            let above = UInt128(ours.upper.mantissa) * UInt128(b)
            #expect(below <= UInt128(a) << UInt128(-ours.lower.exponent))
            #expect(above >= UInt128(a) << UInt128(-ours.upper.exponent))
            #expect(Interval(a) / Interval(a) == .one)
        }
        #expect((Interval(0) / Interval(7)) == Interval(0))
        let third = Interval(Fraction(numerator: 1, denominator: 3))
        #expect(third.lower < third.upper)
    }

    @Test("natural numbers divide back to what was multiplied, with the remainder that was added")
    func division() {
        let values = Self.values(300, seed: 3)
        var number = Natural(1)
        for value in values { number.multiply(by: value) }
        for value in values.reversed() {
            var more = number
            more.add(Natural(value - 1))
            #expect(more.divide(by: value) == value - 1)
            #expect(number.divide(by: value) == 0)
            #expect(more == number)
        }
        #expect(number == Natural(1))
        number.multiply(by: 0)
        #expect(number == Natural(0) && Natural(0) < Natural(1))
    }

    @Test("binomial coefficients follow Pascal's rule far beyond a word")
    func pascal() {
        for all in stride(from: UInt64(1), through: 240, by: 7) {
            for count in 0..<all {
                var sum = Natural.choose(all, count)
                sum.add(Natural.choose(all, count + 1))
                let next = Natural.choose(all + 1, count + 1)
                #expect(sum == next && !(sum < next))
                #expect(Natural.choose(all, count) < next)
            }
        }
        #expect(Natural.choose(240, 120).words.count == 4)
    }

    @Test("a tie that intervals leave open is decided by natural numbers")
    func tie() {
        let tail = HypergeometricTail(population: 20, bad: 1, sampled: 19, atMost: 0)
        let limit = Interval(Fraction(numerator: 1, denominator: 20))
        #expect(tail.bounds.lower <= limit.upper && limit.lower < tail.bounds.upper)
        #expect(tail.isAtMost(Fraction(numerator: 1, denominator: 20)))
        #expect(!tail.isAtMost(Fraction(numerator: 999_999_999_999, denominator: 20_000_000_000_000)))
    }

    @Test("a tie is exact up to the limit, and beyond it the cautious side is taken")
    func limit() {
        // Half of the population is bad and the sample is odd: as many bad as good, by symmetry.
        func half(_ sampled: Int, _ numerator: UInt64, _ denominator: UInt64) -> Bool {
            HypergeometricTail(population: 20_000, bad: 10_000, sampled: sampled, atMost: sampled / 2)
                .isAtMost(Fraction(numerator: numerator, denominator: denominator))
        }
        #expect(half(4_095, 1, 2))
        #expect(!half(4_095, 4_999_999_999, 10_000_000_000))
        #expect(!half(4_097, 1, 2))
        #expect(half(4_097, 5_000_000_001, 10_000_000_000))
    }

    @Test("a crossing is found from any guess and step, in some two questions a bit")
    func crossing() {
        var choices = Choices(seed: 5)
        for _ in 0..<2_000 {
            let size = 1 << Int.random(in: 1...53, using: &choices)
            let place = Int.random(in: 1...size, using: &choices)
            var asked = 0
            let found = Crossing.least(
                after: 0,
                upTo: size,
                near: Int.random(in: 0...size, using: &choices),
                step: Int.random(in: 0...size, using: &choices)
            ) {
                asked += 1
                return $0 >= place
            }
            #expect(found == place)
            #expect(asked <= 110)
        }
    }
}
