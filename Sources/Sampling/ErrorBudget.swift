import Bytes

/// What several statements on samples, each with a chance of error of its own, say together.
///
/// Integers throughout; what is rounded is rounded so that nothing looks better than it is.
package struct ErrorBudget: Hashable, Sendable {
    /// The exact product of so many confidences takes some 50 million multiplications.
    package static let limit = 10_000
    private static let base = 10_000

    /// In basis points, 1 to 9,999 each.
    package let confidences: [Int]

    package init(confidences: [Int]) throws(SamplingError) {
        guard confidences.count <= ErrorBudget.limit else {
            throw SamplingError(
                .tooLarge,
                at: "confidences",
                "got \(confidences.count), want at most \(ErrorBudget.limit)"
            )
        }
        guard confidences.allSatisfy({ (1..<ErrorBudget.base).contains($0) }) else {
            throw SamplingError(.badConfidence, at: "confidences", "want 1 to 9999 basis points")
        }
        self.confidences = confidences
    }

    /// Chance that at least one statement is wrong if each errs independently of the others: 1 − ∏ c, rounded up
    /// to four decimals ("0.9306" for 52 at 95 %).
    package var independent: String { ErrorBudget.text(ErrorBudget.base - product) }

    /// A bound of that chance whatever the statements have to do with each other: Σ (1 − c), at most 1; exact.
    package var union: String {
        ErrorBudget.text(min(ErrorBudget.base, confidences.reduce(0) { $0 + ErrorBudget.base - $1 }))
    }

    /// The least confidence, in whole basis points, at which so many statements hold together at `total`.
    ///
    /// By the union bound, so that it holds for statements that depend on each other too; nil where basis points are
    /// too coarse for it.
    ///
    /// - Precondition: count ≥ 1.
    package static func each(of count: Int, together total: Int) -> Int? {
        let share = (base - total) / count
        return (1..<base).contains(share) ? base - share : nil
    }

    // ∏ c in units of 10^-4, rounded down. Each confidence is one digit to the base 10^4, so the product of n of them has
    // at most n such digits, of which the highest is all that stands before the point of ∏ c · 10^4.
    private var product: Int {
        guard !confidences.isEmpty else { return ErrorBudget.base }
        var digits = [1]
        for confidence in confidences {
            var carry = 0
            for index in digits.indices {
                let value = digits[index] * confidence + carry
                digits[index] = value % ErrorBudget.base
                carry = value / ErrorBudget.base
            }
            if carry > 0 { digits.append(carry) }
        }
        return digits.count == confidences.count ? digits[confidences.count - 1] : 0
    }

    private static func text(_ parts: Int) -> String {
        let digits = String(parts % base)
        return "\(parts / base)." + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
