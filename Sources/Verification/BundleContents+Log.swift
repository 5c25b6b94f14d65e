import Bytes
import Container
import Keys
import Layout
package import MerkleLog

extension BundleContents {
    /// Tiles of level 1 and above that the bundle retains.
    package var tiles: [TileIndex] { bundle.map.tiles }

    /// A retained tile or an entry bundle of the segment; header and padding are compared, the content is for the
    /// caller to hold against a root.
    package func content(of tile: TileIndex) throws -> [UInt8] {
        do {
            guard let place = place(of: tile) else {
                throw Fault(.tileMismatch, tile.path, "is not in the bundle")
            }
            return try bundle.content(of: place)
        } catch { throw UnreadableBundle(Fault(error), path: MemberPath.tile(tile)) }
    }

    private func place(of tile: TileIndex) -> SegmentMap.Place? {
        if case .entries = tile.content {
            let number = tile.number - manifest.from / 256
            guard bundle.map.entryBundles.indices.contains(number), bundle.map.entryBundles[number] == tile
            else {
                return nil
            }
            return bundle.map.entryPlace(number)
        }
        return bundle.map.tiles.contains(tile) ? bundle.map.place(of: MemberPath.tile(tile)) : nil
    }

    /// Checks who signed the bundle's two checkpoints, and that they state what the manifest states.
    ///
    /// - Parameter trustedLogKeys: one of them must have signed; where there are none, the key that leaf 0 names.
    package func checkCheckpoints(trustedLogKeys: [[UInt8]]) throws {
        do { try SegmentDocuments(bundle).checkCheckpoints(trustedLogKeys: trustedLogKeys) } catch {
            throw UnreadableBundle(Fault(error), path: MemberPath.checkpoint)
        }
    }
}
