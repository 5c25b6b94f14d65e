import Bytes
import TestSupport
import Testing

@testable import Torrents

/// One thing wrong in metainfo that is right otherwise.
@Suite("Metainfo that is refused")
struct MetainfoLieTests {
    struct Lie: Sendable, CustomTestStringConvertible {
        let what: String
        let kinds: [Metainfo.Kind]
        let code: TorrentError.Code
        let change: @Sendable (inout Draft) -> Void

        init(
            _ what: String,
            _ kinds: [Metainfo.Kind],
            _ code: TorrentError.Code,
            _ change: @escaping @Sendable (inout Draft) -> Void
        ) {
            (self.what, self.kinds, self.code, self.change) = (what, kinds, code, change)
        }

        var testDescription: String { what }
    }

    private static let all = Metainfo.Kind.allCases
    private static let old: [Metainfo.Kind] = [.v1, .hybrid]
    private static let new: [Metainfo.Kind] = [.v2, .hybrid]
    private static let badNames = [
        "", ".", "..", "a/b", "a\\b", "a\u{0}", "a\n", "a\u{7f}", "a\u{85}",
        String(repeating: "n", count: 256),
    ]

    static let nameLies: [Lie] = badNames.map { name in
        Lie("the name \(name.debugDescription)", all, .name) { $0.info["name"] = .text(name) }
    }
    static let pathLies: [Lie] = badNames.map { name in
        Lie("the path \(name.debugDescription)", [.v1], .name) {
            $0.change(entry: 0, "path", to: .list([.text("x"), .text(name)]))
        }
    }
    static let keyLies: [Lie] = badNames.filter { !$0.isEmpty }.map { name in
        Lie("the key \(name.debugDescription)", [.v2], .name) {
            $0.change("file tree", name, "", "length", to: .integer(0))
        }
    }

    static let otherLies: [Lie] = [
        Lie("an info of nothing", all, .missingKey) { $0.info = [:] },
        Lie("no name", all, .missingKey) { $0.info["name"] = nil },
        Lie("a name that is a number", all, .wrongType) { $0.info["name"] = .integer(1) },
        Lie("no piece length", all, .missingKey) { $0.info["piece length"] = nil },
        Lie("pieces of nothing", all, .pieceLength) { $0.info["piece length"] = .integer(0) },
        Lie("pieces of less than nothing", all, .pieceLength) { $0.info["piece length"] = .integer(.min) },
        Lie("pieces of a gigabyte", all, .pieceLength) { $0.info["piece length"] = .integer(1 << 30) },
        Lie("pieces of no power of two", new, .pieceLength) { $0.info["piece length"] = .integer(16_385) },
        Lie("short pieces", new, .pieceLength) { $0.info["piece length"] = .integer(8_192) },
        Lie("private of two", all, .badValue) { $0.info["private"] = .integer(2) },
        Lie("private of text", all, .wrongType) { $0.info["private"] = .text("1") },
        Lie("a later version", new, .badValue) { $0.info["meta version"] = .integer(3) },
        Lie("no version", new, .missingKey) { $0.info["meta version"] = nil },
        Lie("no tree", new, .missingKey) { $0.info["file tree"] = nil },
        Lie("no pieces", old, .missingKey) { $0.info["pieces"] = nil },
        Lie("a digest too few", old, .pieces) {
            $0.info["pieces"] = .bytes([UInt8](repeating: 0, count: 40)[...])
        },
        Lie("pieces of a broken digest", old, .pieces) {
            $0.info["pieces"] = .bytes([UInt8](repeating: 0, count: 159)[...])
        },
        Lie("files and a length", old, .mismatch) { $0.info["length"] = .integer(1) },
        Lie("another name for some engines", old, .mismatch) { $0.info["name.utf-8"] = .text("other") },
        Lie("another path for some engines", old, .mismatch) {
            $0.change(entry: 0, "path.utf-8", to: .list([.text("other")]))
        },
        Lie("a path of nothing", [.v1], .name) { $0.change(entry: 0, "path", to: .list([])) },
        Lie("a path of numbers", [.v1], .wrongType) { $0.change(entry: 0, "path", to: .list([.integer(1)])) },
        Lie("a path that is too long", [.v1], .name) {
            $0.change(
                entry: 0,
                "path",
                to: .list((0..<6).map { _ in .text(String(repeating: "n", count: 200)) })
            )
        },
        Lie("a link in the list", old, .link) { $0.change(entry: 0, "attr", to: .text("xl")) },
        Lie("where a link leads", old, .link) {
            $0.change(entry: 0, "symlink path", to: .list([.text("x")]))
        },
        Lie("a link in the tree", new, .link) { $0.change("file tree", "a.bin", "", "attr", to: .text("l")) },
        Lie("a pad in the tree", new, .pad) { $0.change("file tree", "a.bin", "", "attr", to: .text("p")) },
        Lie("a length below zero", old, .badValue) { $0.change(entry: 0, "length", to: .integer(-1)) },
        Lie("a length beyond all", old, .tooLarge) { $0.change(entry: 0, "length", to: .integer(.max)) },
        Lie("lengths that add up beyond all", [.v1], .tooLarge) {
            $0.change(entry: 0, "length", to: .integer(1 << 44))
        },
        Lie("a length beyond all in the tree", new, .tooLarge) {
            $0.change("file tree", "a.bin", "", "length", to: .integer(1 << 45))
        },
        Lie("padding beyond all", [.v1], .tooLarge) {
            $0.change(entry: 1, "attr", to: .text("p"))
            $0.change(entry: 1, "length", to: .integer(1 << 37))
        },
        Lie("a pad file alone", [.v1], .pad) {
            $0.info["files"] = nil
            $0.info["length"] = .integer(1)
            $0.info["attr"] = .text("p")
        },
        Lie("names that differ in case", [.v1], .collision) {
            $0.change(entry: 0, "path", to: .list([.text("D.BIN")]))
        },
        Lie("one name twice", [.v1], .collision) { $0.change(entry: 0, "path", to: .list([.text("d.bin")])) },
        Lie("a file called like a folder", [.v1], .collision) {
            $0.change(entry: 0, "path", to: .list([.text("b")]))
        },
        Lie("a folder called like a file", [.v1], .collision) {
            $0.change(entry: 1, "path", to: .list([.text("A.bin"), .text("c")]))
        },
        Lie("folders that differ in case", [.v2], .collision) {
            $0.change("file tree", "B", "x", "", "length", to: .integer(0))
        },
        Lie("names that differ in composition", [.v1], .collision) {
            $0.change(entry: 0, "path", to: .list([.text("\u{e9}")]))
            $0.change(entry: 2, "path", to: .list([.text("e\u{301}")]))
        },
        Lie("names that are one as case is folded: sigmas", [.v1], .collision) {
            $0.change(entry: 0, "path", to: .list([.text("\u{3c3}\u{3c2}")]))
            $0.change(entry: 2, "path", to: .list([.text("\u{3a3}\u{3a3}")]))
        },
        Lie("names that are one as case is folded: a sharp s", [.v1], .collision) {
            $0.change(entry: 0, "path", to: .list([.text("stra\u{df}e")]))
            $0.change(entry: 2, "path", to: .list([.text("STRASSE")]))
        },
        Lie("names that are one as case is folded: a long s", [.v1], .collision) {
            $0.change(entry: 0, "path", to: .list([.text("\u{17f}")]))
            $0.change(entry: 2, "path", to: .list([.text("s")]))
        },
        Lie("a file that is a folder, too", [.v2], .collision) {
            $0.change("file tree", "b", "", "length", to: .integer(0))
        },
        Lie("a folder of nothing", [.v2], .missingKey) {
            $0.change("file tree", "e", to: .dictionary(BencodeDictionary([:])))
        },
        Lie("no root", new, .missingKey) { $0.change("file tree", "a.bin", "", "pieces root", to: nil) },
        Lie("a short root", new, .root) {
            $0.change("file tree", "d.bin", "", "pieces root", to: .text("x"))
        },
        Lie("a root of nothing", [.v2], .root) {
            $0.change("file tree", "d.bin", "", "length", to: .integer(0))
        },
        Lie("a root of zeros", new, .root) {
            $0.change(
                "file tree",
                "d.bin",
                "",
                "pieces root",
                to: .bytes([UInt8](repeating: 0, count: 32)[...])
            )
        },
        Lie("no layers", new, .missingKey) { $0.outer["piece layers"] = nil },
        Lie("layers of nothing", new, .layer) {
            $0.outer["piece layers"] = .dictionary(BencodeDictionary([:]))
        },
        Lie("a tracker that is a number", all, .wrongType) { $0.outer["announce"] = .integer(1) },
        Lie("another length in v1", [.hybrid], .mismatch) {
            $0.change(entry: 0, "length", to: .integer(99_999))
        },
        Lie("another name in v1", [.hybrid], .mismatch) {
            $0.change(entry: 0, "path", to: .list([.text("a.bim")]))
        },
        Lie("a file less in v1", [.hybrid], .mismatch) { $0.change("files", "4", to: nil) },
        Lie("a pad less in v1", [.hybrid], .pad) { $0.change("files", "1", to: nil) },
        Lie("a pad of a piece more", [.hybrid], .pad) {
            $0.change(entry: 1, "length", to: .integer(16_384 * 7 - 100_000 + 16_384))
            if case .bytes(let pieces)? = $0.info["pieces"] {
                $0.info["pieces"] = .bytes(pieces + pieces.prefix(20))
            }
        },
    ]

    @Test("for one thing that is wrong", arguments: nameLies + pathLies + keyLies + otherLies)
    func refused(_ lie: Lie) async throws {
        for kind in lie.kinds {
            var draft = try await Draft(SampleData.usualTorrent(kind))
            #expect(draft.verdict == nil, "\(kind): right before")
            lie.change(&draft)
            #expect(draft.verdict == lie.code, "\(kind)")
        }
    }

    @Test(
        "where names are one but for case or composition, and by that rule alone",
        arguments: [("\u{3c2}", "\u{3a3}"), ("\u{df}", "SS"), ("\u{e9}", "E\u{301}"), ("d", "D")]
    )
    func collisions(_ names: (String, String)) async throws {
        var draft = try await Draft(SampleData.usualTorrent(.v1))
        draft.change(entry: 0, "path", to: .list([.text(names.0)]))
        draft.change(entry: 2, "path", to: .list([.text(names.1)]))
        #expect(draft.verdict == .collision)
        KnockOut.without(TorrentError.Code.collision.rawValue) { #expect(draft.verdict == nil) }
    }

    @Test("but many files on long ways through folders cost no more than their names")
    func deep() throws {
        let way = (0..<59).map { "\($0)" }
        let paths = (0..<12_000).map { way + ["\($0)"] }
        let time = try ContinuousClock().measure { try TorrentPath.checkApart(paths, at: "files") }
        #expect(time < .seconds(5), "\(time)")
        #expect(throws: TorrentError.self) {
            try TorrentPath.checkApart(paths + [way + ["7"]], at: "files")
        }
        #expect {
            try TorrentPath.checkApart(paths + [Array(way.dropLast()) + ["58"]], at: "files")
        } throws: { ($0 as? TorrentError)?.code == .collision }
        #expect {
            try TorrentPath.checkApart([["a", "b", "x"], ["c"], ["A", "b", "y"]], at: "files")
        } throws: { ($0 as? TorrentError)?.detail == "\"a\" and \"A\"" }
        #expect {
            try TorrentPath.checkApart([["a", "\u{e9}", "x"], ["a", "e\u{301}", "y"]], at: "files")
        } throws: { ($0 as? TorrentError)?.code == .collision }
    }

    @Test("where nothing is to be had")
    func nothing() async throws {
        var draft = try await Draft(SampleData.usualTorrent(.v1))
        for index in 0..<3 { draft.change(entry: index, "length", to: .integer(0)) }
        draft.info["pieces"] = .text("")
        #expect(draft.verdict == .empty)
    }

    @Test("by every byte that is flipped, or the infohash is another", arguments: Metainfo.Kind.allCases)
    func flips(_ kind: Metainfo.Kind) async throws {
        let bytes = try await SampleData.usualTorrent(kind)
        let right = Set(try Metainfo(reading: bytes).infohashes)
        for place in bytes.indices {
            for mask: UInt8 in [0x01, 0x80] {
                var wrong = bytes
                wrong[place] ^= mask
                guard let read = try? Metainfo(reading: wrong) else { continue }
                #expect(right.isDisjoint(with: read.infohashes), "byte \(place)")
            }
            #expect(throws: TorrentError.self) { try Metainfo(reading: Array(bytes[..<place])) }
            guard let longer = try? Metainfo(reading: bytes[..<place] + [0x31] + bytes[place...]) else {
                continue
            }
            #expect(right.isDisjoint(with: longer.infohashes), "a byte more at \(place)")
        }
    }
}
