import Audit
import Bytes
import Sampling

/// Which steps are looked at, and what was opened for them.
struct SampleChoice {
    /// In ascending order, whatever order they were drawn in.
    let picks: StepPicks
    /// How they were drawn; none where every step is looked at.
    let strata: [DrawnStratum]
    /// What is known of withheld proofs, and what must be.
    var openings = Openings()

    /// Every step.
    init(everyStepOf population: Int) {
        picks = StepPicks(everyStepOf: population)
        strata = []
    }

    /// No step.
    init() { (picks, strata) = (StepPicks([]), []) }

    /// The steps that a request asks for; a ceremony is taken as it stands, whoever signed it.
    init(_ sample: VerificationRequest.Sample, population: Int) throws(SamplingError) {
        switch sample {
        case .none: self.init()
        case .everyStep: self.init(everyStepOf: population)
        case .drawn(let count, let seed):
            guard population > 0 else {
                self.init()
                return
            }
            let drawn = try Sampler(seed: seed, population: population).sample(min(count, population))
            self.init(drawnFrom: [
                DrawnStratum(number: 1, first: 1, last: population, seed: seed, sample: drawn)
            ])
        case .ceremony(let ceremony):
            self.init(drawnFrom: ceremony.draws)
        }
    }

    /// The steps that were drawn from each stratum.
    init(drawnFrom strata: [DrawnStratum]) {
        self.strata = strata
        let listed = strata.flatMap { stratum -> [StepJudge.Pick] in
            let tickets = Dictionary(
                uniqueKeysWithValues: stratum.sample.draws.map { ($0.pick, $0.ticket) }
            )
            let isDrawn = stratum.sample.rule == .drawn
            return stratum.sample.items.map {
                StepJudge.Pick(
                    ticket: isDrawn ? tickets[$0] : nil,
                    stratum: stratum.number,
                    pick: $0 + stratum.first - 1
                )
            }
        }
        picks = StepPicks(listed)
    }
}

/// Where the content of withheld proofs comes from, and of which kinds all of them must have been opened.
struct Openings: Sendable {
    /// Nil where nothing was opened.
    var content: VerificationRequest.Opening?
    var demanded: Set<String> = []
}
