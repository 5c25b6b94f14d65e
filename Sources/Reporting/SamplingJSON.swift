import Bytes
import Verification

extension SamplingOutcome {
    /// The member `sampling` of a report.
    var json: JSON {
        var members: [String: JSON] = [
            "allowed": .number(demands.allowed), "confidence": .number(demands.confidence),
            "failed": .number(failed), "good_at_least": .number(goodAtLeast),
            "good_rate": .number(demands.goodRate),
            "missed": .array(
                missed.map { ["bad": .number($0.bad), "probability": .string($0.probability)] }
            ),
            "population": .number(population),
            "population_verdict": .string(populationHolds ? "pass" : "fail"),
            "sample_rate": .number(demands.sampleRate),
            "sample_verdict": .string(sampleHolds ? "pass" : "fail"), "sampled": .number(sampled),
            "source": .string(ceremony == nil ? "seed" : "ceremony"), "strata": .array(strata.map(\.json)),
        ]
        members["ceremony"] = ceremony?.json
        return .object(members)
    }
}

extension SamplingOutcome.Stratum {
    fileprivate var json: JSON {
        [
            "failed": .number(failed), "first": .number(first), "good_at_least": .number(goodAtLeast),
            "last": .number(last), "number": .number(number), "rule": .string(rule),
            "sampled": .number(sampled), "seed": .string(seed),
        ]
    }
}

extension SamplingOutcome.CeremonyRecord {
    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "draw": .digest(draw), "inspectors": .array(inspectors.map { .string($0) }),
            "plan": .digest(plan), "purpose": .string(purpose), "round": .number(round),
            "witnesses": .array(witnesses.map { .string($0) }),
        ]
        switch outcome {
        case .dice(let digits): members["dice"] = .string(digits)
        case .beacon(let value): members["beacon"] = .digest(value)
        }
        members["previous_plan"] = previousPlan.map { .digest($0) }
        return .object(members)
    }
}
