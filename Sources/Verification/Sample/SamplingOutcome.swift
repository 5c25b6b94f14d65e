import Audit
package import Bytes
import Sampling

/// What a sample says: of the steps that were drawn, and of all steps of the segment.
///
/// Rates and the confidence are in basis points; `Docs/statistics.md` says how the bound is computed.
package struct SamplingOutcome: Hashable, Sendable {
    /// What has to be shown for which verdict.
    package struct Demands: Hashable, Sendable {
        /// Steps that may fail in each stratum.
        package var allowed = 0
        package var confidence = 9_500
        /// Of the population.
        package var goodRate = 9_900
        /// Of the steps that were drawn.
        package var sampleRate = 9_900

        package init() {}
    }

    /// Part of the population that had its own seed and its own draw.
    package struct Stratum: Hashable, Sendable {
        /// From 1.
        package let number: Int
        /// The picks that it is made of.
        package let first: Int
        package let last: Int
        package let seed: String
        /// `drawn`, `left-out` or `everything`.
        package let rule: String
        package let sampled: Int
        package let failed: Int
        /// Exact lower bound of its good steps at the confidence, shared among all strata.
        package let goodAtLeast: Int

        package var population: Int { last - first + 1 }
    }

    /// The chance that a sample like this holds no bad step although so many are bad.
    package struct Missed: Hashable, Sendable {
        package let bad: Int
        /// Four decimals, rounded up.
        package let probability: String
    }

    /// The ceremony that drew it.
    package struct CeremonyRecord: Hashable, Sendable {
        /// What was thrown or looked up.
        package enum Outcome: Hashable, Sendable {
            case dice(String)
            case beacon(Digest)
        }

        package let plan: Digest
        package let draw: Digest
        package let outcome: Outcome
        package let round: Int
        package let purpose: String
        package let previousPlan: Digest?
        /// Ids of the people who count, sorted.
        package let inspectors: [String]
        package let witnesses: [String]
    }

    package let demands: Demands
    package let strata: [Stratum]
    package let missed: [Missed]
    /// Nil where somebody gave a seed.
    package let ceremony: CeremonyRecord?

    package var population: Int { strata.reduce(0) { $0 + $1.population } }
    package var sampled: Int { strata.reduce(0) { $0 + $1.sampled } }
    package var failed: Int { strata.reduce(0) { $0 + $1.failed } }
    /// Exact lower bound of the segment's good steps: all strata hold together at the confidence.
    package var goodAtLeast: Int { strata.reduce(0) { $0 + $1.goodAtLeast } }

    /// Whether no stratum has more failures than are allowed.
    package var isWithinAllowed: Bool { strata.allSatisfy { $0.failed <= demands.allowed } }
    /// Whether enough of the steps that were drawn verify.
    package var sampleHolds: Bool { Percent.holds(sampled - failed, of: sampled, demands.sampleRate) }
    /// Whether enough of all steps are shown to be good.
    package var populationHolds: Bool { Percent.holds(goodAtLeast, of: population, demands.goodRate) }
}

extension SamplingOutcome {
    /// Computes the bounds of a sample whose failed picks are known, ascending.
    init(
        _ drawn: [DrawnStratum],
        failed picks: [Int],
        demands: Demands,
        ceremony: CeremonyRecord?,
        time: TimeLimit = TimeLimit()
    ) throws {
        self.demands = demands
        self.ceremony = ceremony
        let confidence = try Confidence(basisPoints: demands.confidence, strata: drawn.count)
        var strata: [Stratum] = []
        for part in drawn {
            try time.check()
            let population = part.last - part.first + 1
            let sampled = part.sample.size
            let failed = picks.place(of: part.last + 1) - picks.place(of: part.first)
            strata.append(
                Stratum(
                    number: part.number,
                    first: part.first,
                    last: part.last,
                    seed: part.seed,
                    rule: part.sample.rule.rawValue,
                    sampled: sampled,
                    failed: failed,
                    goodAtLeast: try PopulationBound.goodAtLeast(
                        population: population,
                        sampled: sampled,
                        failed: failed,
                        confidence: confidence
                    )
                )
            )
        }
        self.strata = strata
        missed = try SamplingOutcome.missed(strata, allowed: demands.allowed)
    }

    /// For one bad step, ten, and a thousandth and a hundredth of all: in the stratum that would miss them most easily.
    private static func missed(_ strata: [Stratum], allowed: Int) throws(SamplingError) -> [Missed] {
        let population = strata.reduce(0) { $0 + $1.population }
        var found: [Missed] = []
        for bad in Set([1, 10, population / 1_000, population / 100]).sorted() where bad > 0 {
            var worst = ""
            for stratum in strata where bad <= stratum.population {
                let text = try ChanceOfMissing.text(
                    population: stratum.population,
                    bad: bad,
                    sampled: stratum.sampled,
                    allowed: allowed
                )
                worst = max(worst, text)
            }
            if !worst.isEmpty { found.append(Missed(bad: bad, probability: worst)) }
        }
        return found
    }

    /// Such as "297 of 300 sampled steps verify (99.00 %); 99 % wanted".
    package var sampleWords: String {
        "\(sampled - failed) of \(sampled) sampled steps verify (\(Percent.text(sampled - failed, of: sampled))); "
            + "\(Percent.text(basisPoints: demands.sampleRate)) wanted"
    }

    /// Such as "at least 9,743 of all 10,000 steps are good (97.43 %), with 95 % confidence; 99 % wanted".
    package var populationWords: String {
        "at least \(goodAtLeast) of all \(population) steps are good (\(Percent.text(goodAtLeast, of: population))), "
            + "with \(Percent.text(basisPoints: demands.confidence)) confidence; "
            + "\(Percent.text(basisPoints: demands.goodRate)) wanted"
    }
}

extension [Int] {
    /// How many are below `limit`; they ascend.
    fileprivate func place(of limit: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < limit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
