package import Bytes

/// Metainfo that is refused, or that cannot be made; `Formats/torrent-v1.md` has the rules.
package typealias TorrentError = Failure<TorrentErrorCode>

/// The codes of `TorrentError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum TorrentErrorCode: String, StableCode {
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
