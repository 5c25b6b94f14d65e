import Bytes

/// Why partial reports cannot be merged; nothing is said of the bundle.
package struct PartialError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, StableCode {
        case unreadable = "partial-unreadable"
        case missing = "partial-missing"
        case twice = "partial-twice"
        case shards = "partial-shards"
        case inputs = "partial-inputs"
        case manifest = "partial-manifest"
        case steps = "partial-steps"
        case blobs = "partial-blobs"
    }

    package let code: Code
    /// Which shards, or which file.
    package let location: String
    package let detail: String
    /// Shards that have to be done again, as `3/8`.
    package let again: [String]

    package init(_ code: Code, at location: String, _ detail: String, again: [String] = []) {
        self.code = code
        self.location = location
        self.detail = detail
        self.again = again
    }

    init(_ code: Code, _ part: PartialReport, _ detail: String) {
        let shard = "\(part.shard)/\(part.of)"
        self.init(code, at: "shard \(shard)", detail, again: [shard])
    }

    package var description: String { "\(code.rawValue): \(location): \(detail)" }
}
