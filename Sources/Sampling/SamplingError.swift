package import Bytes

/// A sample that cannot be drawn, or a statement on one that cannot be made, as asked.
package typealias SamplingError = Failure<SamplingErrorCode>

/// The codes of `SamplingError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum SamplingErrorCode: String, StableCode {
    case badSeed = "sampling-seed"
    case badPopulation = "sampling-population"
    case badSize = "sampling-size"
    /// A confidence outside 1 to 9,999 basis points, or a number of strata that cannot be.
    case badConfidence = "sampling-confidence"
    /// A good rate outside 1 to 10,000 basis points.
    case badRate = "sampling-rate"
    /// A number of bad, failed or allowed items that cannot be.
    case badCount = "sampling-count"
    /// More items than the exact arithmetic is bounded to.
    case tooLarge = "sampling-too-large"
}
