import Bytes
import MerkleLog
import Testing

@Suite("Tiles")
struct TileTests {
    static let paths: [(String, TileIndex)] = [
        ("tile/0/000", TileIndex(level: 0, number: 0)),
        ("tile/1/x001/x234/067", TileIndex(level: 1, number: 1_234_067)),
        ("tile/1/x001/x234/067.p/5", TileIndex(level: 1, number: 1_234_067, width: 5)),
        ("tile/2/x001/000.p/255", TileIndex(level: 2, number: 1000, width: 255)),
        ("tile/6/000.p/1", TileIndex(level: 6, number: 0, width: 1)),
        ("tile/entries/999", TileIndex(entries: 999)),
        ("tile/entries/x012/x345/678.p/42", TileIndex(entries: 12_345_678, width: 42)),
    ]

    @Test("paths are written and read as C2SP has them")
    func spelling() throws {
        for (path, tile) in Self.paths {
            #expect(tile.path == path)
            #expect(try TileIndex(path: path) == tile)
        }
    }

    @Test(
        "other spellings are refused",
        arguments: [
            "", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/x000",
            "tile/0/x000/001", "tile/0/001/002", "tile/00/001", "tile/7/000", "tile/64/000", "tile/-1/000",
            "tile/0/000.p", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/05", "tile/0/000.p/+5",
            "tile/0/000.p/5/", "tile/0/x001.p/x002/003", "tile/data/000", "tile/entries/1", "/tile/0/000",
            "tile//000", "tile/0/../000", "Tile/0/000", "tile/0/0é0", "tile/6/001", "tile/1/x1/x234/067",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999", "tile/0/x009/x007/x199/x254/x740/992",
        ]
    )
    func refused(path: String) {
        #expect(code { () throws(MerkleError) in _ = try TileIndex(path: path) } == .tilePath)
    }

    @Test("a tree has the tiles that its size implies")
    func tiles() {
        #expect(TileIndex.tiles(level: 0, size: 0).isEmpty)
        #expect(TileIndex.tiles(level: 0, size: 255).map(\.path) == ["tile/0/000.p/255"])
        #expect(TileIndex.tiles(level: 0, size: 256).map(\.path) == ["tile/0/000"])
        #expect(TileIndex.tiles(level: 1, size: 255).isEmpty)
        #expect(TileIndex.tiles(level: 1, size: 257).map(\.path) == ["tile/1/000.p/1"])
        #expect(
            TileIndex.tiles(level: 1, size: 70_000).map(\.path) == ["tile/1/000", "tile/1/001.p/17"]
        )
        #expect(TileIndex.tiles(level: 2, size: 70_000).map(\.path) == ["tile/2/000.p/1"])
        #expect(
            TileIndex.bundles(size: 513).map(\.path)
                == ["tile/entries/000", "tile/entries/001", "tile/entries/002.p/1"]
        )
    }

    @Test("pruning keeps a tile if and only if it ends, when full, after the minimum index")
    func pruning() {
        for size in [1, 255, 256, 257, 65_536, 65_537, 140_000] {
            for minimum in [0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, size - 1, size]
            where minimum <= size {
                for level in 0...2 {
                    let all = TileIndex.tiles(level: level, size: size)
                    let kept = all.filter { ($0.number + 1) << (8 * level + 8) > minimum }
                    #expect(TileIndex.tiles(level: level, size: size, minimum: minimum) == kept)
                }
            }
        }
    }

    @Test("the frontier of the minimum index lies in tiles that pruning keeps")
    func frontier() {
        for minimum in [1, 3, 255, 256, 257, 511, 65_536, 65_537, 66_000, 139_999] {
            for node in NodeIndex.covering(start: 0, count: minimum) {
                let place = node.tile
                let kept = TileIndex.tiles(level: place.level, size: 140_000, minimum: minimum)
                #expect(kept.contains { $0.number == place.number && place.hashes.upperBound <= $0.width })
            }
        }
    }

    @Test("a node's hashes in its tile cover the node's leaves")
    func nodes() {
        for level in 0...16 {
            for index in [0, 1, 2, 5, 77] {
                let node = NodeIndex(level: level, index: index)
                let place = node.tile
                let unit = 1 << (8 * place.level)
                #expect((place.number * 256 + place.hashes.lowerBound) * unit == node.start)
                #expect((place.number * 256 + place.hashes.upperBound) * unit == node.end)
                #expect(place.hashes.upperBound <= 256)
            }
        }
    }

    @Test("bundles decode to what they were encoded from, with nothing cut off or left over")
    func bundles() throws {
        let entries: [[UInt8]] = [[], [1], [2, 3], [UInt8](repeating: 4, count: 65_535), []]
        let bundle = try EntryBundle.encode(entries)
        #expect(try EntryBundle.ranges(in: bundle, count: 5).map { Array(bundle[$0]) } == entries)
        #expect(try EntryBundle.ranges(in: [UInt8](), count: 0).isEmpty)
        func got(_ bytes: [UInt8], _ count: Int) -> MerkleError.Code? {
            code { () throws(MerkleError) in _ = try EntryBundle.ranges(in: bytes, count: count) }
        }
        for count in [-1, 0, 4, 6, 256, Int.max] { #expect(got(bundle, count) == .bundleDamaged) }
        for cut in [1, 2, 3, 100] { #expect(got(bundle.dropLast(cut), 5) == .bundleDamaged) }
        #expect(got(bundle + [0], 5) == .bundleDamaged)
        #expect(
            code { () throws(MerkleError) in
                _ = try EntryBundle.encode([[UInt8](repeating: 0, count: 65_536)])
            } == .entryTooLarge
        )
    }
}
