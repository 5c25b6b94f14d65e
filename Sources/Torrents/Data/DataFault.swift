package import Bytes

/// What lies in a folder and is not what the torrent says, or the other way round.
package typealias DataFault = Flaw<DataFaultCode>

/// The codes of `DataFault`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum DataFaultCode: String, StableCode {
    case missing = "torrent-data-missing"
    case size = "torrent-data-size"
    case notRegular = "torrent-data-not-regular"
    case extra = "torrent-data-extra"
    /// SHA-1 of v1.
    case piece = "torrent-data-piece"
    /// SHA-256 of v2.
    case tree = "torrent-data-tree"
}
