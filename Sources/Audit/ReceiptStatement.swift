import Bytes

extension Receipt {
    /// What the steps that were looked at show of all steps of the segment.
    package struct Statement: Hashable, Sendable {
        /// Who chose the steps that were looked at.
        package enum Source: String, Sendable, CaseIterable {
            /// Nobody: every step was.
            case everyStep = "every-step"
            case ceremony, seed
        }

        package let source: Source
        package let population: Int
        package let sampled: Int
        package let failed: Int
        /// Lower bound of the good steps of the segment.
        package let goodAtLeast: Int
        /// In basis points; nil where every step was looked at and nothing is a matter of chance.
        package let confidence: Int?

        package init(
            source: Source,
            population: Int,
            sampled: Int,
            failed: Int,
            goodAtLeast: Int,
            confidence: Int?
        ) {
            self.source = source
            self.population = population
            self.sampled = sampled
            self.failed = failed
            self.goodAtLeast = goodAtLeast
            self.confidence = confidence
        }
    }
}

extension Receipt.Statement {
    var json: JSON {
        var members: [String: JSON] = [
            "failed": .number(failed), "good_at_least": .number(goodAtLeast),
            "population": .number(population), "sampled": .number(sampled),
            "source": .string(source.rawValue),
        ]
        members["confidence"] = confidence.map { .number($0) }
        return .object(members)
    }

    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        population = try object.integer("population", in: 1...JSON.largestInteger)
        sampled = try object.integer("sampled", in: 1...Int64(population))
        failed = try object.integer("failed", in: 0...Int64(sampled))
        goodAtLeast = try object.integer("good_at_least", in: 0...Int64(population - failed))
        confidence = try object.optional("confidence") { o, k throws(FormatError) in
            try o.integer(k, in: 1...9_999)
        }
        let word = try object.string("source")
        guard let source = Source(rawValue: word) else {
            let known = Source.allCases.map(\.rawValue).joined(separator: ", ")
            throw FormatError(
                .badValue,
                at: object.location("source"),
                "got \"\(word.prefix(40))\", want \(known)"
            )
        }
        self.source = source
        let isWhole = source == .everyStep
        guard (confidence == nil) == isWhole,
            !isWhole || (sampled == population && goodAtLeast == population - failed)
        else {
            throw FormatError(
                .badValue,
                at: object.location("source"),
                "want a confidence with a sample, and every step without one"
            )
        }
        try object.end()
    }
}
