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
    package let entryBundles: [TileIndex]
    package let entrySizes: [Int]
    /// Tar offset of each entry bundle, from the first `data/` header; one more for the end of the last.
    package let entryOffsets: [Int]
    /// Listed members before the tiles, then the tiles.
    package let placesBeforeEntries: [Place]
    /// Listed members from the index on.
    package let placesAfterEntries: [Place]
    /// Where the first blob's header stands, or would.
    package let blobsOffset: Int
    /// The number of each place, those after the entries counted on from those before.
    private let numbers: [String: Int]

    /// Fails when the sizes do not fit the segment.
    package init(manifest: Manifest, entrySizes: [Int]) throws(FormatError) {
        self.manifest = manifest
        tiles = SegmentMap.tiles(from: manifest.from, to: manifest.to)
        entryBundles = TileIndex.bundles(size: manifest.to, minimum: manifest.from)
        guard entryBundles.count == entrySizes.count else {
            throw FormatError(
                .badValue,
                at: MemberPath.entryIndex,
                "\(entrySizes.count) entry bundles, the segment has \(entryBundles.count)"
            )
        }
        self.entrySizes = entrySizes
        var offset = 0
        func place(_ name: String, _ size: Int, _ kind: BlockPlanner.Kind) -> Place {
            defer { offset += TarHeader.tarBytes(size: size) }
            return Place(name: name, size: size, kind: kind, offset: offset)
        }
        let first = manifest.members.firstIndex { SegmentMap.isIndex($0.path) } ?? manifest.members.count
        placesBeforeEntries =
            manifest.members[..<first].map { place($0.path, $0.size, .ordinary) }
            + tiles.map { place(MemberPath.tile($0), $0.width * Digest.byteCount, .ordinary) }
        var offsets = [offset]
        offsets.reserveCapacity(entrySizes.count + 1)
        for size in entrySizes {
            guard size <= EntryBundle.byteLimit else {
                throw FormatError(.tooLarge, at: MemberPath.entryIndex, "an entry bundle of \(size) bytes")
            }
            offset += TarHeader.tarBytes(size: size)
            offsets.append(offset)
        }
        entryOffsets = offsets
        placesAfterEntries = manifest.members[first...].map {
            place($0.path, $0.size, SegmentMap.isIndex($0.path) ? .index : .ordinary)
        }
        blobsOffset = offset
        // Names of listed members are unique, and none is that of a tile: the member order has no room for one.
        numbers = Dictionary(
            (placesBeforeEntries + placesAfterEntries).enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Tiles of level 1 and above that a segment retains.
    package static func tiles(from: Int, to: Int) -> [TileIndex] {
        (1...TileIndex.levelLimit).flatMap { TileIndex.tiles(level: $0, size: to, minimum: from) }
    }

    private static func isIndex(_ path: String) -> Bool { path.hasPrefix("data/index/") }

    /// An entry bundle by its number within the segment.
    package func entryPlace(_ index: Int) -> Place {
        Place(
            name: MemberPath.tile(entryBundles[index]),
            size: entrySizes[index],
            kind: .entryBundle,
            offset: entryOffsets[index]
        )
    }

    /// Where a listed member or a tile stands.
    package func place(of path: String) -> Place? {
        guard let number = numbers[path] else { return nil }
        return number < placesBeforeEntries.count
            ? placesBeforeEntries[number] : placesAfterEntries[number - placesBeforeEntries.count]
    }

    /// What the manifest says of a listed member.
    package func member(_ path: String) -> Manifest.Member? {
        guard let number = numbers[path] else { return nil }
        let listed = placesBeforeEntries.count - tiles.count
        if number < listed { return manifest.members[number] }
        return number < placesBeforeEntries.count ? nil : manifest.members[number - tiles.count]
    }

    /// Bytes of `manifest-sha256.txt`, which names every `data/` member.
    package var payloadManifestSize: Int {
        let named =
            manifest.members.map(\.path) + tiles.map(MemberPath.tile) + entryBundles.map(MemberPath.tile)
        return named.reduce(manifest.blobs.count * MemberPath.blobLineSize) {
            $0 + 64 + 2 + $1.utf8.count + 1
        }
    }
}
