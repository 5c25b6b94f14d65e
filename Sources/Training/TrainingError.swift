package import Bytes

/// Training or replay that had to stop: an unreadable recipe, a misfit, or numbers beyond what is proven safe.
package typealias TrainingError = Failure<TrainingErrorCode>

/// The codes of `TrainingError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum TrainingErrorCode: String, StableCode {
    case malformed
    case recipeBounds = "recipe-bounds"
    case recipeOverflow = "recipe-overflow"
    case wrongShape = "wrong-shape"
    case valueOutOfRange = "value-out-of-range"
    case weightBound = "weight-bound"
    case quantizationOverflow = "quantization-overflow"
}

extension TrainingError {
    /// Bytes that could not be read; the format's own code stays in the words.
    package init(_ error: FormatError, in document: String) {
        let place = error.location.isEmpty ? document : "\(document), \(error.location)"
        self.init(.malformed, at: place, "\(error.code.rawValue): \(error.detail)")
    }
}
