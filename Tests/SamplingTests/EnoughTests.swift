import Testing

@testable import Sampling

@Suite("Enough and large numbers")
struct EnoughTests {
    @Test("a sample is enough from the least size on")
    func enough() throws {
        for population in [1, 2, 7, 30, 61] {
            for (rate, allowed, points) in [
                (9_900, 0, 9_500), (9_000, 1, 9_000), (5_000, 3, 9_999), (1, 0, 1),
            ] {
                let confidence = try Confidence(basisPoints: points, strata: 3)
                let least = try SampleSize.least(
                    population: population,
                    goodRate: rate,
                    allowed: allowed,
                    confidence: confidence
                )
                for size in 1...population {
                    let isEnough = try SampleSize.isEnough(
                        size,
                        population: population,
                        goodRate: rate,
                        allowed: allowed,
                        confidence: confidence
                    )
                    #expect(isEnough == (size >= least), "\(size) of \(population), \(rate), \(allowed)")
                }
            }
        }
    }

    @Test("shares of the largest counts are worked out, not trapped on")
    func percent() {
        let most = (1 << 53) - 1
        #expect(Percent.text(most, of: most) == "100.00 %")
        #expect(Percent.text(most / 2, of: most) == "49.99 %")
        #expect(Percent.holds(most, of: most, 10_000) && !Percent.holds(most - 1, of: most, 10_000))
        #expect(Percent.holds(99, of: 100, 9_900) && !Percent.holds(98, of: 100, 9_900))
    }
}
