package enum PopulationBound {
    package static func goodAtLeast(population: Int, sampled: Int, failed: Int, confidence: Confidence)
        throws(SamplingError) -> Int
    { 0 }
}
package enum ChanceOfMissing {
    package static func text(population: Int, bad: Int, sampled: Int, allowed: Int = 0) throws(SamplingError)
        -> String
    { "1.0000" }
}
