import Audit
import Bytes
import Sampling

/// Which steps are looked at.
struct SampleChoice {
    /// In ascending order, whatever order they were drawn in.
    let picks: [StepJudge.Pick]
    /// How they were drawn; none where every step is looked at.
    let strata: [DrawnStratum]

    /// Every step.
    init(everyStepOf population: Int) {
        picks = population == 0 ? [] : (1...population).map { StepJudge.Pick(pick: $0) }
        strata = []
    }

    /// No step.
    init() { (picks, strata) = ([], []) }

    /// The steps that were drawn from each stratum.
    init(drawnFrom strata: [DrawnStratum]) {
        self.strata = strata
        picks = strata.flatMap { stratum -> [StepJudge.Pick] in
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
    }
}
