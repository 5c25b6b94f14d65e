import TestSupport
import Testing

@testable import Sampling

/// Counts of samples out of Pascal's triangle, in words: an account of its own, for populations of up to 30.
private struct Pascal {
    private var rows: [[UInt64]] = [[1]]

    init(to size: Int) {
        for row in 1...size {
            rows.append((0...row).map { self.ways(row - 1, $0 - 1) + self.ways(row - 1, $0) })
        }
    }

    func ways(_ all: Int, _ count: Int) -> UInt64 {
        count < 0 || count > all ? 0 : rows[all][count]
    }

    /// In how many of the samples there are at most so many bad items.
    func atMost(_ most: Int, population: Int, bad: Int, sampled: Int) -> UInt64 {
        (0...max(0, most)).reduce(0) { $0 + ways(bad, $1) * ways(population - bad, sampled - $1) }
    }
}

@Suite("Against all small populations")
struct BruteForceTests {
    private static let pascal = Pascal(to: 24)

    @Test("every chance lies in its interval, is at most itself, and is not at most anything below")
    func chances() {
        for population in 1...18 {
            for (bad, sampled) in Self.pairs(population) {
                let whole = Self.pascal.ways(population, sampled)
                for most in 0...sampled {
                    let part = Self.pascal.atMost(most, population: population, bad: bad, sampled: sampled)
                    let tail = HypergeometricTail(
                        population: population,
                        bad: bad,
                        sampled: sampled,
                        atMost: most
                    )
                    #expect(tail.isAtMost(Fraction(numerator: part, denominator: whole)))
                    let below = Fraction(numerator: part * 1_000 - min(part, 1), denominator: whole * 1_000)
                    #expect(part == 0 || !tail.isAtMost(below))
                    let truth = Interval(Fraction(numerator: part, denominator: whole))
                    #expect(tail.bounds.lower <= truth.upper && truth.lower <= tail.bounds.upper)
                }
            }
        }
    }

    /// 50 %, 75 %, 80 %, 90 %, 95 % and 99 %, and shared by strata: the first ones make ties.
    static let confidences = [
        (5_000, 1), (7_500, 1), (8_000, 1), (9_000, 1), (9_500, 1), (9_500, 4), (9_900, 1),
    ]

    /// All up to 24, or the small ones, which have ties for each confidence, and two others.
    static let populations = Effort.cases(Array(1...24), usual: Array(0..<10) + [13, 19])

    @Test("bounds are those found by trying every number of bad items", arguments: confidences)
    func bounds(points: Int, strata: Int) throws {
        let confidence = try Confidence(basisPoints: points, strata: strata)
        var ties = 0
        for population in Self.populations {
            for sampled in 0...population {
                for failed in 0...sampled {
                    let tried = Self.mostBad(population, sampled, failed, confidence.risk)
                    ties += tried.ties
                    let ours = try PopulationBound.goodAtLeast(
                        population: population,
                        sampled: sampled,
                        failed: failed,
                        confidence: confidence
                    )
                    #expect(ours == population - tried.bad, "\(population) \(sampled) \(failed)")
                }
            }
        }
        #expect(ties > 0 || strata > 1 || points == 9_900)
    }

    @Test("sizes are those found by trying every size", arguments: confidences)
    func sizes(points: Int, strata: Int) throws {
        let confidence = try Confidence(basisPoints: points, strata: strata)
        for population in Self.populations {
            for rate in [1, 5_000, 6_666, 9_000, 9_900, 10_000] {
                for allowed in 0...population {
                    let tried = Self.leastSize(population, rate, allowed, confidence.risk)
                    let ours = try SampleSize.least(
                        population: population,
                        goodRate: rate,
                        allowed: allowed,
                        confidence: confidence
                    )
                    #expect(ours == tried, "\(population) \(rate) \(allowed)")
                }
            }
        }
    }

    private static func pairs(_ population: Int) -> [(bad: Int, sampled: Int)] {
        (0...population).flatMap { bad in (0...population).map { (bad, $0) } }
    }

    // A denominator of 40,000 times C(24, 12) is far from a word's end.
    private static func mostBad(
        _ population: Int,
        _ sampled: Int,
        _ failed: Int,
        _ risk: Fraction
    ) -> (bad: Int, ties: Int) {
        let limit = pascal.ways(population, sampled) * risk.numerator
        let chances = (0...population).map { bad in
            pascal.atMost(failed, population: population, bad: bad, sampled: sampled) * risk.denominator
        }
        return (chances.lastIndex { $0 > limit } ?? 0, chances.count { $0 == limit })
    }

    private static func leastSize(_ population: Int, _ rate: Int, _ allowed: Int, _ risk: Fraction) -> Int {
        let bad = (0...population).first { (population - $0) * 10_000 < rate * population } ?? 0
        let least = (0..<population).first { size in
            pascal.atMost(allowed, population: population, bad: bad, sampled: size) * risk.denominator
                <= pascal.ways(population, size) * risk.numerator
        }
        return least ?? population
    }
}
