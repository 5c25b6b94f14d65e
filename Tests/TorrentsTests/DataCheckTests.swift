import Bytes
import Glibc
import TestSupport
import Testing

@testable import Torrents

@Suite("Data that are held against a torrent")
struct DataCheckTests {
    private typealias Code = DataFault.Code

    /// Each kind in both lengths of pieces; usually in one of them.
    private static let shapes = Metainfo.Kind.allCases.flatMap { kind in [16_384, 65_536].map { (kind, $0) } }

    @Test("are right as they are, of any size", arguments: Effort.cases(shapes, usual: [0, 3, 4]))
    func whole(_ kind: Metainfo.Kind, _ piece: Int) async throws {
        let lengths = [0, 1, 16_383, 16_384, 16_385, piece - 1, piece, piece + 1, 5 * piece + 7, 8 * piece]
        for length in lengths where length > 0 {
            let alone = try await SampleData(["one.bin": length], pieceLength: piece)
            #expect(try await alone.faults(kind) == [], "\(length) bytes")
        }
        let files = Dictionary(
            uniqueKeysWithValues: lengths.enumerated().map { ("\($0.offset).bin", $0.element) }
        )
        #expect(try await SampleData(files, pieceLength: piece).faults(kind) == [])
    }

    @Test("show which piece of which file differs", arguments: [0, 16_383, 16_384, 50_000, 99_999])
    func flipped(_ place: Int) async throws {
        let sample = try await SampleData.usual()
        let path = "\(sample.folder)/a.bin"
        var bytes = try File.contents(of: path, limit: 1 << 20)
        bytes[place] ^= 1
        try AtomicFile.write(bytes, to: path)
        for kind in Metainfo.Kind.allCases {
            let faults = try await sample.faults(kind)
            #expect(faults.map(\.code) == (kind == .v1 ? [.piece] : kind == .v2 ? [.tree] : [.piece, .tree]))
            for fault in faults {
                #expect(fault.detail.contains("differs in piece \(place / 16_384) of"), "\(fault)")
                #expect(fault.subject.hasPrefix("a.bin"))
            }
        }
    }

    @Test("show runs of pieces, and all files that share a piece")
    func runs() async throws {
        let sample = try await SampleData.usual()
        try AtomicFile.write([UInt8](repeating: 7, count: 100_000), to: "\(sample.folder)/a.bin")
        let old = try await sample.faults(.v1)
        #expect(old.map(\.subject) == ["a.bin, b/c.bin"] && old[0].detail.contains("pieces 0 to 6"))
        let new = try await sample.faults(.v2)
        #expect(new.map(\.subject) == ["a.bin"] && new[0].detail.contains("pieces 0 to 6"))
    }

    @Test("are all there, as long as they should be, and alone", arguments: Metainfo.Kind.allCases)
    func files(_ kind: Metainfo.Kind) async throws {
        let sample = try await SampleData.usual()
        func faults(_ change: (String) throws -> Void) async throws -> [String] {
            let copy = try await SampleData.usual()
            try change(copy.folder)
            return try await copy.faults(kind).map { "\($0.code.rawValue) \($0.subject)" }
        }
        #expect(try await sample.faults(kind) == [])
        let gone = try await faults { unlink("\($0)/b/c.bin") }
        #expect(gone == ["torrent-data-missing b/c.bin"])
        let longer = try await faults { try AtomicFile.write([1, 2, 3, 4, 5, 6], to: "\($0)/d.bin") }
        #expect(longer == ["torrent-data-size d.bin"])
        let more = try await faults { try AtomicFile.write([1], to: "\($0)/b/more") }
        #expect(more == ["torrent-data-extra b/more"])
        let empty = try await faults { try Folder.create("\($0)/e") }
        #expect(empty == [])
        let link = try await faults {
            rename("\($0)/d.bin", "\($0)/../d.bin")
            symlink("../d.bin", "\($0)/d.bin")
        }
        #expect(link == ["torrent-data-not-regular d.bin"])
        let folder = try await faults {
            rename("\($0)/b", "\($0)/../b")
            symlink("../b", "\($0)/b")
        }
        #expect(folder == ["torrent-data-missing b/c.bin", "torrent-data-not-regular b"])
        let pipe = try await faults {
            unlink("\($0)/d.bin")
            mkfifo("\($0)/d.bin", 0o644)
        }
        #expect(pipe == ["torrent-data-not-regular d.bin"])
    }

    @Test("may have beside them what systems and stopped programs left", arguments: Metainfo.Kind.allCases)
    func leftBehind(_ kind: Metainfo.Kind) async throws {
        let sample = try await SampleData(["a.bin": 20_000, "b/.DS_Store": 7], pieceLength: 16_384)
        for name in [".DS_Store", "b/._x", "c.bin.partial"] {
            try AtomicFile.write([1], to: "\(sample.folder)/\(name)")
        }
        // Not looked into: nobody may read it.
        try Folder.create("\(sample.folder)/lost+found")
        symlink("/", "\(sample.folder)/.Trashes")
        let check = try DataCheck(Metainfo(reading: sample.torrent(kind)), data: sample.folder)
        let left: [ByteName] = [".DS_Store", ".Trashes", "b/._x", "c.bin.partial", "lost+found"]
        #expect(check.leftBehind.sorted() == left)
        #expect(try await check.run() == [])
        try AtomicFile.write([1], to: "\(sample.folder)/b/.DS_Store")
        #expect(try await sample.faults(kind).map(\.code) == [.size], "what the torrent lists is checked")
    }

    @Test("have no twin that is the same but for Unicode's composition", arguments: Metainfo.Kind.allCases)
    func twins(_ kind: Metainfo.Kind) async throws {
        let sample = try await SampleData(["mod\u{e8}le.bin": 20_000, "K": 5], pieceLength: 16_384)
        #expect(try await sample.faults(kind) == [])
        try AtomicFile.write([1], to: "\(sample.folder)/mode\u{300}le.bin")
        try AtomicFile.write([1], to: "\(sample.folder)/\u{212a}")
        #expect(try await sample.faults(kind).map(\.code) == [.extra, .extra])
        // By that rule alone: which of the twins a set of strings keeps is open, so the sizes are made one.
        try AtomicFile.write(
            File.contents(of: "\(sample.folder)/mod\u{e8}le.bin", limit: 1 << 20),
            to: "\(sample.folder)/mode\u{300}le.bin"
        )
        let faults = try await KnockOut.without(ByteName.rule) { try await sample.faults(kind) }
        #expect(faults == [])
    }

    @Test("have no file whose name is not UTF-8")
    func undecodable() async throws {
        let sample = try await SampleData.usual()
        let place = ByteName(Array("\(sample.folder)/b/".utf8) + [0x63, 0xff])
        let made = (place.bytes + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { mkdir($0, 0o755) } ?? -1 }
        }
        #expect(made == 0)
        let faults = try await sample.faults(.v2)
        #expect(faults.map(\.code) == [.notRegular] && faults.map(\.subject) == [#"b/c\xff"#])
    }

    @Test("that nobody can read end the check")
    func unreadable() async throws {
        let sample = try await SampleData.usual()
        let metainfo = try Metainfo(reading: sample.torrent(.v2))
        #expect(throws: FileError.self) { try DataCheck(metainfo, data: "\(sample.scratch.path)/none") }
    }
}
