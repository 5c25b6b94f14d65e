import Markup
import Reports

/// What a sample says, in plain sentences that page and text share.
enum SampleWords {
    static func ofSample(_ sampling: SamplingOutcome) -> String {
        let good = sampling.sampled - sampling.failed
        let share = ReportWords.percent(ReportWords.share(good, of: sampling.sampled))
        return "\(Words.count(good)) of \(Words.plural(sampling.sampled, "sampled step")) verify "
            + "(\(share)); wanted \(ReportWords.percent(sampling.demands.sampleRate))."
    }

    static func ofPopulation(_ sampling: SamplingOutcome) -> String {
        let share = ReportWords.percent(ReportWords.share(sampling.goodAtLeast, of: sampling.population))
        return "At least \(share) of all \(Words.plural(sampling.population, "step")) are good "
            + "(\(Words.count(sampling.goodAtLeast))), with \(ReportWords.percent(sampling.demands.confidence)) "
            + "confidence; wanted \(ReportWords.percent(sampling.demands.goodRate))."
    }

    /// What the table of chances means.
    static func blindness(_ sampling: SamplingOutcome) -> String {
        let allowed =
            sampling.demands.allowed == 0
            ? "with no failure in it"
            : "with at most \(Words.plural(sampling.demands.allowed, "failure")) in each stratum"
        return
            "A sample of \(Words.plural(sampling.sampled, "step")) gives no certainty about the other steps. "
            + "This is how often a fair draw comes out \(allowed), although steps are bad:"
    }

    /// For a report that makes no statement on the population.
    static func plain(_ document: Report) -> String {
        guard document.stepsChecked > 0 else { return "No step's proofs were checked." }
        let valid = "\(Words.count(document.stepsValid)) of "
        let looked = Words.plural(document.stepsChecked, "step")
        let drawn = document.seed == nil ? "" : " drawn at random"
        let rest = "This report states no bound for the others."
        guard let population = document.bundle?.population, population > document.stepsChecked else {
            return "\(valid)\(looked)\(drawn) verify."
        }
        return "\(valid)\(looked)\(drawn) verify, of \(Words.count(population)) in the segment. \(rest)"
    }
}
