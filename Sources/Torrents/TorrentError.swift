/// Metainfo that is refused, or that cannot be made; `Formats/torrent-v1.md` has the rules.
package struct TorrentError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        case bencodeSyntax = "bencode-syntax"
        case bencodeNotCanonical = "bencode-not-canonical"
        case bencodeTooDeep = "bencode-too-deep"
        case bencodeTrailing = "bencode-trailing-bytes"
        case tooLarge = "torrent-too-large"
        case missingKey = "torrent-missing-key"
        case wrongType = "torrent-wrong-type"
        case badValue = "torrent-bad-value"
        case pieceLength = "torrent-piece-length"
        case name = "torrent-name"
        case collision = "torrent-collision"
        case link = "torrent-link"
        case pad = "torrent-pad-file"
        case pieces = "torrent-pieces"
        case root = "torrent-root"
        case layer = "torrent-piece-layer"
        case mismatch = "torrent-mismatch"
        case empty = "torrent-empty"
        case announce = "torrent-announce"
    }

    package let code: Code
    /// A byte of the file, or the keys that lead to what is wrong.
    package let location: String
    package let detail: String

    package init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}
