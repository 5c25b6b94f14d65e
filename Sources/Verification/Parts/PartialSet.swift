import Bytes

/// Partial reports that belong together: each shard once, none missing, all with the same inputs.
package struct PartialSet {
    /// Ascending by shard.
    let parts: [PartialReport]

    /// - Parameter inputs: those of the run that merges; their manifest is compared once it is known.
    init(_ given: [PartialReport], inputs: VerificationInputs) throws(PartialError) {
        parts = given.sorted { $0.shard < $1.shard }
        guard let first = parts.first else {
            throw PartialError(.missing, at: "merge", "no partial report was given")
        }
        if let other = parts.first(where: { $0.of != first.of }) {
            throw PartialError(.shards, other, "is one of \(other.of), others are of \(first.of)")
        }
        for part in parts {
            let different = part.inputs.differences(from: inputs).filter { $0 != "manifest" }
            guard let key = different.first else { continue }
            throw PartialError(
                .inputs,
                part,
                "its \(different.joined(separator: ", ")) differ: got \(key) \(part.inputs.text(key)), "
                    + "want \(inputs.text(key))"
            )
        }
        for (part, next) in zip(parts, parts.dropFirst()) where part.shard == next.shard {
            throw PartialError(.twice, part, "is given twice; give one report for each shard")
        }
        let lost = PartialSet.lost(parts)
        guard lost.isEmpty else {
            let more = lost.count > 20 ? " and \(lost.count - 20) more" : ""
            throw PartialError(
                .missing,
                at: "shard \(lost.prefix(20).joined(separator: ", "))\(more)",
                "no partial report: it was lost, or never finished",
                again: lost
            )
        }
    }

    /// Shards that none of the reports is of, as `3/8`; as many as the first report says there are.
    package static func lost(_ parts: [PartialReport]) -> [String] {
        guard let first = parts.first else { return [] }
        return Set(1...first.of).subtracting(parts.map(\.shard)).sorted().map { "\($0)/\(first.of)" }
    }
}
