package import Bytes
package import Sampling

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

    /// Where the seeds came from.
    package enum Source: String, CaseIterable, Sendable {
        case ceremony, seed
    }

    /// Part of the population that had its own seed and its own draw.
    package struct Stratum: Hashable, Sendable {
        /// From 1.
        package let number: Int
        /// The picks that it is made of.
        package let first: Int
        package let last: Int
        package let seed: String
        /// How the items follow from the seed.
        package let rule: Sample.Rule
        package let sampled: Int
        package let failed: Int
        /// Exact lower bound of its good steps at the confidence, shared among all strata.
        package let goodAtLeast: Int

        package init(
            number: Int,
            first: Int,
            last: Int,
            seed: String,
            rule: Sample.Rule,
            sampled: Int,
            failed: Int,
            goodAtLeast: Int
        ) {
            self.number = number
            self.first = first
            self.last = last
            self.seed = seed
            self.rule = rule
            self.sampled = sampled
            self.failed = failed
            self.goodAtLeast = goodAtLeast
        }

        /// Steps of the stratum.
        package var population: Int { last - first + 1 }
    }

    /// The chance that a sample like this does not show so many bad steps.
    package struct Missed: Hashable, Sendable {
        package let bad: Int
        /// Four decimals, rounded up.
        package let probability: String

        package init(bad: Int, probability: String) {
            self.bad = bad
            self.probability = probability
        }
    }

    /// The ceremony that drew it: the signed plan and draw behind the seeds.
    package struct CeremonyRecord: Hashable, Sendable {
        package let plan: Digest
        package let draw: Digest
        /// What was thrown, or the value of the beacon that was looked up.
        package let dice: String?
        package let beacon: Digest?
        package let round: Int
        package let purpose: String
        package let previousPlan: Digest?
        /// Ids of the people who count, sorted.
        package let inspectors: [String]
        package let witnesses: [String]

        package init(
            plan: Digest,
            draw: Digest,
            dice: String? = nil,
            beacon: Digest? = nil,
            round: Int,
            purpose: String,
            previousPlan: Digest?,
            inspectors: [String],
            witnesses: [String]
        ) {
            self.plan = plan
            self.draw = draw
            self.dice = dice
            self.beacon = beacon
            self.round = round
            self.purpose = purpose
            self.previousPlan = previousPlan
            self.inspectors = inspectors
            self.witnesses = witnesses
        }
    }

    package let demands: Demands
    package let source: Source
    package let strata: [Stratum]
    package let missed: [Missed]
    /// Nil where somebody gave a seed.
    package let ceremony: CeremonyRecord?
    package let population: Int
    package let sampled: Int
    package let failed: Int
    /// Exact lower bound of the segment's good steps: all strata hold together at the confidence.
    package let goodAtLeast: Int
    /// Whether enough of the steps that were drawn verify.
    package let sampleHolds: Bool
    /// Whether enough of all steps are shown to be good.
    package let populationHolds: Bool

    /// Sums up strata.
    package init(demands: Demands, strata: [Stratum], missed: [Missed], ceremony: CeremonyRecord?) {
        self.demands = demands
        self.strata = strata
        self.missed = missed
        self.ceremony = ceremony
        source = ceremony == nil ? .seed : .ceremony
        population = strata.reduce(0) { $0 + $1.population }
        sampled = strata.reduce(0) { $0 + $1.sampled }
        failed = strata.reduce(0) { $0 + $1.failed }
        goodAtLeast = strata.reduce(0) { $0 + $1.goodAtLeast }
        sampleHolds = Percent.holds(sampled - failed, of: sampled, demands.sampleRate)
        populationHolds = Percent.holds(goodAtLeast, of: population, demands.goodRate)
    }

    /// Whether no stratum has more failures than are allowed.
    package var isWithinAllowed: Bool { strata.allSatisfy { $0.failed <= demands.allowed } }

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
