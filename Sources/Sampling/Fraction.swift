/// A rational number of one word over another; the denominator is never 0.
struct Fraction: Hashable, Sendable {
    let numerator: UInt64
    let denominator: UInt64
}
