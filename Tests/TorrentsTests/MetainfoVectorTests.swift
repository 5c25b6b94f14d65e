import Bytes
import TestSupport
import Testing

@testable import Torrents

/// The torrents of libtorrent's own tests, and our verdict on each.
@Suite("Torrents of others", .enabled(if: Vectors.has("torrent"), Comment(rawValue: Vectors.missing)))
struct MetainfoVectorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// Nil where it is read.
        let code: TorrentError.Code?
        /// What libtorrent's tests want, and why ours differs where it does.
        let why: String
        /// Bytes after the end, which all are refused for first; libtorrent does not look at them.
        var tail = 0
        var infohashes: [String] = []

        var testDescription: String { "\(name): \(why)" }
    }

    static let cases: [Case] = [
        Case(
            name: "v2",
            code: nil,
            why: "a hybrid of one file",
            infohashes: [
                "c14199bbec64d0e9e439aa3b6b7639e666b86eca",
                "597b180c1a170a585dfc5e85d834d69013ceda174b8f357d5bb1a0ca509faf0a",
            ]
        ),
        Case(
            name: "v2_bad_file_alignment",
            code: .pad,
            why: "the pad is 11 bytes too long; inconsistent files there"
        ),
        Case(name: "v2_deep_recursion", code: .bencodeTooDeep, why: "depth exceeded there, too"),
        Case(
            name: "v2_empty_file",
            code: nil,
            why: "a hybrid with a file of nothing",
            infohashes: [
                "fdc8263736f65efc8da8948f2e9f64ad92ad614a",
                "e56591511c519faf6c41547bb6fdb6bfdfe32abdfaabdee90ea595e3719fdc43",
            ]
        ),
        Case(name: "v2_empty_filename", code: .name, why: "the empty key at the top of the tree", tail: 2),
        Case(
            name: "v2_hybrid-missing-tailpad",
            code: nil,
            why: "older makers had no pad behind the last file",
            infohashes: [
                "631a31dd0a46257d5078c0dee4e66e26f73e42ac",
                "d8dd32ac93357c368556af3ac1d95c9d76bd0dff6fa9833ecdac3d53134efabb",
            ]
        ),
        Case(
            name: "v2_hybrid",
            code: nil,
            why: "a hybrid with pads, the last file's too",
            infohashes: [
                "514c76c1f27ec61ca8b37851bcd1cbf0b26cf120",
                "518fbaf39b37020c896e8768a967da6d76bbd5ef7a02c761021b65a72c6cfa11",
            ]
        ),
        Case(
            name: "v2_incomplete_piece_layer",
            code: .layer,
            why: "loads there, as if it were a magnet link; BEP 52 wants the layers of all larger files"
        ),
        Case(name: "v2_invalid_file", code: .wrongType, why: "a file's values where a folder's names belong"),
        Case(
            name: "v2_invalid_filename",
            code: .name,
            why: "loads there under another name; not UTF-8, and a slash"
        ),
        Case(
            name: "v2_invalid_filename2",
            code: .name,
            why: "loads there under other names; slashes",
            tail: 1
        ),
        Case(name: "v2_invalid_pad_file", code: .pad, why: "v2 has no pad files"),
        Case(name: "v2_invalid_piece_layer", code: .wrongType, why: "a layer that is a number"),
        Case(
            name: "v2_invalid_piece_layer_root",
            code: .layer,
            why: "a layer that does not give the root",
            tail: 1
        ),
        Case(name: "v2_invalid_piece_layer_size", code: .layer, why: "a layer of twice as many pieces"),
        Case(name: "v2_invalid_root_hash", code: .layer, why: "refused there when added, not when read"),
        Case(name: "v2_large_file", code: .tooLarge, why: "four million pieces; invalid length there"),
        Case(name: "v2_large_offset", code: .tooLarge, why: "too many pieces"),
        Case(
            name: "v2_mismatching_metadata",
            code: .name,
            why: "inconsistent files there; the slash comes first here"
        ),
        Case(name: "v2_missing_file_root_invalid_symlink", code: .missingKey, why: "a file without a root"),
        Case(
            name: "v2_multipiece_file",
            code: nil,
            why: "a hybrid of one file of many pieces",
            infohashes: [
                "6c68c1bcc24c65b6fef4724d8234b67e0e9ac6a4",
                "108ac2c3718ce722e6896edc56c4afa98f1d711ecaace7aad74fca418ebd03de",
            ]
        ),
        Case(
            name: "v2_multiple_files",
            code: nil,
            why: "v2 of three files",
            infohashes: ["33549c6b0b7f0ce30f0cdc253ee05ccea3c67caa1560fa3c9bcc40c1837b5576"]
        ),
        Case(name: "v2_no_piece_layers", code: .missingKey, why: "loads there, as if it were a magnet link"),
        Case(name: "v2_no_power2_piece", code: .pieceLength, why: "pieces of 32767 bytes"),
        Case(name: "v2_non_multiple_piece_layer", code: .layer, why: "a layer of 513 bytes"),
        Case(
            name: "v2_only",
            code: nil,
            why: "v2 of one file",
            infohashes: ["95e04d0c4bad94ab206efa884666fd89777dbe4f7bd9945af1829037a85c6192"]
        ),
        Case(name: "v2_overlong_integer", code: .bencodeNotCanonical, why: "a length of 07"),
        Case(name: "v2_piece_layer_invalid_file_hash", code: .layer, why: "a layer under 33 bytes"),
        Case(name: "v2_piece_size", code: .pieceLength, why: "pieces of 2^31 - 1 bytes"),
        Case(name: "v2_symlinks", code: .link, why: "loads there; we follow and make no links"),
        Case(name: "v2_unknown_piece_layer_entry", code: .layer, why: "a layer of no file", tail: 1),
        Case(name: "v2_unordered_files", code: .bencodeNotCanonical, why: "keys that do not ascend"),
        Case(name: "v2_zero_root", code: .root, why: "a root of zeros"),
        Case(name: "v2_zero_root_small", code: .root, why: "a root of zeros, and no layer to show it"),
    ]

    private func verdict(_ bytes: [UInt8]) -> Result<Metainfo, TorrentError> {
        Result { () throws(TorrentError) in try Metainfo(reading: bytes) }
    }

    @Test("get the right verdict, and the infohash that libtorrent shows", arguments: cases)
    func verdict(_ sample: Case) throws {
        let path = Vectors.path("torrent/\(sample.name).torrent")
        let bytes = try File.contents(of: path, limit: 1 << 20)
        if sample.tail > 0 {
            guard case .failure(let error) = verdict(bytes) else {
                Issue.record("read with bytes after the end")
                return
            }
            #expect(error.code == .bencodeTrailing)
        }
        switch verdict(Array(bytes.dropLast(sample.tail))) {
        case .success(let metainfo):
            #expect(sample.code == nil && metainfo.infohashes == sample.infohashes)
        case .failure(let error): #expect(error.code == sample.code, "\(error)")
        }
    }

    @Test("are all in the table")
    func complete() throws {
        let names = try Folder.names(in: Vectors.path("torrent")).filter { $0.hasSuffix(".torrent") }
        #expect(names == Self.cases.map { "\($0.name).torrent" }.sorted())
    }

    @Test(
        "describe a megabyte of zeros as we hash it",
        arguments: [
            ("v2", "test64K", 65_536), ("v2_multipiece_file", "test1MB", 1 << 20),
            ("v2_only", "test1MB", 1 << 20),
        ]
    )
    func zeros(_ name: String, _ file: String, _ length: Int) async throws {
        let bytes = try File.contents(of: Vectors.path("torrent/\(name).torrent"), limit: 1 << 20)
        let metainfo = try Metainfo(reading: bytes)
        let folder = try ScratchFolder()
        let path = "\(folder.path)/\(file)"
        try AtomicFile.write([UInt8](repeating: 0, count: length), to: path)
        #expect(try await DataCheck(metainfo, data: path).run() == [])
        var other = [UInt8](repeating: 0, count: length)
        other[length - 1] = 1
        try AtomicFile.write(other, to: path)
        let codes = try await DataCheck(metainfo, data: path).run().map(\.code)
        #expect(codes == (metainfo.kind == .v2 ? [.tree] : [.piece, .tree]))
    }
}
