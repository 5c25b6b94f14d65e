import Bytes

/// A review that could not be made, or a document of one that could not be read.
package struct ReviewError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        /// A word list is no UTF-8, too long, or has a line without a word.
        case wordList = "review-word-list"
        case malformed = "review-malformed"
        /// Something that was to be waived or signed is not there, or was signed already.
        case refused = "review-refused"
        /// A file changed while it was looked at.
        case changed = "review-changed"
    }

    package let code: Code
    /// The member of the document, the line or the file; never what stands there.
    package let location: String
    package let detail: String

    package init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}

/// Runs `body`; a format error comes out as an error of this target.
func reading<Value>(_ body: () throws(FormatError) -> Value) throws(ReviewError) -> Value {
    do { return try body() } catch {
        throw ReviewError(.malformed, at: error.location, "\(error.code.rawValue): \(error.detail)")
    }
}
