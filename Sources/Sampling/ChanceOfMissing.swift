import Bytes

/// How likely a sample sees nothing of what is there.
package enum ChanceOfMissing {
    /// The probability that a sample of `sampled` items holds at most `allowed` of `bad` bad ones.
    ///
    /// Rounded up to four decimals ("0.0498"), so that nothing looks better than it is: "0.0000" is impossible, and
    /// "0.0001" may be far less likely. Where a tie cannot be decided exactly, the text is one digit higher.
    package static func text(
        population: Int,
        bad: Int,
        sampled: Int,
        allowed: Int = 0
    ) throws(SamplingError) -> String {
        try Counts.check(population: population)
        try Counts.check(sampled, in: 0...population, .badSize, at: "sampled")
        try Counts.check(bad, in: 0...population, .badCount, at: "bad")
        try Counts.check(allowed, in: 0...Sampler.populationLimit, .badCount, at: "allowed")
        let work = HypergeometricTail.work(population: population, bad: bad, sampled: sampled)
        guard work <= PopulationBound.limit else {
            let want = "want at most \(PopulationBound.limit), or as few bad items"
            throw SamplingError(.tooLarge, at: "sampled", "got \(sampled), \(want)")
        }
        let tail = HypergeometricTail(population: population, bad: bad, sampled: sampled, atMost: allowed)
        let parts = Crossing.least(after: -1, upTo: 10_000, near: 5_000, step: 2_500) { parts in
            tail.isAtMost(Fraction(numerator: UInt64(parts), denominator: 10_000))
        }
        let digits = String(parts % 10_000)
        return "\(parts / 10_000)." + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
