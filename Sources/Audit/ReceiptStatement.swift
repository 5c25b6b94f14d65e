package import Bytes

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

extension Receipt.Statement: FieldCoded {
    package init(_ fields: inout Fields<Receipt.Statement>) throws(FormatError) {
        population = try fields("population", \.population, .integer(in: 1...JSON.largestInteger))
        sampled = try fields("sampled", \.sampled, .integer(in: 1...Int64(population)))
        failed = try fields("failed", \.failed, .integer(in: 0...Int64(sampled)))
        goodAtLeast = try fields("good_at_least", \.goodAtLeast, .integer(in: 0...Int64(population - failed)))
        confidence = try fields("confidence", \.confidence, .integer(in: 1...9_999))
        source = try fields("source", \.source, .word)
        let isWhole = source == .everyStep
        guard (confidence == nil) == isWhole,
            !isWhole || (sampled == population && goodAtLeast == population - failed)
        else {
            throw fields.refusal(
                "source",
                "want a confidence with a sample, and every step counted without"
            )
        }
    }
}
