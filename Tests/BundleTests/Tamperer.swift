import Bytes
import Layout
import Leaves
import SecretKeys

@testable import Container

/// Takes a bundle apart into tar members and puts it together again otherwise, without any key.
struct Tamperer {
    /// A member as it stands in the tar stream.
    struct Member {
        var header: [UInt8]
        var content: [UInt8]

        var name: String {
            let path = String(decoding: header[..<100].prefix { $0 != 0 }, as: UTF8.self)
            return String(path.drop { $0 != "/" }.dropFirst())
        }

        var tarBytes: [UInt8] {
            header + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
        }
    }

    var members: [Member] = []
    var end = [UInt8](repeating: 0, count: TarHeader.endByteCount)

    init(_ file: [UInt8]) throws {
        var offset = 12
        var tar: [UInt8] = []
        while file[offset] != 0 {
            let header = try BlockHeader(reading: Array(file[offset...].prefix(20)), at: "\(offset)")
            let start = offset + header.bytes.count
            offset = start + (header.compressed + 3) & ~3 + 4
            tar += try Array(file[start..<offset]).withUnsafeBytes {
                try BlockCodec.decode($0, header: header, at: "\(offset)")
            }
        }
        var position = 0
        while tar[position] != 0 {
            let size = tar[position + 124..<position + 135].reduce(0) { $0 << 3 | Int($1 - 0x30) }
            let start = position + 512
            members.append(
                Member(header: Array(tar[position..<start]), content: Array(tar[start..<start + size]))
            )
            position = start + (size + 511) & ~511
        }
    }

    func index(_ name: String) -> Int? { members.firstIndex { $0.name == name } }

    /// A member's index by the front of its name.
    func first(_ prefix: String) -> Int? { members.firstIndex { $0.name.hasPrefix(prefix) } }

    /// Changes header bytes of a member and makes its checksum fit again.
    mutating func header(_ index: Int, at offset: Int, _ bytes: [UInt8]) {
        members[index].header.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        members[index].header.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
        let sum = members[index].header.reduce(0) { $0 + Int($1) }
        let digits = (0..<6).reversed().map { UInt8(0x30 + (sum >> (3 * $0) & 7)) }
        members[index].header.replaceSubrange(148..<156, with: digits + [0, 0x20])
    }

    /// The file again, its blocks where the format wants them.
    func file() throws -> [UInt8] {
        var planner = BlockPlanner()
        var unit: [UInt8] = []
        var cut = BlockPlanner.Kind.ordinary.cut
        var isHead = true
        var blocks: [BlockCodec.Encoded] = []
        func flush() throws {
            guard !unit.isEmpty else { return }
            for size in BlockPlanner.blocks(unitBytes: unit.count, cut: cut) {
                let block = Array(unit.prefix(size))
                blocks.append(
                    try BlockCodec.encode(block, effort: .default, compression: isHead ? .never : .always)
                )
                unit.removeFirst(size)
            }
        }
        var seenData = false
        for member in members {
            let kind: BlockPlanner.Kind =
                member.name.contains("/tile/entries/")
                ? .entryBundle : member.name.hasPrefix("data/index/") ? .index : .ordinary
            let isFirstOfData = !seenData && member.name.hasPrefix("data/")
            seenData = seenData || isFirstOfData
            let startsPart = isFirstOfData || member.name.hasSuffix("manifest-sha256.txt")
            if planner.add(tarBytes: member.tarBytes.count, kind: kind, startsPart: startsPart) {
                try flush()
            }
            cut = kind.cut
            isHead = !seenData && member.name != MemberPath.payloadManifest
            unit += member.tarBytes
        }
        try flush()
        isHead = false
        unit = end
        try flush()
        return Tamperer.stream(blocks)
    }

    static func stream(_ blocks: [BlockCodec.Encoded]) -> [UInt8] {
        let index = XZIndex.encode(blocks.map(\.record))
        return XZProfile.streamHeader + blocks.flatMap(\.bytes) + index
            + XZProfile.streamFooter(indexSize: index.count)
    }
}
