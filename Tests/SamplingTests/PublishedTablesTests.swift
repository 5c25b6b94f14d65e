import Sampling
import Testing

/// Appendix A of the AICPA's Audit Guide "Audit Sampling" (2017).
///
/// Its tables are of the binomial distribution: a population without end. Numbers as transcribed in the tests of the R
/// package jfa (Derks), whose authors name these deviations from the print, which the exact numbers replace here: at a
/// tolerable rate of 7 % and expected rates of 3.25 % and 3.5 %, A-2 prints 112 and P(X ≤ 4 | 112, 7 %) is above 10 %,
/// so it is 113. jfa itself has 423 and 1,313 in A-2 at (5 %, 3.5 %) and (8 %, 7 %), from 14.000000000000002 and
/// 91.00000000000001 expected deviations that were rounded up; with 14 and 91 it is 400 and 1,300.
private enum AuditSampling {
    /// Expected rates of deviation, in basis points: the rows of.
    static let expected =
        Array(stride(from: 0, through: 400, by: 25)) + [
            500, 600, 700, 800, 900, 1_000, 1_250, 1_500, 1_750,
        ]

    /// Tolerable rate in percent, and the sample sizes below it: risk of overreliance 5 %.
    static let a1: [(Int, [Int])] = [
        (2, [149, 236, 313, 386, 590, 1_030]),
        (3, [99, 157, 157, 208, 257, 303, 392, 562, 846, 1_466]),
        (4, [74, 117, 117, 117, 156, 156, 192, 227, 294, 390, 513, 722, 1_098, 1_936]),
        (5, [59, 93, 93, 93, 93, 124, 124, 153, 181, 208, 234, 286, 361, 458, 624, 877, 1_348]),
        (6, [49, 78, 78, 78, 78, 78, 103, 103, 127, 127, 150, 173, 195, 238, 280, 341, 421, 1_580]),
        (7, [42, 66, 66, 66, 66, 66, 66, 88, 88, 88, 109, 109, 129, 148, 167, 185, 221, 478, 1_832]),
        (8, [36, 58, 58, 58, 58, 58, 58, 77, 77, 77, 77, 95, 95, 112, 112, 129, 146, 240, 532]),
        (9, [32, 51, 51, 51, 51, 51, 51, 51, 68, 68, 68, 68, 84, 84, 84, 100, 100, 158, 266, 585]),
        (10, [29, 46, 46, 46, 46, 46, 46, 46, 46, 61, 61, 61, 61, 61, 76, 76, 89, 116, 179, 298, 649]),
        (
            15,
            [
                19, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 40, 40, 40, 40, 50, 68, 85, 110,
                150, 576,
            ]
        ),
        (
            20,
            [
                14, 22, 22, 22, 22, 22, 22, 22, 22, 22, 22, 22, 22, 22, 22, 22, 22, 30, 30, 37, 37, 44,
                50, 88, 193, 720,
            ]
        ),
    ]

    /// The same for 10 %.
    static let a2: [(Int, [Int])] = [
        (2, [114, 194, 194, 265, 398, 708, 1_463]),
        (3, [76, 129, 129, 129, 176, 221, 265, 390, 590, 974]),
        (4, [57, 96, 96, 96, 96, 132, 132, 166, 198, 262, 353, 471, 730, 1_258]),
        (5, [45, 77, 77, 77, 77, 77, 105, 105, 132, 132, 158, 209, 258, 306, 400, 583, 873]),
        (6, [38, 64, 64, 64, 64, 64, 64, 88, 88, 88, 110, 132, 132, 153, 194, 235, 274, 1_019]),
        (7, [32, 55, 55, 55, 55, 55, 55, 55, 75, 75, 75, 94, 94, 113, 113, 131, 149, 318, 1_150]),
        (8, [28, 48, 48, 48, 48, 48, 48, 48, 48, 65, 65, 65, 65, 82, 82, 98, 98, 160, 349, 1_300]),
        (9, [25, 42, 42, 42, 42, 42, 42, 42, 42, 42, 58, 58, 58, 58, 73, 73, 73, 115, 182, 385, 1_437]),
        (
            10,
            [
                22, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 52, 52, 52, 52, 52, 65, 78, 116, 199, 424,
                1_577,
            ]
        ),
        (
            15,
            [
                15, 25, 25, 25, 25, 25, 25, 25, 25, 25, 25, 25, 25, 25, 25, 25, 25, 34, 43, 52, 60, 77,
                100, 368,
            ]
        ),
        (
            20,
            [
                11, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 25, 25, 25, 32,
                38, 63, 126, 457,
            ]
        ),
    ]

    /// Sample size, and upper limits in tenths of a percent for 0 to 3 deviations: risk of overreliance 5 %.
    static let a3: [(Int, [Int])] = [
        (20, [140, 217, 283, 344]),
        (25, [113, 177, 232, 282]),
        (30, [96, 149, 196, 239]),
        (35, [83, 129, 170, 207]),
        (40, [73, 114, 150, 183]),
        (45, [65, 102, 134, 164]),
        (50, [59, 92, 121, 148]),
        (55, [54, 84, 111, 135]),
        (60, [49, 77, 102, 125]),
        (65, [46, 71, 94, 115]),
        (70, [42, 66, 88, 108]),
        (75, [40, 62, 82, 101]),
        (80, [37, 58, 77, 95]),
        (90, [33, 52, 69, 84]),
        (100, [30, 47, 62, 76]),
        (125, [24, 38, 50, 61]),
        (150, [20, 32, 42, 51]),
        (200, [15, 24, 32, 39]),
        (300, [10, 16, 21, 26]),
        (400, [8, 12, 16, 20]),
        (500, [6, 10, 13, 16]),
    ]

    /// The same for 10 %.
    static let a4: [(Int, [Int])] = [
        (20, [109, 181, 245, 305]),
        (25, [88, 147, 200, 249]),
        (30, [74, 124, 168, 210]),
        (35, [64, 107, 145, 182]),
        (40, [56, 94, 128, 160]),
        (45, [50, 84, 114, 143]),
        (50, [46, 76, 103, 129]),
        (55, [42, 69, 94, 118]),
        (60, [38, 64, 87, 108]),
        (65, [35, 59, 80, 100]),
        (70, [33, 55, 75, 93]),
        (75, [31, 51, 70, 87]),
        (80, [29, 48, 66, 82]),
        (90, [26, 43, 59, 73]),
        (100, [23, 39, 53, 66]),
        (125, [19, 31, 43, 53]),
        (150, [16, 26, 36, 44]),
        (200, [12, 20, 27, 34]),
        (300, [8, 13, 18, 23]),
        (400, [6, 10, 14, 17]),
        (500, [5, 8, 11, 14]),
    ]
}

@Suite("Tables that auditors use")
struct PublishedTablesTests {
    private static let population = 1_000_000_000_000_000

    @Test("sample sizes are those of tables A-1 and A-2", arguments: [(95, 194), (90, 198)])
    func sizes(percent: Int, count: Int) throws {
        let table = percent == 95 ? AuditSampling.a1 : AuditSampling.a2
        var known: [[Int]: Int] = [:]
        for (tolerable, sizes) in table {
            for (rate, size) in zip(AuditSampling.expected, sizes) {
                let allowed = (size * rate + 9_999) / 10_000
                let ours = try known[[tolerable, allowed]] ?? least(tolerable, allowed, percent)
                known[[tolerable, allowed]] = ours
                #expect(ours == size, "\(tolerable) %, \(rate) bp, \(allowed)")
            }
        }
        #expect(table.reduce(0) { $0 + $1.1.count } == count)
    }

    private func least(_ tolerable: Int, _ allowed: Int, _ percent: Int) throws -> Int {
        try SampleSize.least(
            population: Self.population,
            goodRate: 10_000 - 100 * tolerable,
            allowed: allowed,
            confidence: .percent(percent)
        )
    }

    @Test("upper limits for 0 to 3 deviations are those of tables A-3 and A-4", arguments: [95, 90])
    func limits(percent: Int) throws {
        for (size, limits) in percent == 95 ? AuditSampling.a3 : AuditSampling.a4 {
            for (failed, limit) in limits.enumerated() {
                let good = try PopulationBound.goodAtLeast(
                    population: Self.population,
                    sampled: size,
                    failed: failed,
                    confidence: .percent(percent)
                )
                let tenths = ((Self.population - good) * 1_000 + Self.population - 1) / Self.population
                #expect(tenths == limit, "\(size) \(failed)")
            }
        }
    }
}
