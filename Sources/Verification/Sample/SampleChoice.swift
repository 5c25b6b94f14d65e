import Bytes
import Sampling

/// Which steps are looked at.
struct SampleChoice {
    let picks: [StepJudge.Pick]
    let seed: String?

    /// Draws from `population` steps; picks ascend, whatever order they were drawn in.
    init(_ sample: VerificationRequest.Sample, population: Int) throws {
        switch sample {
        case .everyStep:
            seed = nil
            picks = population == 0 ? [] : (1...population).map { StepJudge.Pick(ticket: nil, pick: $0) }
        case .none:
            seed = nil
            picks = []
        case .drawn(let count, let seed):
            self.seed = seed
            guard population > 0 else {
                picks = []
                return
            }
            let drawn = try Sampler(seed: seed, population: population).sample(min(count, population))
            let tickets = Dictionary(uniqueKeysWithValues: drawn.draws.map { ($0.pick, $0.ticket) })
            picks = drawn.items.sorted().map { StepJudge.Pick(ticket: tickets[$0], pick: $0) }
        }
    }
}
