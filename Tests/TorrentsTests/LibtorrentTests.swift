import Bytes
import TestSupport
import Testing

@testable import Torrents

/// libtorrent as an oracle: the engine behind most clients, with its Python module for the system's Python.
@Suite(
    "Torrents in libtorrent",
    .enabled(
        if: Python.systemHas("libtorrent"),
        "install python3-libtorrent, which the system's python3 loads"
    )
)
struct LibtorrentTests {
    private func ask(_ arguments: String...) throws -> [String] {
        let script = "\(Vectors.packageRoot)/Tests/TorrentsTests/Fixtures/libtorrent_oracle.py"
        let outcome = try Python.runSystem([script] + arguments)
        try #require(outcome.status == 0, "\(outcome)")
        return outcome.lines.map(String.init)
    }

    private func shown(_ torrent: [UInt8], _ percent: String = "") throws -> String {
        let metainfo = try Metainfo(reading: torrent)
        let hashes = "\(metainfo.infohashV1.map(Hex.encode) ?? "-") \(metainfo.infohashV2?.hex ?? "-")"
        return percent.isEmpty ? hashes : "\(hashes) \(percent)"
    }

    static let shapes: [[String: Int]] = [
        ["one.bin": 1, "two.bin": 1], ["a": 16_383, "b": 16_384, "c": 16_385],
        ["a.bin": 65_535, "b.bin": 65_536, "c.bin": 65_537, "d/e/f.bin": 400_000, "d/g": 3],
        ["a": 0, "b": 70_000, "c": 0, "d": 70_000, "e": 0], ["a.b": 5, "a/b": 7, "a-b": 20_000],
    ]

    /// Each shape in both lengths of pieces; usually in one of them.
    static let cuts = shapes.flatMap { shape in [16_384, 65_536].map { (shape, $0) } }

    @Test(
        "that we made show our infohash, and the data are whole",
        arguments: Effort.cases(cuts, usual: [0, 3, 4, 7, 8])
    )
    func ours(_ shape: [String: Int], _ piece: Int) async throws {
        let sample = try await SampleData(shape, pieceLength: piece)
        let paths = try Metainfo.Kind.allCases.map { try sample.write($0) }
        let lines = try ask("recheck", sample.scratch.path, paths[0], paths[1], paths[2])
        #expect(try lines == Metainfo.Kind.allCases.map { try shown(sample.torrent($0), "100.0") })
    }

    @Test("that we made show a byte that was flipped")
    func corrupted() async throws {
        let sample = try await SampleData.usual()
        let paths = try Metainfo.Kind.allCases.map { try sample.write($0) }
        var bytes = try File.contents(of: "\(sample.folder)/a.bin", limit: 1 << 20)
        bytes[50_000] ^= 1
        try AtomicFile.write(bytes, to: "\(sample.folder)/a.bin")
        for line in try ask("recheck", sample.scratch.path, paths[0], paths[1], paths[2]) {
            #expect(!line.hasSuffix(" 100.0"), "\(line)")
        }
    }

    @Test("that it made are read by us, with its infohash, and the data are whole", arguments: shapes)
    func theirs(_ shape: [String: Int]) async throws {
        let sample = try await SampleData(shape, pieceLength: 16_384)
        let out = "\(sample.scratch.path)/theirs"
        let lines = try ask("make", sample.folder, "16384", out)
        for (kind, line) in zip(["v1", "v2", "hybrid", "padded"], lines) {
            let bytes = try File.contents(of: "\(out).\(kind)", limit: 1 << 20)
            #expect(try shown(bytes) == line, "\(kind)")
            let metainfo = try Metainfo(reading: bytes)
            #expect(metainfo.extras.contains("creation date") && !metainfo.isPrivate)
            #expect(try await DataCheck(metainfo, data: sample.folder).run() == [], "\(kind)")
        }
        #expect(lines.count == 4)
    }

    @Test(
        "of its own tests show the infohash that we read",
        .enabled(if: Vectors.has("torrent"), Comment(rawValue: Vectors.missing))
    )
    func vectors() throws {
        for sample in MetainfoVectorTests.cases where sample.code == nil {
            let path = Vectors.path("torrent/\(sample.name).torrent")
            let lines = try ask("show", path)
            #expect(try lines == [shown(File.contents(of: path, limit: 1 << 20))])
        }
    }
}
