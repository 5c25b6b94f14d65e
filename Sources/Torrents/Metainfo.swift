package import Bytes

/// What a torrent's metainfo says: BEP 3 (v1), BEP 52 (v2) or both (hybrid), read strictly.
///
/// It names bytes and proves nothing about them: pieces of v1 rest on SHA-1, and whoever made the torrent chose
/// them. A bundle that came by torrent is verified like any other.
package struct Metainfo: Sendable {
    /// The longest metainfo that is read.
    package static let byteLimit = BencodeReader.Limit.bytes

    package enum Kind: String, Sendable, CaseIterable {
        case v1, v2, hybrid
    }

    /// A file that the torrent names; pad files are none.
    package struct File: Hashable, Sendable {
        /// Below the torrent's folder; of a torrent of one file without a folder the file's name.
        package let path: [String]
        package let length: Int
        /// Root of the file's tree of blocks; v2 and hybrid, nil for a file of nothing.
        package let root: Digest?
        /// Roots over the pieces, 32 bytes each; empty for a file of at most one piece.
        package let layer: ArraySlice<UInt8>

        package var name: String { path.joined(separator: "/") }
    }

    /// What follows what in the pieces of v1.
    package enum Stretch: Hashable, Sendable {
        /// A file, by its place in `files`.
        case file(Int)
        /// Zeros that nobody stores (BEP 47).
        case zeros(Int)
    }

    package let kind: Kind
    package let name: String
    /// Whether the files lie in a folder of that name.
    package let isFolder: Bool
    /// In the order of the torrent.
    package let files: [File]
    package let sequence: [Stretch]
    package let pieceLength: Int
    /// SHA-1 of the pieces, 20 bytes each; empty for v2.
    package let pieces: ArraySlice<UInt8>
    package let isPrivate: Bool
    /// SHA-1 of the bytes of `info` as they were found; nil for v2.
    package let infohashV1: [UInt8]?
    /// SHA-256 of the bytes of `info` as they were found; nil for v1.
    package let infohashV2: Digest?
    /// URLs that engines would ask for peers or data, in order, each once.
    package let trackers: [String]
    /// Keys that are not needed and tell more than the data, such as `creation date`.
    package let extras: [String]

    /// Bytes of all files, pad files left out.
    package var totalLength: Int { files.reduce(0) { $0 + $1.length } }

    /// Infohashes in hexadecimal, that of v1 first.
    package var infohashes: [String] {
        [infohashV1.map(Hex.encode), infohashV2.map(\.hex)].compactMap { $0 }
    }
}
