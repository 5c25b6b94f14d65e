package import Bytes

/// A review that could not be made, or a document of one that could not be read.
package typealias ReviewError = Failure<ReviewErrorCode>

/// The codes of `ReviewError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum ReviewErrorCode: String, StableCode {
    /// A word list is no UTF-8, too long, or has a line without a word.
    case wordList = "review-word-list"
    case malformed = "review-malformed"
    /// Something that was to be waived or signed is not there, or was signed already.
    case refused = "review-refused"
    /// A file changed while it was looked at.
    case changed = "review-changed"
}
