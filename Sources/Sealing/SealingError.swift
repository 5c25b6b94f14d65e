/// A segment that could not be sealed.
package struct SealingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        case badSegment = "seal-segment"
        case badOption = "seal-option"
        case outputExists = "seal-output-exists"
        case disclosure = "seal-disclosure"
        case commitment = "seal-commitment"
        case notPrepared = "seal-not-prepared"
        case ownOutput = "seal-own-output"
        case noSignature = "seal-no-signature"
        case review = "seal-review"
    }

    package let code: Code
    package let location: String
    package let detail: String

    package init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    package var description: String { "\(code.rawValue): \(location): \(detail)" }
}
