import Bytes
import Layout
import TestSupport
import Verification

@testable import Container

/// An .xz file read block by block.
struct Opened {
    struct Raw {
        let block: Golden.Block
        let bytes: [UInt8]
    }

    var raw: [Raw] = []
    var tar: [UInt8] = []
    var blocks: [Golden.Block] { raw.map(\.block) }

    init(_ path: String) throws {
        let xz = try XZFile(File.reading(path))
        let bytes = try File.contents(of: path, limit: 1 << 24)
        var offset = 12
        while bytes[offset] != 0 {
            let block = try xz.block(atFileOffset: offset)
            let described = Golden.Block(
                fileOffset: offset,
                fileSize: block.next - offset,
                tarOffset: tar.count,
                uncompressed: block.content.count,
                isStored: block.isStored
            )
            raw.append(Raw(block: described, bytes: Array(bytes[offset..<block.next])))
            tar += block.content
            offset = block.next
        }
    }
}

/// The members of a golden bundle on their way through our writer.
struct Rewriting {
    let golden: Golden
    let members: [ArchiveMember]
    let modified: Timestamp

    init(_ golden: Golden, tar: [UInt8]) throws {
        self.golden = golden
        modified = try BundleContents(path: golden.path).manifest.sealedAt
        members = golden.members.map {
            let start = $0.tarOffset + TarHeader.byteCount
            return ArchiveMember(
                name: $0.name,
                bytes: Array(tar[start..<start + $0.size]),
                kind: Self.kind($0.name)
            )
        }
    }

    private static func kind(_ name: String) -> BlockPlanner.Kind {
        if name.hasPrefix("data/log/tile/entries/") { return .entryBundle }
        if name.hasPrefix("data/index/") { return .index }
        return name.hasPrefix("data/blobs/") ? .blob : .ordinary
    }

    func write(to path: String) async throws {
        let writer = try BundleWriter(folder: golden.name, modified: modified, effort: .default, width: 2)
        let output = try AtomicFile(path)
        try BundleWriter.begin(output.file)
        let tag = members.firstIndex { $0.name == MemberPath.tagManifest } ?? 0
        try await part(members[..<(tag - 1)], writer, .head, output.file)
        try await part(members[(tag - 1)..<tag], writer, .bound, output.file)
        try await part(members[tag...tag], writer, .head, output.file)
        try await part(members[(tag + 1)...], writer, .bound, output.file, endsArchive: true)
        try BundleWriter.end(output.file)
        try output.finish()
    }

    private func part(
        _ members: ArraySlice<ArchiveMember>,
        _ writer: BundleWriter,
        _ sort: BundleWriter.Sort,
        _ file: File,
        endsArchive: Bool = false
    ) async throws {
        var rest = members
        try await writer.write({ rest.popFirst() }, sort: sort, endsArchive: endsArchive, to: file)
    }
}
