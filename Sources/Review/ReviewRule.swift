/// What a hit is a hit of; `Formats/review-v1.md` section 4.
package enum ReviewRule: String, Sendable, CaseIterable, Comparable {
    /// A term of a word list.
    case word
    /// A social security number of the USA.
    case ssn
    /// A number behind a label that says that it is a patient's.
    case recordNumber = "record-number"
    case email
    case ipAddress = "ip-address"
    case privateKey = "private-key"
    /// A token that opens a service.
    case accessKey = "access-key"
    /// A classification above that of the bundle.
    case marking
    /// A long token that looks random.
    case entropy
    /// A file of a kind that is not wanted.
    case fileType = "file-type"
    /// A file of no kind that is known.
    case opaque
    /// Something inside that was not looked into: beyond a limit, encrypted, damaged, or of a kind that cannot be read.
    case notLookedInto = "not-looked-into"

    package static func < (a: ReviewRule, b: ReviewRule) -> Bool { a.rawValue < b.rawValue }

    /// The rules together: another set would find other things, and has another version.
    package static let version = "bulla-review-rules/1"
}
