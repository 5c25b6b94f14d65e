import Bytes
import Glibc
import TestSupport
import Testing

@testable import Torrents

@Suite("Making torrents")
struct TorrentPlanTests {
    @Test("takes pieces whose length follows from the total alone")
    func pieceLength() {
        let (kibi, gibi) = (1_024, 1_073_741_824)
        let table: [(total: Int, length: Int)] = [
            (1, 16 * kibi), (33_554_432, 16 * kibi), (33_554_433, 32 * kibi), (gibi, 512 * kibi),
            (4 * gibi, 2_048 * kibi), (32 * gibi, 16_384 * kibi), (1_024 * gibi, 16_384 * kibi),
        ]
        for (total, length) in table { #expect(PieceLength.of(total: total) == length, "\(total)") }
    }

    @Test("gives the same bytes wherever and whenever, and in whatever order files are named")
    func same() async throws {
        let (one, other) = (try await SampleData.usual(), try await SampleData.usual())
        var past = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
        utimensat(AT_FDCWD, "\(other.folder)/a.bin", &past, 0)
        let turned = try TorrentPlan(name: "sample", files: other.plan.files.reversed(), pieceLength: 16_384)
        let digests = try await turned.digests(below: other.folder)
        for kind in Metainfo.Kind.allCases {
            #expect(try one.torrent(kind) == turned.metainfo(kind, digests))
        }
    }

    @Test("writes these keys and no others, and is private")
    func keys() async throws {
        let sample = try await SampleData.usual()
        let old: Set<ByteName> = ["files", "name", "piece length", "pieces", "private"]
        let new: Set<ByteName> = ["file tree", "meta version", "name", "piece length", "private"]
        for (kind, wanted) in [(Metainfo.Kind.v1, old), (.v2, new), (.hybrid, old.union(new))] {
            let draft = try Draft(sample.torrent(kind))
            #expect(Set(draft.info.keys) == wanted)
            #expect(Set(draft.outer.keys) == (kind == .v1 ? ["info"] : ["info", "piece layers"]))
            let metainfo = try Metainfo(reading: sample.torrent(kind))
            #expect(metainfo.isPrivate && metainfo.trackers.isEmpty && metainfo.extras.isEmpty)
            #expect(metainfo.kind == kind && metainfo.isFolder && metainfo.totalLength == 120_005)
        }
    }

    @Test("changes the infohash with every byte of the data, and not with trackers")
    func infohash() async throws {
        let sample = try await SampleData.usual()
        let other = try await SampleData(
            ["a.bin": 100_000, "b/c.bin": 20_000, "d.bin": 6],
            pieceLength: 16_384
        )
        let trackers = [
            try AnnounceURL("http://10.0.0.1:6969/announce"), try AnnounceURL("udp://[fd00::1]:6969"),
        ]
        for kind in Metainfo.Kind.allCases {
            let plain = try Metainfo(reading: sample.torrent(kind))
            let asked = try Metainfo(reading: sample.plan.metainfo(kind, sample.digests, trackers: trackers))
            #expect(asked.infohashes == plain.infohashes && asked.trackers == trackers.map(\.text))
            #expect(try Metainfo(reading: other.torrent(kind)).infohashes != plain.infohashes)
        }
    }

    @Test("refuses names that it would not read, and no data")
    func refused() {
        func code(_ name: String, _ files: [(String, Int)]) -> TorrentError.Code? {
            do {
                _ = try TorrentPlan(
                    name: name,
                    files: files.map { TorrentPlan.Item(path: [$0.0], length: $0.1) }
                )
                return nil
            } catch { return error.code }
        }
        #expect(code("n", [("a", 1)]) == nil)
        #expect(code("..", [("a", 1)]) == .name)
        #expect(code("n", [("a/b", 1)]) == .name)
        #expect(code("n", [("a", 1), ("A", 1)]) == .collision)
        #expect(code("n", [("a", 0)]) == .empty)
    }

    @Test("stops where a file has another length than planned")
    func changed() async throws {
        let sample = try await SampleData.usual()
        try AtomicFile.write([1], to: "\(sample.folder)/d.bin")
        await #expect(throws: FileError.self) { try await sample.plan.digests(below: sample.folder) }
    }
}
