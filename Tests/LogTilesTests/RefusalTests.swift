import Bytes
import Keys
import LogTiles
import MerkleLog
import SecretKeys
import TestSupport
import Testing

@Suite("Segments and folders that are refused")
struct RefusalTests {
    /// A lie about segments [0, 300), [300, 700) and [700, 900), and the code that it gives.
    struct Lie: Sendable, CustomStringConvertible {
        let description: String
        let code: TilesError.Code
        let tell: @Sendable (inout [Segment], StoredLog) throws -> Void
    }

    static let other = "other"

    static let lies: [Lie] = [
        Lie(description: "no segment", code: .start) { segments, _ in segments = [] },
        Lie(description: "the first is missing", code: .start) { segments, _ in segments.removeFirst() },
        Lie(description: "one is missing", code: .gap) { segments, _ in segments.remove(at: 1) },
        Lie(description: "one stands twice", code: .overlap) { segments, _ in segments.append(segments[1]) },
        Lie(description: "one reaches back", code: .overlap) { segments, log in
            segments[1] = try log.segment(299, 700)
        },
        Lie(description: "one continues another log", code: .fork) { segments, _ in
            segments[1].previousRoot = segments[2].root
        },
        Lie(description: "one is of another log", code: .otherLog) { segments, log in
            let text = try Checkpoint(origin: "else.org", size: 700, root: segments[1].root).text
            segments[1].checkpoint = try SignedNote(
                text: text,
                signatures: [log.key.signNote(text: text, name: "else.org")]
            ).bytes
        },
        Lie(description: "a checkpoint of another size", code: .checkpoint) { segments, log in
            segments[0].checkpoint = try log.note(299)
        },
        Lie(description: "a checkpoint that is none", code: .checkpoint) { segments, _ in
            segments[2].checkpoint = Array("no note".utf8)
        },
        Lie(description: "a segment without leaves", code: .checkpoint) { segments, log in
            segments = [try log.segment(0, 300)]
            segments[0].from = 300
            segments[0].previousRoot = segments[0].root
        },
        Lie(description: "a changed entry", code: .root) { segments, _ in
            segments[0].change = { tile, bytes in
                tile.path == "tile/entries/000"
                    ? Array(bytes.dropLast()) + [bytes[bytes.count - 1] ^ 1] : bytes
            }
        },
        Lie(description: "a changed entry that another segment has right", code: .fork) { segments, _ in
            segments[1].change = { tile, bytes in
                guard tile.path == "tile/entries/001" else { return bytes }
                return bytes.enumerated().map { $0.offset == 2 ? $0.element ^ 1 : $0.element }
            }
        },
        Lie(description: "a bundle that is cut off", code: .entries) { segments, _ in
            segments[0].change = { tile, bytes in tile.level == 0 ? Array(bytes.dropLast()) : bytes }
        },
        Lie(description: "a retained tile of other hashes", code: .tile) { segments, _ in
            segments[1].change = { tile, bytes in
                tile.level == 1 ? bytes.map { $0 ^ 1 } : bytes
            }
        },
        Lie(description: "a later root", code: .root) { segments, log in
            let text = try Checkpoint(origin: StoredLog.origin, size: 900, root: segments[0].root).text
            segments[2].root = segments[0].root
            segments[2].checkpoint = try SignedNote(
                text: text,
                signatures: [log.key.signNote(text: text, name: StoredLog.origin)]
            ).bytes
        },
    ]

    @Test("each for its reason, and nothing is published", arguments: lies)
    func refused(_ lie: Lie) throws {
        let log = try StoredLog(900)
        var segments = try log.segments([300, 700, 900])
        try lie.tell(&segments, log)
        let folder = log.folder("site")
        #expect(try code { try LayoutTests.layOut(segments, folder) } == lie.code)
        #expect(!Folder.hasEntry("\(folder)/checkpoint"))
        try LayoutTests.layOut(log.segments([300, 700, 900]), folder)
    }

    @Test("a pruned log whose first tiles do not have the root before it")
    func prunedLies() throws {
        let log = try StoredLog(70_000)
        let changes: [(TileIndex, [UInt8]) -> [UInt8]] = [
            { tile, bytes in tile.level == 1 ? bytes.map { $0 ^ 1 } : bytes },
            { tile, bytes in tile.level == 2 ? bytes.map { $0 ^ 1 } : bytes },
        ]
        for change in changes {
            var segment = try log.segment(66_000, 70_000)
            segment.change = change
            #expect(
                try code { try LayoutTests.layOut([segment], log.folder("site"), isPruned: true) } == .root
            )
        }
        var segment = try log.segment(66_000, 70_000)
        segment.change = { tile, bytes in tile.level == 1 ? [] : bytes }
        #expect(try code { try LayoutTests.layOut([segment], log.folder("site"), isPruned: true) } == .tile)
        segment.change = { $1 }
        try LayoutTests.layOut([segment], log.folder("site"), isPruned: true)
    }

    @Test("a folder with another log, a newer tree, a fork, or a gap before the segment")
    func folders() throws {
        let (log, fork) = (try StoredLog(900), try StoredLog(900) { [UInt8($0 & 0x7f)] })
        let folder = log.folder("site")
        try LayoutTests.layOut([fork.segment(0, 300)], folder)
        let before = try LayoutTests.files(folder)
        for segments in [try log.segments([300]), try log.segments([300, 900]), [try log.segment(300, 900)]] {
            #expect(
                try code { try LayoutTests.layOut(segments, folder) } == .published
                    || code { try LayoutTests.layOut(segments, folder) } == .fork
            )
        }
        #expect(try code { try LayoutTests.layOut([fork.segment(400, 900)], folder) } == .gap)
        #expect(try code { try LayoutTests.layOut([fork.segment(400, 900)], folder, isPruned: true) } == .gap)
        #expect(try code { try LayoutTests.layOut([fork.segment(0, 200)], folder) } == .older)
        #expect(try LayoutTests.files(folder) == before, "what was published stays")
        try AtomicFile.write(
            Array("\u{2014}".utf8),
            to: "\(folder)/checkpoint"
        )
        #expect(try code { try LayoutTests.layOut([fork.segment(0, 900)], folder) } == .checkpoint)
        let text = try Checkpoint(origin: "else.org", size: 1, root: .zero).text
        let note = try SignedNote(text: text, signatures: [log.key.signNote(text: text, name: "else.org")])
        try AtomicFile.write(note.bytes, to: "\(folder)/checkpoint")
        #expect(try code { try LayoutTests.layOut([fork.segment(0, 900)], folder) } == .otherLog)
    }

    @Test(
        "a published file with other bytes",
        arguments: ["tile/0/000", "tile/entries/000", "tile/1/000.p/1"]
    )
    func changed(_ path: String) throws {
        let log = try StoredLog(700)
        let folder = log.folder("site")
        try LayoutTests.layOut(log.segments([300]), folder)
        let file = "\(folder)/\(path)"
        let bytes = try File.contents(of: file, limit: 1 << 20)
        try AtomicFile.write(bytes.map { $0 ^ 1 }, to: file)
        #expect(try code { try LayoutTests.layOut(log.segments([300, 700]), folder) } == .published)
        try AtomicFile.write(bytes, to: file)
        try LayoutTests.layOut(log.segments([300, 700]), folder)
    }
}
