import Bytes

/// What a step reports beside its digests, as decimal strings of at most six digits.
package struct Metrics: Hashable, Sendable {
    /// Mean over the batch of the squared error summed over classes.
    package let loss: String
    /// Share of the batch whose largest output is its label's.
    package let accuracy: String

    /// From Σ D_L², at twice the delta scale, and the number of right predictions.
    init(squaredError: UInt128, right: Int, recipe: IntegerRecipe) {
        let one = UInt128(recipe.batch) << UInt128(2 * recipe.deltaScale)
        loss = Metrics.decimal(squaredError, over: one)
        accuracy = Metrics.decimal(UInt128(right), over: UInt128(recipe.batch))
    }

    /// The quotient rounded down, four fraction digits or as many as six digits leave; at most 999999.
    package static func decimal(_ numerator: UInt128, over denominator: UInt128) -> String {
        let whole = numerator / denominator
        guard whole <= 999_999 else { return "999999" }
        let digits = String(whole)
        let places = min(4, 6 - digits.utf8.count)
        guard places > 0 else { return digits }
        var rest = numerator % denominator
        var fraction = ""
        for _ in 0..<places {
            rest *= 10
            fraction += String(rest / denominator)
            rest %= denominator
        }
        return "\(digits).\(fraction)"
    }
}
