import Bytes

/// How sure a statement on a whole population is, and over how many strata the chance of error is shared.
///
/// The chance of error of each stratum is (10,000 − basisPoints) / (10,000 · strata), so that all strata together
/// err with a chance of at most 1 − confidence (Bonferroni).
package struct Confidence: Hashable, Sendable {
    /// As many steps as a bundle can hold: each stratum has one.
    package static let strataLimit = 4_194_304

    /// 1 to 9,999; 9,500 is 95 %.
    package let basisPoints: Int
    package let strata: Int

    package init(basisPoints: Int, strata: Int = 1) throws(SamplingError) {
        guard (1...9_999).contains(basisPoints) else {
            throw SamplingError(.badConfidence, at: "confidence", "got \(basisPoints), want 1 to 9999")
        }
        guard (1...Confidence.strataLimit).contains(strata) else {
            throw SamplingError(
                .badConfidence,
                at: "strata",
                "got \(strata), want 1 to \(Confidence.strataLimit)"
            )
        }
        self.basisPoints = basisPoints
        self.strata = strata
    }

    /// α: the chance of error that a statement on one stratum may have.
    var risk: Fraction {
        Fraction(numerator: UInt64(10_000 - basisPoints), denominator: 10_000 * UInt64(strata))
    }
}
