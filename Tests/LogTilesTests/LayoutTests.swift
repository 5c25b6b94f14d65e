import Bytes
import LogStore
import LogTiles
import MerkleLog
import TestSupport
import Testing

@Suite("Laying out tiles")
struct LayoutTests {
    @discardableResult
    static func layOut(_ segments: [Segment], _ folder: String, isPruned: Bool = false) throws
        -> TileTree.Outcome
    {
        try TileTree.layOut(SegmentChain(segments), in: TileFolder(folder), isPruned: isPruned)
    }

    /// Every file below a folder with its bytes.
    static func files(_ folder: String) throws -> [String: [UInt8]] {
        Dictionary(
            uniqueKeysWithValues: try Folder.files(below: folder).map {
                ($0, try File.contents(of: "\(folder)/\($0)", limit: 1 << 24))
            }
        )
    }

    /// What the store has, as the specification names and cuts it: for the newest size, and partial tiles for the others.
    private static func expected(_ log: StoredLog, _ cuts: [Int], minimum: Int = 0) throws
        -> [String: [UInt8]]
    {
        let size = cuts.last ?? 0
        var files = ["checkpoint": try log.note(size)]
        for cut in cuts {
            let tiles = (0...TileIndex.levelLimit).flatMap {
                TileIndex.tiles(level: $0, size: cut, minimum: minimum)
            }
            for tile in tiles {
                guard !tile.isPartial || (tile.number + 1) << (8 * tile.level + 8) > size else { continue }
                files[tile.path] = try log.store.tile(tile)
            }
            for bundle in TileIndex.bundles(size: cut, minimum: minimum) {
                guard !bundle.isPartial || (bundle.number + 1) * 256 > size else { continue }
                files[bundle.path] = try log.store.bundle(bundle)
            }
        }
        return files
    }

    static let cuts: [[Int]] = [
        [1], [255], [256], [257], [300, 400], [300, 400, 700], [256, 512], [1, 2, 3, 260], [5_000, 5_001],
        [511, 65_536], [65_535, 65_536, 65_537, 66_000], [70_000],
    ]

    /// Usually without two of the three that reach a second tile of tiles.
    static let usual = Effort.cases(cuts, usual: [0, 1, 2, 3, 4, 5, 6, 7, 8, 10])

    @Test("gives byte for byte what the log on disk holds, in whatever order segments come", arguments: usual)
    func equalsStore(_ cuts: [Int]) throws {
        let log = try StoredLog(cuts.last ?? 0)
        let segments = try log.segments(cuts)
        let outcome = try Self.layOut(segments.reversed(), log.folder("site"))
        let expected = try Self.expected(log, cuts)
        #expect(try Self.files(log.folder("site")) == expected)
        #expect(outcome.written == expected.count && outcome.unchanged == 0 && outcome.minimum == 0)
        let again = try Self.layOut(segments, log.folder("site"))
        #expect(again.written == 0 && again.unchanged == expected.count, "nothing is written twice")
    }

    @Test(
        "is the same tree, whether segments come at once, one by one, or all again each time",
        arguments: usual
    )
    func updates(_ cuts: [Int]) throws {
        let log = try StoredLog(cuts.last ?? 0)
        let segments = try log.segments(cuts)
        for (index, segment) in segments.enumerated() {
            try Self.layOut([segment], log.folder("alone"))
            try Self.layOut(Array(segments[...index]), log.folder("all"))
        }
        let expected = try Self.expected(log, cuts)
        #expect(try Self.files(log.folder("alone")) == expected)
        #expect(try Self.files(log.folder("all")) == expected)
    }

    @Test("lays out a pruned log where it is asked to, with what the minimum index leaves", arguments: usual)
    func pruned(_ cuts: [Int]) throws {
        let log = try StoredLog(cuts.last ?? 0)
        let segments = try Array(log.segments(cuts).dropFirst())
        guard let first = segments.first else { return }
        let folder = log.folder("site")
        #expect(try code { try Self.layOut(segments, folder) } == .start)
        #expect(!Folder.hasEntry("\(folder)/tile"))
        #expect(try Self.layOut(segments, folder, isPruned: true).minimum == first.from)
        let expected = try Self.expected(log, Array(cuts.dropFirst()), minimum: first.from)
        #expect(try Self.files(folder) == expected)
    }

    @Test("goes on after a run that was killed, over whatever that left behind", arguments: [0, 1, 2, 5])
    func crash(_ kind: Int) throws {
        let log = try StoredLog(700)
        let folder = log.folder("site")
        try Self.layOut([log.segment(0, 300)], folder)
        // A later run came this far: a whole file, half of one, none of its bytes, and a temporary one.
        let bundle = try log.store.bundle(TileIndex(entries: 1))
        try Folder.create("\(folder)/tile/entries")
        try AtomicFile.write(bundle.dropLast(kind * bundle.count / 5), to: "\(folder)/tile/entries/001")
        try AtomicFile.write([1], to: "\(folder)/tile/entries/001.77.partial")
        try Self.layOut([log.segment(300, 700)], folder)
        #expect(try Self.files(folder) == (try Self.expected(log, [300, 700])))
    }
}
