package import Bytes
package import Container
package import MerkleLog

/// Where every member of a bundle stands, as its manifest and the sizes of its entry bundles imply.
///
/// Offsets are tar bytes; those of `data/` members count from the first `data/` header.
package struct SegmentMap: Sendable {
    /// A member whose place and size are known.
    package struct Place: Hashable, Sendable {
        package let name: String
        package let size: Int
        package let kind: BlockPlanner.Kind
        package let offset: Int

        package init(name: String, size: Int, kind: BlockPlanner.Kind, offset: Int) {
            self.name = name
            self.size = size
            self.kind = kind
            self.offset = offset
        }

        package var tarBytes: Int { TarHeader.tarBytes(size: size) }
    }

    package let manifest: Manifest
    /// Retained tiles of level 1 and above, in archive order.
    package let tiles: [TileIndex]
    package let bundles: [TileIndex]
    package let bundleSizes: [Int]
    /// Tar offset of each bundle, from the first `data/` header; one more for the end of the last.
    package let bundleOffsets: [Int]

    /// Fails when the sizes do not fit the segment.
    package init(manifest: Manifest, bundleSizes: [Int]) throws(FormatError) {
        self.manifest = manifest
        tiles = SegmentMap.tiles(from: manifest.from, to: manifest.to)
        bundles = TileIndex.bundles(size: manifest.to, minimum: manifest.from)
        guard bundles.count == bundleSizes.count else {
            throw FormatError(
                .badValue,
                at: MemberPath.bundleIndex,
                "\(bundleSizes.count) bundles, the segment has \(bundles.count)"
            )
        }
        self.bundleSizes = bundleSizes
        var offset = SegmentMap.tarBytes(
            manifest.members[..<SegmentMap.listedBeforeLog(manifest)].map(\.size)
        )
        offset += SegmentMap.tarBytes(tiles.map { $0.width * Digest.byteCount })
        var offsets = [offset]
        offsets.reserveCapacity(bundleSizes.count + 1)
        for size in bundleSizes {
            guard size <= EntryBundle.byteLimit else {
                throw FormatError(.tooLarge, at: MemberPath.bundleIndex, "bundle of \(size) bytes")
            }
            offset += TarHeader.tarBytes(size: size)
            offsets.append(offset)
        }
        bundleOffsets = offsets
    }

    /// Tiles of level 1 and above that a segment retains.
    package static func tiles(from: Int, to: Int) -> [TileIndex] {
        (1...TileIndex.levelLimit).flatMap { TileIndex.tiles(level: $0, size: to, minimum: from) }
    }

    private static func tarBytes(_ sizes: [Int]) -> Int {
        sizes.reduce(0) { $0 + TarHeader.tarBytes(size: $1) }
    }

    /// How many listed members stand before the tiles.
    private static func listedBeforeLog(_ manifest: Manifest) -> Int {
        manifest.members.firstIndex { $0.path.hasPrefix("data/index/") } ?? manifest.members.count
    }

    /// Where the first blob's header stands, or would.
    package var blobsOffset: Int {
        let after = manifest.members[SegmentMap.listedBeforeLog(manifest)...]
        return (bundleOffsets.last ?? 0) + SegmentMap.tarBytes(after.map(\.size))
    }

    /// Listed members before the tiles, then the tiles.
    package var placesBeforeEntries: [Place] {
        var offset = 0
        let listed = manifest.members[..<SegmentMap.listedBeforeLog(manifest)]
            .map { place($0.path, $0.size, .ordinary, &offset) }
        return listed
            + tiles.map { place(MemberPath.tile($0), $0.width * Digest.byteCount, .ordinary, &offset) }
    }

    /// An entry bundle by its number within the segment.
    package func bundlePlace(_ index: Int) -> Place {
        Place(
            name: MemberPath.tile(bundles[index]),
            size: bundleSizes[index],
            kind: .entryBundle,
            offset: bundleOffsets[index]
        )
    }

    /// Listed members from the index on.
    package var placesAfterEntries: [Place] {
        var offset = bundleOffsets.last ?? 0
        return manifest.members[SegmentMap.listedBeforeLog(manifest)...].map {
            place($0.path, $0.size, $0.path.hasPrefix("data/index/") ? .index : .ordinary, &offset)
        }
    }

    /// Where a listed member stands.
    package func place(of path: String) -> Place? {
        placesAfterEntries.first { $0.name == path } ?? placesBeforeEntries.first { $0.name == path }
    }

    private func place(
        _ name: String,
        _ size: Int,
        _ kind: BlockPlanner.Kind,
        _ offset: inout Int
    ) -> Place {
        defer { offset += TarHeader.tarBytes(size: size) }
        return Place(name: name, size: size, kind: kind, offset: offset)
    }

    /// Bytes of `manifest-sha256.txt`, which names every `data/` member.
    package var payloadManifestSize: Int {
        let named =
            manifest.members.map(\.path) + tiles.map(MemberPath.tile) + bundles.map(MemberPath.tile)
        return named.reduce(manifest.blobs.count * MemberPath.blobLineSize) {
            $0 + 64 + 2 + $1.utf8.count + 1
        }
    }
}
