import Bytes
import Container
import Layout

/// The first blocks of a bundle, read from the front: everything up to the envelope.
///
/// They are the only bytes that are read before a signature is checked. Sizes are taken from tar headers, within
/// limits; once the manifest is known every header and every derived byte is made again and compared.
struct BundleHead {
    let readme: [UInt8]
    let bagit: [UInt8]
    let bagInfo: [UInt8]
    let manifestBytes: [UInt8]
    let envelopeBytes: [UInt8]
    /// Number of blocks, and where the next one begins in the file and in the tar stream.
    let blocks: Int
    let nextFileOffset: Int
    let nextTarOffset: Int
    /// What the Index must state of these blocks, which are read without it.
    let blockSizes: [(unpadded: Int, content: Int)]
    private let raw: [UInt8]

    private static let names: [(name: String, limit: Int)] = [
        (MemberPath.readme, 1 << 20), (MemberPath.bagit, 4_096), (MemberPath.bagInfo, 4_096),
        (MemberPath.manifest, 16 << 20), (MemberPath.envelope, 24 << 20),
    ]

    init(_ file: XZFile) throws {
        var walker = HeadWalker(file: file)
        var contents: [[UInt8]] = []
        for (name, limit) in BundleHead.names {
            contents.append(try walker.member(name, limit: limit))
        }
        try walker.endPart()
        readme = contents[0]
        bagit = contents[1]
        bagInfo = contents[2]
        manifestBytes = contents[3]
        envelopeBytes = contents[4]
        blocks = walker.blocks
        nextFileOffset = walker.fileOffset
        nextTarOffset = walker.raw.count
        blockSizes = walker.blockSizes
        raw = walker.raw
    }

    /// Makes the head again from the manifest and compares every byte of its tar stream.
    func compare(with manifest: Manifest) throws {
        guard readme.count == manifest.readme.size, SHA256.hash(readme) == manifest.readme.sha256 else {
            throw Fault(.memberDigest, MemberPath.readme, "is not the text that the manifest names")
        }
        let members: [(String, [UInt8])] = [
            (MemberPath.readme, readme), (MemberPath.bagit, BagFiles.bagit),
            (MemberPath.bagInfo, BagFiles.bagInfo(manifest)), (MemberPath.manifest, manifestBytes),
            (MemberPath.envelope, envelopeBytes),
        ]
        var offset = 0
        for (name, content) in members {
            let expected = try TarImage.bytes(name: name, content: content, manifest: manifest)
            let end = offset + expected.count
            guard end <= raw.count, raw[offset..<end].elementsEqual(expected) else {
                throw Fault(.headMember, name, "header, content or padding is not what the manifest implies")
            }
            offset = end
        }
    }
}

/// The tar bytes of a small member.
enum TarImage {
    static func bytes(name: String, content: [UInt8], manifest: Manifest) throws -> [UInt8] {
        let header = TarHeader(
            path: "\(manifest.name)/\(name)",
            size: content.count,
            modified: manifest.sealedAt
        )
        let padding = [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
        return try header.bytes() + content + padding
    }
}

/// Walks the head's members block by block, holding the blocks to the boundary rule.
private struct HeadWalker {
    let file: XZFile
    var fileOffset = 12
    var blocks = 0
    var raw: [UInt8] = []
    private var position = 0
    private var planner = BlockPlanner()
    private var unitStart = 0
    private var blockEnds: [Int] = []
    private(set) var blockSizes: [(unpadded: Int, content: Int)] = []

    init(file: XZFile) {
        self.file = file
    }

    mutating func member(_ name: String, limit: Int) throws -> [UInt8] {
        try need(position + TarHeader.byteCount)
        let header = raw[position..<position + TarHeader.byteCount]
        let size = try HeadWalker.size(header, name: name, limit: limit)
        let tarBytes = TarHeader.tarBytes(size: size)
        if planner.add(tarBytes: tarBytes, kind: .ordinary), position > 0 { try closeUnit() }
        try need(position + tarBytes)
        defer { position += tarBytes }
        let start = position + TarHeader.byteCount
        return Array(raw[start..<start + size])
    }

    mutating func endPart() throws {
        try closeUnit()
        guard raw.count == position else {
            throw ContainerError(.blockBoundary, at: "head", "a block reaches beyond \(MemberPath.envelope)")
        }
    }

    private mutating func closeUnit() throws {
        var end = unitStart
        var expected: [Int] = []
        for size in BlockPlanner.blocks(unitBytes: position - unitStart, cut: BlockPlanner.Kind.ordinary.cut)
        {
            end += size
            expected.append(end)
        }
        guard blockEnds.filter({ $0 <= position && $0 > unitStart }) == expected else {
            throw ContainerError(.blockBoundary, at: "head", "blocks do not end where the members imply")
        }
        unitStart = position
    }

    private mutating func need(_ count: Int) throws {
        while raw.count < count {
            let block = try file.block(atFileOffset: fileOffset)
            guard block.isStored else {
                throw Fault(.headNotStored, "block \(blocks)", "head blocks are stored without compression")
            }
            raw += block.content
            fileOffset = block.next
            blocks += 1
            blockEnds.append(raw.count)
            blockSizes.append((block.unpaddedSize, block.content.count))
        }
    }

    // Only the size is taken from the header, to know how far to read; the rest is compared later.
    private static func size(_ header: ArraySlice<UInt8>, name: String, limit: Int) throws -> Int {
        let start = header.startIndex
        let path = header[start..<start + 100].prefix { $0 != 0 }
        guard path.suffix(name.utf8.count + 1).elementsEqual("/\(name)".utf8) else {
            throw Fault(.headMember, name, "want \(name) here")
        }
        let digits = header[start + 124..<start + 135]
        guard digits.allSatisfy({ (0x30...0x37).contains($0) }) else {
            throw ContainerError(.tarHeader, at: name, "size is not eleven octal digits")
        }
        let size = digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
        guard size <= limit else {
            throw ContainerError(.memberTooLarge, at: name, "\(size) bytes, at most \(limit) allowed")
        }
        return size
    }
}
