import Bytes
import LogStore
import MerkleLog
import TestSupport
import Testing

@Suite("Log store")
struct LogStoreTests {
    @Test(
        "a log gives back what was appended, at every cut into batches",
        arguments: [[1], [255, 1], [256], [257], [300, 300], [512, 1, 255], [1, 1, 1, 700], []]
    )
    func contents(batches: [Int]) throws {
        let scratch = try Scratch()
        try scratch.fill(batches)
        let size = batches.reduce(0, +)
        for writing in [true, false] {
            let log = try LogStore.open(at: scratch.log, forWriting: writing)
            #expect(log.size == size && log.root == expectedRoot(size) && log.origin == "example.org/run")
            for index in 0..<size { #expect(try log.entry(index) == LogEntries.entry(index)) }
        }
    }

    @Test("an append gives the new size and root, and an empty one changes nothing")
    func acknowledged() throws {
        let scratch = try Scratch()
        let log = try LogStore.create(at: scratch.log, origin: "o")
        #expect(log.size == 0 && log.root == TreeHash.empty)
        for count in [3, 0, 300, 1] {
            let size = log.size + count
            let answer = try log.append(batch: LogEntries.entries(log.size..<size))
            #expect(answer == (size, expectedRoot(size)))
        }
    }

    @Test("bundles stream in order, the first aligned down, the last cut at the end asked for")
    func bundles() throws {
        let scratch = try Scratch()
        try scratch.fill([700, 300])
        let log = try LogStore.open(at: scratch.log, forWriting: false)
        for (start, end) in [(0, 1000), (0, 0), (700, 700), (5, 6), (256, 512), (300, 999), (999, 1000)] {
            var reader = try log.bundles(from: start, to: end)
            var next = start / 256 * 256
            while let (tile, bytes) = try reader.next() {
                #expect(tile.start == next && tile.number == next / 256)
                #expect(bytes == (try EntryBundle.encode(LogEntries.entries(next..<tile.end))))
                next = tile.end
            }
            #expect(next == (start == end ? start / 256 * 256 : end))
        }
    }

    @Test("nodes, tiles, earlier roots and proofs agree with the tree in memory, across a level-2 tile")
    func trees() throws {
        let scratch = try Scratch()
        let log = try LogStore.create(at: scratch.log, origin: "o")
        let size = 66_000
        let leaf: [UInt8] = [1, 2, 3]
        for start in stride(from: 0, to: size, by: 6_000) {
            try log.append(batch: (start..<start + 6_000).map { leaf + Array("\($0)".utf8) })
        }
        let hashes = (0..<size).map { TreeHash.leaf(leaf + Array("\($0)".utf8)) }
        #expect(log.root == MerkleTree.root(of: hashes))
        for earlier in [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 65_999] {
            #expect(try log.root(at: earlier) == MerkleTree.root(of: hashes[..<earlier]))
            #expect(try log.compactRange(at: earlier).size == earlier)
        }
        for (index, size) in [(0, 1), (0, size), (300, 65_536), (65_999, size), (65_536, 65_600)] {
            let proof = try log.inclusionProof(index: index, size: size)
            try proof.verify(leafHash: hashes[index], root: try log.root(at: size))
        }
        for (old, new) in [(1, size), (256, 65_536), (65_537, size), (300, 301), (size, size)] {
            let proof = try log.consistencyProof(old: old, new: new)
            try proof.verify(oldRoot: try log.root(at: old), newRoot: try log.root(at: new))
        }
        for level in 0...2 {
            for tile in TileIndex.tiles(level: level, size: size) where tile.number % 50 == 0 {
                let unit = 1 << (8 * level)
                let want = (0..<tile.width).flatMap { place in
                    let start = tile.start + place * unit
                    return MerkleTree.root(of: hashes[start..<start + unit]).bytes
                }
                #expect(try log.tile(tile) == want)
            }
        }
    }

    @Test("what lies outside the log is refused")
    func outOfRange() throws {
        let scratch = try Scratch()
        try scratch.fill([300])
        let log = try LogStore.open(at: scratch.log, forWriting: false)
        #expect(code { _ = try log.entry(300) } == .outOfRange)
        #expect(code { _ = try log.entry(-1) } == .outOfRange)
        #expect(code { _ = try log.root(at: 301) } == .outOfRange)
        #expect(code { _ = try log.root(at: -1) } == .outOfRange)
        #expect(code { _ = try log.node(NodeIndex(level: 8, index: 1)) } == .outOfRange)
        #expect(code { _ = try log.node(NodeIndex(level: 60, index: 0)) } == .outOfRange)
        #expect(code { _ = try log.node(NodeIndex(level: 0, index: -1)) } == .outOfRange)
        #expect(code { _ = try log.bundle(TileIndex(entries: 1, width: 45)) } == .outOfRange)
        #expect(code { _ = try log.bundle(TileIndex(level: 0, number: 0)) } == .outOfRange)
        #expect(code { _ = try log.tile(TileIndex(level: 1, number: 0, width: 2)) } == .outOfRange)
        #expect(code { _ = try log.bundles(from: 0, to: 301) } == .outOfRange)
        #expect(code { _ = try log.inclusionProof(index: 5, size: 5) } == .outOfRange)
        #expect(code { _ = try log.consistencyProof(old: 0, new: 5) } == .outOfRange)
    }

    @Test("one writer at a time; readers see the commit at which they opened")
    func locking() throws {
        let scratch = try Scratch()
        let writer = try LogStore.create(at: scratch.log, origin: "o")
        try writer.append(batch: LogEntries.entries(0..<10))
        #expect(code { _ = try LogStore.open(at: scratch.log, forWriting: true) } == .locked)
        #expect(code { _ = try LogStore.create(at: scratch.log, origin: "o") } == .locked)
        let reader = try LogStore.open(at: scratch.log, forWriting: false)
        try writer.append(batch: LogEntries.entries(10..<600))
        #expect(reader.size == 10 && reader.root == expectedRoot(10))
        #expect(try reader.entry(9) == LogEntries.entry(9))
        #expect(try reader.root(at: 7) == expectedRoot(7))
        #expect(code { _ = try reader.entry(10) } == .outOfRange)
        #expect(code { try reader.append(batch: [[1]]) } == .readOnly)
        try writer.close()
        #expect(code { try writer.append(batch: [[1]]) } == .readOnly)
        #expect(try LogStore.open(at: scratch.log, forWriting: true).size == 600)
    }

    @Test("an entry is at most 65,535 bytes, and one too large leaves its batch out whole")
    func entryTooLarge() throws {
        let scratch = try Scratch()
        let log = try LogStore.create(at: scratch.log, origin: "o")
        let largest = [UInt8](repeating: 7, count: 65_535)
        #expect(code { try log.append(batch: [[1], largest + [7]]) } == .entryTooLarge)
        #expect(log.size == 0)
        try log.append(batch: [[UInt8]](repeating: largest, count: 300))
        #expect(try log.entry(299) == largest)
    }

    @Test("a log is created once, with an origin, and opened where there is one")
    func creation() throws {
        let scratch = try Scratch()
        #expect(code { _ = try LogStore.open(at: scratch.log, forWriting: true) } == .notFound)
        #expect(code { _ = try LogStore.create(at: scratch.log, origin: "a b") } == .badOrigin)
        try scratch.fill([1])
        #expect(code { _ = try LogStore.create(at: scratch.log, origin: "o") } == .exists)
        try Folder.remove("\(scratch.log)/entries")
        #expect(code { _ = try LogStore.open(at: scratch.log, forWriting: true) } == .file)
    }
}
