import Sampling
import TestSupport
import Testing

@Suite("Against scipy", .enabled(if: Python.has("scipy"), "\(Python.missing)"))
struct ScipyTests {
    /// A line of the fixture: what was computed, its arguments and the answer.
    private struct Case: CustomStringConvertible {
        let kind: Substring
        let numbers: [Int]
        let description: String

        init(_ line: Substring) {
            let words = line.split(separator: " ")
            kind = words.first ?? ""
            numbers = words.dropFirst().compactMap { Int($0) }
            description = String(line)
        }

        func agrees() throws -> Bool {
            switch (kind, numbers.count) {
            case ("size", 6): return try size() == numbers[5]
            case ("bound", 6): return try good() == numbers[5]
            // Within 10^-6 of Clopper and Pearson, in units of 10^-12.
            case ("limit", 5): return try abs(limit() - numbers[4]) <= 1_000_000
            default: return false
            }
        }

        private func size() throws -> Int {
            try SampleSize.least(
                population: numbers[0],
                goodRate: numbers[1],
                allowed: numbers[2],
                confidence: Confidence(basisPoints: numbers[3], strata: numbers[4])
            )
        }

        private func good() throws -> Int {
            try PopulationBound.goodAtLeast(
                population: numbers[0],
                sampled: numbers[1],
                failed: numbers[2],
                confidence: Confidence(basisPoints: numbers[3], strata: numbers[4])
            )
        }

        private func limit() throws -> Int {
            let population = 1_000_000_000_000
            return try population
                - PopulationBound.goodAtLeast(
                    population: population,
                    sampled: numbers[0],
                    failed: numbers[1],
                    confidence: Confidence(basisPoints: numbers[2], strata: numbers[3])
                )
        }
    }

    @Test("sizes and bounds are those of hypergeom, and of beta for a population without end")
    func grid() throws {
        let outcome = try Python.run([
            "\(Vectors.packageRoot)/Tests/SamplingTests/Fixtures/scipy_grid.py"
        ])
        #expect(outcome.status == 0, "\(outcome.messages)")
        let lines = outcome.lines
        let cases = lines.filter { !$0.hasPrefix("left-out ") }.map { Case($0) }
        // Left out: ties, and what is too close for floating point.
        let leftOut = lines.last.flatMap { Int($0.dropFirst("left-out ".count)) } ?? .max
        #expect(leftOut <= 40)
        #expect(cases.count == 3_228 - leftOut)
        let tried = Effort.share(cases, oneIn: 12)
        #expect(Set(tried.map(\.kind)) == ["size", "bound", "limit"])
        for one in tried { #expect(try one.agrees(), "\(one)") }
    }
}
