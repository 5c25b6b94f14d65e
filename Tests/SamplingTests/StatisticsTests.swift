import Bytes
import Sampling
import Testing

extension Confidence {
    static func percent(_ percent: Int, strata: Int = 1) throws -> Confidence {
        try Confidence(basisPoints: percent * 100, strata: strata)
    }
}

@Suite("Statements on a population")
struct StatisticsTests {
    /// As good as infinite, and below 2^53.
    static let endless = 1_000_000_000_000_000

    @Test(
        "sample sizes for 99 % of all at 95 % are those of the table",
        arguments: [
            (0, [238, 291, 298, 299]), (1, [364, 460, 472, 473]), (2, [469, 609, 626, 628]),
            (3, [564, 748, 771, 773]),
        ]
    )
    func sizes(allowed: Int, expected: [Int]) throws {
        let ours = try [1_000, 10_000, 100_000, Self.endless].map { population in
            try SampleSize.least(
                population: population,
                goodRate: 9_900,
                allowed: allowed,
                confidence: .percent(95)
            )
        }
        #expect(ours == expected)
    }

    @Test("297 of 300 that pass show 97.4 % of the population, not 99 %")
    func bound() throws {
        let good = try PopulationBound.goodAtLeast(
            population: Self.endless,
            sampled: 300,
            failed: 3,
            confidence: .percent(95)
        )
        #expect(good == 974_358_606_917_393)
    }

    @Test("the chance of missing is rounded up: one bad step in a million escapes 299 with 0.9998")
    func missing() throws {
        func text(_ population: Int, _ bad: Int, _ sampled: Int, _ allowed: Int = 0) throws -> String {
            try ChanceOfMissing.text(population: population, bad: bad, sampled: sampled, allowed: allowed)
        }
        // Exactly 0.999701.
        #expect(try text(1_000_000, 1, 299) == "0.9998")
        #expect(try text(1_000_000, 1, 300) == "0.9997")
        #expect(try text(1_000_000, 10_001, 299) == "0.0495")
        #expect(try text(1_000_000, 500_000, 299) == "0.0001")
        #expect(try text(10, 6, 5) == "0.0000")
        #expect(try text(10, 0, 5) == "1.0000")
        #expect(try text(10, 3, 0) == "1.0000")
        #expect(try text(10, 5, 5, 5) == "1.0000")
        #expect(try text(20, 1, 19) == "0.0500")
        // ISO 2859-1, code letter L, AQL 1.0: 200 of 10,000, accept on 5; lots with 4.6 % bad pass one time in ten.
        #expect(try text(10_000, 460, 200, 5) == "0.0964")
    }

    @Test("strata share the chance of error")
    func bonferroni() throws {
        let shared = try Confidence(basisPoints: 9_500, strata: 4)
        let whole = try Confidence(basisPoints: 9_875)
        for (sampled, failed) in [(100, 0), (300, 3), (773, 1)] {
            let ours = try [shared, whole].map { confidence in
                try PopulationBound.goodAtLeast(
                    population: 10_000,
                    sampled: sampled,
                    failed: failed,
                    confidence: confidence
                )
            }
            #expect(ours[0] == ours[1])
        }
        let sizes = try [1, 4].map { strata in
            try SampleSize.least(
                population: 10_000,
                goodRate: 9_900,
                allowed: 0,
                confidence: .percent(95, strata: strata)
            )
        }
        #expect(sizes == [291, 423])
    }

    @Test("all sampled is all known, none sampled is nothing known, all failed shows nothing")
    func edges() throws {
        func good(_ population: Int, _ sampled: Int, _ failed: Int) throws -> Int {
            try PopulationBound.goodAtLeast(
                population: population,
                sampled: sampled,
                failed: failed,
                confidence: .percent(95)
            )
        }
        #expect(try good(100, 100, 7) == 93)
        #expect(try good(100, 0, 0) == 0)
        #expect(try good(100, 50, 50) == 0)
        #expect(try good(100, 100, 100) == 0)
        #expect(try good(1, 1, 0) == 1)
        #expect(try good(1 << 53, 1, 0) == 1 << 53 / 20 + 1)
        // All but one sampled: the last one is bad with 1 chance in 20, which is not more than α.
        #expect(try good(20, 19, 0) == 20)
        #expect(try good(19, 18, 0) == 18)
        func least(_ population: Int, _ rate: Int, _ allowed: Int) throws -> Int {
            try SampleSize.least(
                population: population,
                goodRate: rate,
                allowed: allowed,
                confidence: .percent(95)
            )
        }
        #expect(try least(20, 10_000, 0) == 19)
        #expect(try least(19, 10_000, 0) == 19)
        #expect(try least(100, 9_900, 2) == 100)
        #expect(try least(1, 1, 0) == 1)
    }

    @Test("populations up to 2^53 and samples of 100,000 are answered")
    func large() throws {
        let half = try SampleSize.least(
            population: 1 << 53,
            goodRate: 10_000,
            allowed: 0,
            confidence: .percent(95)
        )
        // 0.95 · 2^53, rounded up.
        #expect(half == 8_556_839_292_003_943)
        let good = try PopulationBound.goodAtLeast(
            population: 4_194_304,
            sampled: 100_000,
            failed: 1_000,
            confidence: .percent(95)
        )
        #expect(good == 4_150_152)
    }
}

@Suite("What is refused")
struct StatisticsErrorTests {
    static func code(_ body: () throws -> Void) -> SamplingError.Code? {
        do {
            try body()
            return nil
        } catch { return (error as? SamplingError)?.code }
    }

    @Test("confidences and strata that cannot be")
    func confidence() {
        for (points, strata) in [(0, 1), (10_000, 1), (-1, 1), (9_500, 0), (9_500, 4_194_305), (9_500, -1)] {
            #expect(
                Self.code { _ = try Confidence(basisPoints: points, strata: strata) } == .badConfidence
            )
        }
        #expect(Self.code { _ = try Confidence(basisPoints: 9_999, strata: 4_194_304) } == nil)
    }

    @Test(
        "populations, samples and failures that cannot be",
        arguments: [
            (0, 0, 0, SamplingError.Code.badPopulation), ((1 << 53) + 1, 1, 0, .badPopulation),
            (10, 11, 0, .badSize), (10, -1, 0, .badSize), (10, 5, 6, .badCount), (10, 5, -1, .badCount),
            (1 << 53, 4_194_305, 0, .tooLarge), (.max, .max, .max, .badPopulation),
        ]
    )
    func bound(population: Int, sampled: Int, failed: Int, code: SamplingError.Code) throws {
        let confidence = try Confidence.percent(95)
        let ours = Self.code {
            _ = try PopulationBound.goodAtLeast(
                population: population,
                sampled: sampled,
                failed: failed,
                confidence: confidence
            )
        }
        #expect(ours == code)
    }

    @Test(
        "rates and failures allowed that cannot be, and sizes that nobody would draw",
        arguments: [
            (0, 9_900, 0, SamplingError.Code.badPopulation), (10, 0, 0, .badRate), (10, 10_001, 0, .badRate),
            (10, 9_900, -1, .badCount), (1 << 53, 9_900, 5_000_000, .tooLarge), (10, 9_900, .max, .badCount),
        ]
    )
    func size(population: Int, rate: Int, allowed: Int, code: SamplingError.Code) throws {
        let confidence = try Confidence.percent(95)
        let ours = Self.code {
            _ = try SampleSize.least(
                population: population,
                goodRate: rate,
                allowed: allowed,
                confidence: confidence
            )
        }
        #expect(ours == code)
    }

    @Test(
        "bad items that are not there, and chances that take too long",
        arguments: [
            (10, 11, 1, 0, SamplingError.Code.badCount), (10, -1, 1, 0, .badCount), (10, 1, 11, 0, .badSize),
            (10, 1, 1, -1, .badCount), (0, 0, 0, 0, .badPopulation),
            (1 << 53, 1 << 40, 1 << 40, 0, .tooLarge),
        ]
    )
    func missing(population: Int, bad: Int, sampled: Int, allowed: Int, code: SamplingError.Code) {
        let ours = Self.code {
            _ = try ChanceOfMissing.text(
                population: population,
                bad: bad,
                sampled: sampled,
                allowed: allowed
            )
        }
        #expect(ours == code)
    }
}
