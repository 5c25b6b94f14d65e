import Bytes
import TestSupport

@testable import Torrents

/// A folder of files whose bytes follow from their lengths, and torrents of it.
struct SampleData {
    let scratch: ScratchFolder
    let plan: TorrentPlan
    let digests: DataDigests

    /// The folder that the torrents name.
    var folder: String { "\(scratch.path)/\(plan.name)" }

    init(_ lengths: [String: Int], pieceLength: Int? = nil, isZero: Bool = false) async throws {
        scratch = try ScratchFolder()
        let name = "sample"
        for (path, length) in lengths {
            let full = "\(scratch.path)/\(name)/\(path)"
            try Folder.create(Folder.parent(of: full))
            let bytes =
                isZero
                ? [UInt8](repeating: 0, count: length) : SampleData.bytes(length, seed: path.utf8.count)
            let file = try AtomicFile(full)
            try file.write(bytes)
            try file.finish(isDurable: false)
        }
        plan = try TorrentPlan(
            name: name,
            files: lengths.map { path, length in
                TorrentPlan.Item(path: path.split(separator: "/").map(String.init), length: length)
            },
            pieceLength: pieceLength
        )
        digests = try await plan.digests(below: "\(scratch.path)/\(name)")
    }

    /// Three files, one of them of several pieces and one in a folder.
    static func usual() async throws -> SampleData {
        try await SampleData(["a.bin": 100_000, "b/c.bin": 20_000, "d.bin": 5], pieceLength: 16_384)
    }

    /// The torrents of the usual files, for whoever needs no files.
    static let usualTorrents = Task {
        let sample = try await usual()
        return try Dictionary(
            uniqueKeysWithValues: Metainfo.Kind.allCases.map { ($0, try sample.torrent($0)) }
        )
    }

    static func usualTorrent(_ kind: Metainfo.Kind) async throws -> [UInt8] {
        try await usualTorrents.value[kind] ?? []
    }

    static func bytes(_ count: Int, seed: Int) -> [UInt8] {
        var state = UInt64(truncatingIfNeeded: seed) &* 0x9e37_79b9_7f4a_7c15 | 1
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }

    func torrent(_ kind: Metainfo.Kind) throws -> [UInt8] { try plan.metainfo(kind, digests) }

    /// Writes the torrent beside the folder.
    func write(_ kind: Metainfo.Kind) throws -> String {
        let path = "\(scratch.path)/\(kind.rawValue).torrent"
        try AtomicFile.write(torrent(kind), to: path)
        return path
    }

    func faults(_ kind: Metainfo.Kind) async throws -> [DataFault] {
        try await DataCheck(Metainfo(reading: torrent(kind)), data: folder).run()
    }
}
