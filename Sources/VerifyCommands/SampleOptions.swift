import ArgumentParser
import Sampling
import Verification

/// Which steps `verify` looks at.
struct SampleOptions: ParsableArguments {
    @Option(help: "Look at the proofs of so many steps, drawn by lot.") var sample: Int?
    @Option(help: "Seed of the draw; 20 decimal digits from dice, for example.") var seed: String?

    var isDrawn: Bool { sample != nil }

    func validate() throws {
        if sample != nil && seed == nil {
            throw ValidationError(
                "--sample needs --seed: throw dice for about 20 decimal digits, after the bundle was sealed"
            )
        }
        if seed != nil && sample == nil { throw ValidationError("--seed needs --sample") }
        if let sample, sample < 1 { throw ValidationError("--sample: got \(sample), want 1 or more") }
    }

    /// The options as they are written on a command line.
    var words: [String] {
        guard let sample, let seed else { return [] }
        return ["--sample", "\(sample)", "--seed", seed]
    }

    /// Puts the options into a request.
    func apply(to request: inout VerificationRequest) throws {
        guard let sample, let seed else { return }
        _ = try Sampler(seed: seed, population: 1)
        request.sample = .drawn(count: sample, seed: seed)
    }
}
