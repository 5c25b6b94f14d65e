package import Bytes

/// Why a paper and a bundle were not found to belong together, or what was typed wrong.
package enum FormFaultCode: String, StableCode {
    case character = "form-character"
    case length = "form-length"
    case check = "form-check"
    case word = "form-word"
    case wordCount = "form-word-count"
    case wordCheck = "form-word-check"
    case payload = "form-payload"
    case differs = "form-differs"
    case chainUnknown = "form-chain-unknown"

    /// True where the paper may be right and its typing is not.
    package var isTyping: Bool { self != .differs && self != .chainUnknown }
}

/// A fault with its place on the paper, such as `M1` or `word 7`.
package typealias FormFault = Failure<FormFaultCode>
