package import Bytes

/// Segments that make no one log, or a folder that holds another one: what is wrong, where, got and wanted values.
package typealias TilesError = Failure<TilesErrorCode>

/// The codes of `TilesError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum TilesErrorCode: String, StableCode {
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
