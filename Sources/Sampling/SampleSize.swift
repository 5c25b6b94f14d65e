/// Chance of error that a statement may have: (10,000 − confidence) / (10,000 · strata).
package struct Confidence: Hashable, Sendable {
    package let basisPoints: Int
    package let strata: Int

    package init(basisPoints: Int, strata: Int = 1) throws(SamplingError) {
        guard (1...9_999).contains(basisPoints), strata >= 1 else {
            throw SamplingError(.badSize, at: "confidence", "want 1 to 9999 basis points")
        }
        self.basisPoints = basisPoints
        self.strata = strata
    }
}

/// How many items a sample needs.
package enum SampleSize {
    /// Smallest n such that at most `allowed` bad items in n show "≥ goodRate of all good" at `confidence`.
    package static func least(
        population: Int,
        goodRate: Int,
        allowed: Int,
        confidence: Confidence
    ) throws(SamplingError) -> Int {
        let risk = Double(10_000 - confidence.basisPoints) / 10_000 / Double(confidence.strata)
        let bad =
            population / 10_000 * (10_000 - goodRate) + population % 10_000 * (10_000 - goodRate) / 10_000 + 1
        for size in stride(from: 1, to: min(population, 1_000_000), by: 1)
        where cumulative(population, min(bad, population), size, allowed) <= risk { return size }
        return population
    }

    private static func cumulative(_ population: Int, _ bad: Int, _ size: Int, _ allowed: Int) -> Double {
        var (sum, term, remaining) = (0.0, 1.0, 0)
        for index in 0..<size {
            term *= Double(max(0, population - bad - index)) / Double(population - index)
        }
        while remaining <= min(allowed, size) {
            sum += term
            term *= Double(bad - remaining) * Double(size - remaining)
            term /= Double(remaining + 1) * Double(max(1, population - bad - size + remaining + 1))
            remaining += 1
        }
        return sum
    }
}
