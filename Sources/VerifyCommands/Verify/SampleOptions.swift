import ArgumentParser
import Audit
import Bytes
import Verification

/// Which steps `verify` looks at.
package struct SampleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Check the steps that this audit file drew.", valueName: "ceremony"),
        completion: .file()
    )
    var plan: String?
    @Option(help: "Check this many randomly drawn steps.") var sample: Int?
    @Option(
        help: "The seed of the draw, such as 20 decimal digits from dice; spaces are left out.",
        transform: Typed.seed
    )
    var seed: String?
    @Option(
        help: ArgumentHelp(
            "Check this step too, counted from 1 in the segment; not part of the sample (repeatable).",
            valueName: "number"
        )
    )
    var pick: [Int] = []

    package init() {}

    var isDrawn: Bool { sample != nil || plan != nil }

    package func validate() throws {
        if plan != nil && sample != nil {
            throw ValidationError("--plan and --sample exclude each other: the plan states the sample size")
        }
        if sample != nil && seed == nil {
            throw ValidationError(
                "--sample needs --seed: throw dice for about 20 decimal digits, after the bundle was sealed"
            )
        }
        if seed != nil && sample == nil {
            throw ValidationError(
                plan == nil
                    ? "--seed needs --sample"
                    : "--plan and --seed exclude each other: the audit file contains the seed"
            )
        }
        if let sample, sample < 1 { throw ValidationError("--sample: got \(sample), want 1 or more") }
        if let bad = pick.first(where: { $0 < 1 }) {
            throw ValidationError("--pick: got \(bad), want 1 or more")
        }
    }

    /// The options as they are written on a command line.
    var words: [String] {
        if let plan { return ["--plan", plan] }
        guard let sample, let seed else { return [] }
        return ["--sample", "\(sample)", "--seed", seed]
    }

    /// Puts the options into a request.
    func apply(to request: inout VerificationRequest) throws {
        request.targets = pick
        if let plan {
            let bytes = try File.contents(of: plan, limit: Ceremony.fileLimit)
            do { request.sample = .ceremony(try Ceremony(canonical: Inputs.document(bytes))) } catch {
                throw CommandFailure(
                    "\(plan): \(error)",
                    hint: "want an audit file that `bulla audit draw` finished"
                )
            }
        } else if let sample, let seed {
            request.sample = .drawn(count: sample, seed: seed)
        }
    }
}
