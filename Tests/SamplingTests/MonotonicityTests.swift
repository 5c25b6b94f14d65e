import Sampling
import TestSupport
import Testing

@Suite("More evidence never shows less")
struct MonotonicityTests {
    private static let populations = [1, 2, 17, 100, 1_000, 4_194_304, 1 << 53]

    private func good(_ population: Int, _ sampled: Int, _ failed: Int, _ points: Int, _ strata: Int = 1)
        throws -> Int
    {
        try PopulationBound.goodAtLeast(
            population: population,
            sampled: sampled,
            failed: failed,
            confidence: Confidence(basisPoints: points, strata: strata)
        )
    }

    private func least(_ population: Int, _ rate: Int, _ allowed: Int, _ points: Int) throws -> Int {
        try SampleSize.least(
            population: population,
            goodRate: rate,
            allowed: allowed,
            confidence: Confidence(basisPoints: points)
        )
    }

    @Test("a failure more, more confidence or more strata lower the bound; a good item more does not")
    func bounds() throws {
        var choices = Choices(seed: 6)
        for population in Self.populations {
            for _ in 0..<12 {
                let sampled = Int.random(in: 1...min(population, 400), using: &choices)
                let failed = Int.random(in: 0..<min(sampled, 12), using: &choices)
                let points = Int.random(in: 5_000...9_900, using: &choices)
                let ours = try good(population, sampled, failed, points)
                #expect(ours >= sampled - failed && ours <= population - failed)
                #expect(try good(population, sampled, failed + 1, points) <= ours)
                #expect(try good(population, sampled, failed, points + 90) <= ours)
                #expect(try good(population, sampled, failed, points, 3) <= ours)
                #expect(try sampled == population || good(population, sampled + 1, failed, points) >= ours)
            }
        }
    }

    @Test("a higher rate, more confidence or more failures allowed take more items")
    func sizes() throws {
        var choices = Choices(seed: 7)
        for population in Self.populations {
            for _ in 0..<6 {
                let rate = Int.random(in: 5_000...9_900, using: &choices)
                let allowed = Int.random(in: 0...5, using: &choices)
                let points = Int.random(in: 5_000...9_900, using: &choices)
                let ours = try least(population, rate, allowed, points)
                #expect(try least(population, rate + 50, allowed, points) >= ours)
                #expect(try least(population, rate, allowed + 1, points) >= ours)
                #expect(try least(population, rate, allowed, points + 90) >= ours)
            }
        }
    }

    @Test("a sample of the size that was computed shows the rate, and one item less does not")
    func duality() throws {
        for population in Self.populations {
            for (rate, allowed) in [(9_900, 0), (9_900, 3), (9_500, 1), (9_000, 5), (10_000, 0)] {
                // A population that cannot have so many bad items among it without missing the rate.
                let bad =
                    population / 10_000 * (10_000 - rate) + population % 10_000 * (10_000 - rate) / 10_000 + 1
                guard bad > allowed, population < 1 << 53 || rate < 10_000 else { continue }
                let size = try least(population, rate, allowed, 9_500)
                guard size <= PopulationBound.limit else { continue }
                #expect(try good(population, size, allowed, 9_500) > population - bad)
                if size > allowed + 1 {
                    #expect(try good(population, size - 1, allowed, 9_500) <= population - bad)
                }
            }
        }
    }
}
