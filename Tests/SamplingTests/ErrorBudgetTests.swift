import Bytes
import Sampling
import TestSupport
import Testing

@Suite("Several statements together")
struct ErrorBudgetTests {
    @Test("a year of weeks at 95 % is as the tables have it")
    func year() throws {
        let budget = try ErrorBudget(confidences: Array(repeating: 9_500, count: 52))
        #expect(budget.independent == "0.9306")
        #expect(budget.union == "1.0000")
        #expect(ErrorBudget.each(of: 52, together: 9_500) == 9_991)
        let small = try ErrorBudget(confidences: [9_500, 9_900])
        #expect(small.independent == "0.0595" && small.union == "0.0600")
        let none = try ErrorBudget(confidences: [])
        #expect(none.independent == "0.0000" && none.union == "0.0000")
    }

    /// Lists of confidences: alike and mixed, short and as long as may be.
    private static let lists: [[Int]] =
        [1, 2, 3, 7, 52, 100, 1_000].flatMap { count in
            [1, 2_500, 5_000, 9_500, 9_900, 9_999].map { Array(repeating: $0, count: count) }
        }
        + (1...60).map { count in (0..<count).map { 1 + ($0 * 7_919 + count * 104_729) % 9_999 } }
        + (1...60).map { count in (0..<count).map { 9_800 + ($0 * 31 + count * 17) % 200 } }
        + [Array(repeating: 9_999, count: ErrorBudget.limit)]

    @Test(
        "chances are those of Python's fractions, rounded up",
        .enabled(if: Python.isThere, "install python3")
    )
    func fractions() throws {
        let script = """
            import fractions, math, sys
            for line in sys.stdin:
                product, total = 1, 0
                values = [int(word) for word in line.split()]
                for value in values:
                    product *= value
                    total += 10000 - value
                wrong = math.ceil((1 - fractions.Fraction(product, 10000 ** len(values))) * 10000)
                total = min(10000, total)
                print("%d.%04d %d.%04d" % (wrong // 10000, wrong % 10000, total // 10000, total % 10000))
            """
        let input = Self.lists.map { $0.map(String.init).joined(separator: " ") + "\n" }.joined()
        let outcome = try Python.run(["-c", script], input: input)
        #expect(outcome.status == 0, "\(outcome.messages)")
        let ours = try Self.lists.map { list in
            let budget = try ErrorBudget(confidences: list)
            return "\(budget.independent) \(budget.union)"
        }
        #expect(outcome.lines.map(String.init) == ours)
    }

    @Test("the confidence for each is the least that holds, and none where two decimals are too coarse")
    func each() throws {
        for total in [5_000, 9_000, 9_500, 9_900, 9_990] {
            for count in 1...600 {
                let share = 10_000 - total
                guard let each = ErrorBudget.each(of: count, together: total) else {
                    #expect(count > share)
                    continue
                }
                #expect((10_000 - each) * count <= share)
                #expect((10_000 - each + 1) * count > share)
            }
        }
    }

    @Test("what is no confidence, and more of them than can be multiplied exactly, is refused")
    func refused() {
        for list in [[0], [10_000], [9_500, -1], Array(repeating: 9_500, count: ErrorBudget.limit + 1)] {
            #expect(throws: SamplingError.self) { try ErrorBudget(confidences: list) }
        }
    }
}
