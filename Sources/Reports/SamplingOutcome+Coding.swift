import Bytes
import Sampling

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
            "population_verdict": .string(Word(populationHolds).rawValue),
            "sample_rate": .number(demands.sampleRate),
            "sample_verdict": .string(Word(sampleHolds).rawValue), "sampled": .number(sampled),
            "source": .string(source.rawValue), "strata": .array(strata.map(\.json)),
        ]
        members["ceremony"] = ceremony?.json
        return .object(members)
    }

    init(reading object: inout JSONObject) throws(FormatError) {
        var demands = Demands()
        demands.allowed = try object.integer("allowed")
        demands.confidence = try object.integer("confidence", in: 1...9_999)
        demands.goodRate = try object.integer("good_rate", in: 0...10_000)
        demands.sampleRate = try object.integer("sample_rate", in: 0...10_000)
        self.demands = demands
        population = try object.integer("population")
        goodAtLeast = try object.integer("good_at_least", in: 0...Int64(population))
        missed = try object.list("missed", Missed.init(reading:))
        populationHolds = try (object.word("population_verdict") as Word).holds
        sampleHolds = try (object.word("sample_verdict") as Word).holds
        sampled = try object.integer("sampled", in: 0...Int64(population))
        failed = try object.integer("failed", in: 0...Int64(sampled))
        source = try object.word("source")
        strata = try object.list("strata", Stratum.init(reading:))
        ceremony = try object.optionalSingle("ceremony", CeremonyRecord.init(reading:))
    }

    /// The verdicts on sample and population.
    private enum Word: String, CaseIterable {
        case pass, fail

        init(_ holds: Bool) { self = holds ? .pass : .fail }

        var holds: Bool { self == .pass }
    }
}

extension SamplingOutcome.Missed {
    /// In units of 1/10,000.
    package var basisPoints: Int {
        probability.utf8.filter { $0 != UInt8(ascii: ".") }.reduce(0) { $0 * 10 + Int($1 & 0xf) }
    }

    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        bad = try object.integer("bad", in: 1...JSON.largestInteger)
        probability = try object.probability("probability")
    }
}

extension SamplingOutcome.Stratum {
    fileprivate var json: JSON {
        [
            "failed": .number(failed), "first": .number(first), "good_at_least": .number(goodAtLeast),
            "last": .number(last), "number": .number(number), "rule": .string(rule.rawValue),
            "sampled": .number(sampled), "seed": .string(seed),
        ]
    }

    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        number = try object.integer("number", in: 1...JSON.largestInteger)
        first = try object.integer("first", in: 1...JSON.largestInteger)
        last = try object.integer("last", in: Int64(first)...JSON.largestInteger)
        let population = Int64(last - first + 1)
        sampled = try object.integer("sampled", in: 0...population)
        failed = try object.integer("failed", in: 0...Int64(sampled))
        goodAtLeast = try object.integer("good_at_least", in: 0...population)
        rule = try object.word("rule")
        seed = try object.seed("seed")
    }
}

extension SamplingOutcome.CeremonyRecord {
    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "draw": .digest(draw), "inspectors": .array(inspectors.map { .string($0) }),
            "plan": .digest(plan), "purpose": .string(purpose), "round": .number(round),
            "witnesses": .array(witnesses.map { .string($0) }),
        ]
        members["dice"] = dice.map { .string($0) }
        members["beacon"] = beacon.map { .digest($0) }
        members["previous_plan"] = previousPlan.map { .digest($0) }
        return .object(members)
    }

    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        purpose = try object.token("purpose")
        round = try object.integer("round", in: 1...JSON.largestInteger)
        plan = try object.digest("plan")
        previousPlan = try object.optionalDigest("previous_plan")
        draw = try object.digest("draw")
        dice = try object.optional("dice", Self.dice)
        beacon = try object.optionalDigest("beacon")
        inspectors = try object.strings("inspectors")
        witnesses = try object.strings("witnesses")
    }

    private static func dice(_ object: inout JSONObject, _ key: String) throws(FormatError) -> String {
        let digits = try object.string(key)
        guard (1...1_024).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw FormatError(.badValue, at: object.location(key), "want 1 to 1024 decimal digits") }
        return digits
    }
}
