/// What lies in a folder and is not what the torrent says, or the other way round.
package struct DataFault: Hashable, Sendable {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        case missing = "torrent-data-missing"
        case size = "torrent-data-size"
        case notRegular = "torrent-data-not-regular"
        case extra = "torrent-data-extra"
        /// SHA-1 of v1.
        case piece = "torrent-data-piece"
        /// SHA-256 of v2.
        case tree = "torrent-data-tree"
    }

    package let code: Code
    /// A file below the folder, or those that share a piece.
    package let subject: String
    package let detail: String

    init(_ code: Code, _ subject: String, _ detail: String) {
        self.code = code
        self.subject = subject
        self.detail = detail
    }
}
