import Bytes

/// Distinct items, drawn without replacement.
package struct Sample: Hashable, Sendable {
    /// How the items follow from the seed; each can be redone by hand.
    package enum Rule: String, Sendable, CaseIterable {
        /// n ≤ N/2: tickets 1, 2, … in turn, picks seen before skipped, until n items are there.
        case drawn
        /// N/2 < n < N: by the same tickets, N − n items are drawn *to be left out*.
        case leftOut = "left-out"
        /// n ≥ N: every item; no ticket is drawn.
        case everything
    }

    package let rule: Rule
    /// The draws that were made, in order: what is in the sample, or for `leftOut` what is not.
    package let draws: [Draw]
    private let population: Int

    fileprivate init(rule: Rule, draws: [Draw], population: Int) {
        self.rule = rule
        self.draws = draws
        self.population = population
    }

    /// How many items there are.
    package var size: Int {
        switch rule {
        case .drawn: draws.count
        case .everything: population
        case .leftOut: population - draws.count
        }
    }

    /// The items of the sample, ascending.
    package var items: [Int] {
        switch rule {
        case .drawn: return draws.map(\.pick).sorted()
        case .everything: return Array(1...population)
        case .leftOut:
            let out = Set(draws.map(\.pick))
            return (1...population).filter { !out.contains($0) }
        }
    }
}

extension Sampler {
    /// Draws `size` distinct items; a size of the population or more takes them all.
    ///
    /// Expected work is proportional to min(size, population − size): fewer than two tickets an item.
    package func sample(_ size: Int) throws(SamplingError) -> Sample {
        guard size >= 1 else { throw SamplingError(.badSize, at: "size", "got \(size), want 1 or more") }
        if size >= population { return Sample(rule: .everything, draws: [], population: population) }
        if size <= population / 2 {
            return Sample(rule: .drawn, draws: distinct(size), population: population)
        }
        return Sample(rule: .leftOut, draws: distinct(population - size), population: population)
    }

    // At most half of the population is drawn, so a ticket is new with a chance of at least one half.
    private func distinct(_ count: Int) -> [Draw] {
        var seen = Set<Int>()
        var found: [Draw] = []
        for draw in picks where seen.insert(draw.pick).inserted {
            found.append(draw)
            if found.count == count { break }
        }
        return found
    }
}
