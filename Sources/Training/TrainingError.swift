package import Bytes

/// Training or replay that had to stop: an unreadable recipe, a misfit, or numbers beyond what is proven safe.
package struct TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        case malformed
        case recipeBounds = "recipe-bounds"
        case recipeOverflow = "recipe-overflow"
        case wrongShape = "wrong-shape"
        case valueOutOfRange = "value-out-of-range"
        case weightBound = "weight-bound"
        case quantizationOverflow = "quantization-overflow"
    }

    package let code: Code
    /// The recipe key, tensor cell, line or byte at fault.
    package let location: String
    package let detail: String

    package init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    /// Bytes that could not be read; the format's own code stays in the words.
    package init(_ error: FormatError, in document: String) {
        let place = error.location.isEmpty ? document : "\(document), \(error.location)"
        self.init(.malformed, at: place, "\(error.code.rawValue): \(error.detail)")
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}
