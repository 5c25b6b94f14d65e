import Audit
import Bytes
import Reports
import Sampling

extension SamplingOutcome {
    /// Computes the bounds of a sample whose failed picks are known, ascending.
    init(
        _ drawn: [DrawnStratum],
        failed picks: [Int],
        demands: Demands,
        ceremony: CeremonyRecord?,
        time: TimeLimit = TimeLimit()
    ) throws {
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
                    rule: part.sample.rule,
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
        self.init(
            demands: demands,
            strata: strata,
            missed: try SamplingOutcome.missed(strata, allowed: demands.allowed),
            ceremony: ceremony
        )
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
