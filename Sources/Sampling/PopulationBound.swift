import Bytes

/// What a sample shows of the population that it was drawn from.
package enum PopulationBound {
    /// At least one of sampled and not sampled items is at most this: as many steps as a bundle can hold.
    package static let limit = 4_194_304

    /// The exact lower bound of the number of good items at a confidence.
    ///
    /// N − max{D : P(X ≤ failed | N, D, n) > α}, α from the confidence: any larger number of bad items would have shown more
    /// failures with a chance of 1 − α or more. Where a tie cannot be decided exactly, the bound is one item lower.
    package static func goodAtLeast(
        population: Int,
        sampled: Int,
        failed: Int,
        confidence: Confidence
    ) throws(SamplingError) -> Int {
        try Counts.check(population: population)
        try Counts.check(sampled, in: 0...population, .badSize, at: "sampled")
        try Counts.check(failed, in: 0...sampled, .badCount, at: "failed")
        guard min(sampled, population - sampled) <= limit else {
            throw SamplingError(.tooLarge, at: "sampled", "got \(sampled), want at most \(limit)")
        }
        // All that was looked at failed: nothing shows that any item is good.
        if failed == sampled { return 0 }
        // With D = failed the chance is 1; with fewer good items than the sample has, it is 0.
        let tooMany = Crossing.least(
            after: failed,
            upTo: population - (sampled - failed) + 1,
            near: Crossing.scaled(population, failed, over: sampled),
            step: Crossing.reach(population, sampled, failed)
        ) { bad in
            HypergeometricTail(population: population, bad: bad, sampled: sampled, atMost: failed)
                .isAtMost(confidence.risk)
        }
        return population - (tooMany - 1)
    }
}

/// Limits of the arguments of a statement.
enum Counts {
    static func check(population: Int) throws(SamplingError) {
        guard (1...Sampler.populationLimit).contains(population) else {
            throw SamplingError(.badPopulation, at: "population", "got \(population), want 1 to 2^53")
        }
    }

    static func check(
        _ count: Int,
        in range: ClosedRange<Int>,
        _ code: SamplingError.Code,
        at location: String
    ) throws(SamplingError) {
        guard range.contains(count) else {
            let want = "want \(range.lowerBound) to \(range.upperBound)"
            throw SamplingError(code, at: location, "got \(count), \(want)")
        }
    }
}
