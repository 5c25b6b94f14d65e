package import Bytes
package import MerkleLog

/// The leaves [from, to) of a log, as somebody hands them over; nothing of it is believed.
package protocol LogSegment {
    /// What people call it, such as the bundle's path.
    var name: String { get }
    /// The signed note of size `to`, byte for byte.
    var checkpoint: [UInt8] { get }
    var from: Int { get }
    var to: Int { get }
    /// The root at `to`.
    var root: Digest { get }
    /// The root at `from`; nil where that is 0.
    var previousRoot: Digest? { get }
    /// The tiles of level 1 and above that it brings along.
    var tiles: [TileIndex] { get }

    /// One of `tiles`, or one of the entry bundles of a log of size `to` that is pruned below `from`.
    func content(of tile: TileIndex) throws -> [UInt8]
}

extension LogSegment {
    /// How messages name it.
    var words: String { "\(name), leaves \(from) to \(to - 1)" }
}
