import Bytes

/// How many items have to be drawn.
package enum SampleSize {
    /// The smallest n such that at most `allowed` bad items in n show that at least `goodRate` of all are good.
    ///
    /// The smallest n with P(X ≤ allowed | N, D, n) ≤ α, where D = ⌊N · (10,000 − goodRate) / 10,000⌋ + 1 is the least
    /// number of bad items that the rate does not admit. The population where no smaller one does: with D ≤ allowed
    /// even all of it would not. `goodRate` is in basis points, 1 to 10,000.
    package static func least(
        population: Int,
        goodRate: Int,
        allowed: Int,
        confidence: Confidence
    ) throws(SamplingError) -> Int {
        try Counts.check(population: population)
        try Counts.check(goodRate, in: 1...10_000, .badRate, at: "good rate")
        try Counts.check(allowed, in: 0...Sampler.populationLimit, .badCount, at: "allowed")
        let bad = leastBad(population, goodRate)
        if bad <= allowed { return population }
        func shows(_ size: Int) -> Bool {
            HypergeometricTail(population: population, bad: bad, sampled: size, atMost: allowed)
                .isAtMost(confidence.risk)
        }
        // Sizes above the limit are not asked for where one of them could take too long.
        let isBounded = min(bad, population - bad, population / 2) <= PopulationBound.limit
        let largest = isBounded ? population : max(allowed + 1, PopulationBound.limit)
        let size = Crossing.least(
            after: allowed,
            upTo: largest,
            near: Crossing.scaled(population, allowed, over: bad),
            step: Crossing.reach(population, bad, allowed),
            shows
        )
        guard isBounded || size < largest else {
            let limit = PopulationBound.limit
            throw SamplingError(.tooLarge, at: "allowed", "\(limit) or more would have to be sampled")
        }
        return size
    }

    /// Whether that many are at least as many as `least` asks for: one tail, where finding the least takes many.
    package static func isEnough(
        _ size: Int,
        population: Int,
        goodRate: Int,
        allowed: Int,
        confidence: Confidence
    ) throws(SamplingError) -> Bool {
        try Counts.check(population: population)
        try Counts.check(size, in: 0...population, .badSize, at: "size")
        try Counts.check(goodRate, in: 1...10_000, .badRate, at: "good rate")
        try Counts.check(allowed, in: 0...Sampler.populationLimit, .badCount, at: "allowed")
        let bad = leastBad(population, goodRate)
        if bad <= allowed || size == population { return size == population }
        let work = HypergeometricTail.work(population: population, bad: bad, sampled: size)
        guard work <= PopulationBound.limit else {
            throw SamplingError(.tooLarge, at: "size", "got \(size), want at most \(PopulationBound.limit)")
        }
        return HypergeometricTail(population: population, bad: bad, sampled: size, atMost: allowed)
            .isAtMost(confidence.risk)
    }

    /// The least number of bad items that the rate does not admit.
    private static func leastBad(_ population: Int, _ goodRate: Int) -> Int {
        Crossing.scaled(population, 10_000 - goodRate, over: 10_000) + 1
    }
}
