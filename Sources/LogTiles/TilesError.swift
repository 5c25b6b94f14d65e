/// Segments that make no one log, or a folder that holds another one: what is wrong, where, got and wanted values.
package struct TilesError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        case otherLog = "tiles-other-log"
        case start = "tiles-start"
        case gap = "tiles-gap"
        case overlap = "tiles-overlap"
        case fork = "tiles-fork"
        case checkpoint = "tiles-checkpoint"
        case entries = "tiles-entries"
        case root = "tiles-root"
        case tile = "tiles-tile"
        case published = "tiles-published"
        case older = "tiles-older"
    }

    package let code: Code
    /// A segment, a file below the log's folder, or both.
    package let location: String
    package let detail: String

    package init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}
