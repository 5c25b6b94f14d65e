import Bytes

/// What the sample says of itself and of all steps, and what it cannot see.
struct SamplingStatement: Sendable {
    enum Judgement: String, CaseIterable, Sendable {
        case pass, fail
    }

    /// Where the seeds came from.
    enum Source: String, CaseIterable, Sendable {
        case ceremony, seed
    }

    /// How the items follow from the seed; `Sampling` draws them.
    enum Rule: String, CaseIterable, Sendable {
        case drawn
        case leftOut = "left-out"
        case everything
    }

    /// The chance that a sample like this one does not show so many bad steps.
    struct Missed: Sendable {
        let bad: Int
        /// In units of 1/10,000.
        let basisPoints: Int
    }

    /// A part of the steps with a sample and a seed of its own.
    struct Stratum: Sendable {
        let number: Int
        let first: Int
        let last: Int
        let sampled: Int
        let failed: Int
        let goodAtLeast: Int
        let rule: Rule
        let seed: String

        /// Steps of the stratum.
        var population: Int { last - first + 1 }
    }

    /// The signed plan and draw behind the seeds.
    struct Ceremony: Sendable {
        let purpose: String
        let round: Int
        let plan: Digest
        let previousPlan: Digest?
        let draw: Digest
        let dice: String?
        let beacon: Digest?
        let inspectors: [String]
        let witnesses: [String]
    }

    /// Failures that the plan allows in each stratum.
    let allowed: Int
    let confidence: Int
    let goodAtLeast: Int
    let goodRate: Int
    let missed: [Missed]
    let population: Int
    let populationVerdict: Judgement
    let sampleRate: Int
    let sampleVerdict: Judgement
    let sampled: Int
    let failed: Int
    let source: Source
    let strata: [Stratum]
    let ceremony: Ceremony?
}

extension SamplingStatement {
    init(reading object: inout JSONObject) throws(FormatError) {
        allowed = try object.integer("allowed")
        confidence = try object.integer("confidence", in: 1...9_999)
        population = try object.integer("population")
        goodAtLeast = try object.integer("good_at_least", in: 0...Int64(population))
        goodRate = try object.integer("good_rate", in: 0...10_000)
        missed = try object.list("missed", Missed.init(reading:))
        populationVerdict = try object.word("population_verdict")
        sampleRate = try object.integer("sample_rate", in: 0...10_000)
        sampleVerdict = try object.word("sample_verdict")
        sampled = try object.integer("sampled", in: 0...Int64(population))
        failed = try object.integer("failed", in: 0...Int64(sampled))
        source = try object.word("source")
        strata = try object.list("strata", Stratum.init(reading:))
        ceremony = try object.optionalSingle("ceremony", Ceremony.init(reading:))
    }

    /// A seed as `Sampler` takes it: text of 1 to 1,024 bytes without control characters.
    static func seed(_ object: inout JSONObject, _ key: String) throws(FormatError) -> String {
        let text = try object.string(key)
        let isText = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard (1...1_024).contains(text.utf8.count), isText else {
            throw FormatError(
                .badValue,
                at: object.location(key),
                "want 1 to 1024 bytes without control characters"
            )
        }
        return text
    }
}

extension SamplingStatement.Missed {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        bad = try object.integer("bad", in: 1...JSON.largestInteger)
        basisPoints = try object.probability("probability")
    }
}

extension SamplingStatement.Stratum {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        number = try object.integer("number", in: 1...JSON.largestInteger)
        first = try object.integer("first", in: 1...JSON.largestInteger)
        last = try object.integer("last", in: Int64(first)...JSON.largestInteger)
        let population = Int64(last - first + 1)
        sampled = try object.integer("sampled", in: 0...population)
        failed = try object.integer("failed", in: 0...Int64(sampled))
        goodAtLeast = try object.integer("good_at_least", in: 0...population)
        rule = try object.word("rule")
        seed = try SamplingStatement.seed(&object, "seed")
    }
}

extension SamplingStatement.Ceremony {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        purpose = try object.token("purpose")
        round = try object.integer("round", in: 1...JSON.largestInteger)
        plan = try object.digest("plan")
        previousPlan = try object.optional("previous_plan") { (object, key) throws(FormatError) in
            try object.digest(key)
        }
        draw = try object.digest("draw")
        dice = try object.optional("dice", Self.dice)
        beacon = try object.optional("beacon") { (object, key) throws(FormatError) in
            try object.digest(key)
        }
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
