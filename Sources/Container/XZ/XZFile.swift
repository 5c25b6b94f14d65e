package import Bytes

/// An .xz file of the one profile, read block by block, in any order, from any number of tasks.
///
/// Opening checks the Stream Header and Footer; the Index is read by `readIndex`, once the signed manifest has
/// said how many blocks there are.
package struct XZFile: Sendable {
    private let file: any ByteSource
    private let indexOffset: Int
    private let indexSize: Int

    /// Bytes of the whole file.
    package let size: Int

    /// Bytes of the file that were read so far, by this value and by what it gave, each as often as it was read.
    package var bytesRead: Int { file.bytesRead }

    /// More content than its blocks can decode to, and more blocks than it can have.
    package var mostContent: Int { XZProfile.mostContent(ofFileBytes: size) }
    package var mostBlocks: Int { XZProfile.mostBlocks(ofFileBytes: size) }

    /// Bytes of content that may be held in memory at once: as large a file, as much; and what every machine has.
    package var mostHeld: Int { min(1 << 30, max(64 << 20, 16 * size)) }

    /// Bytes of a document that may be read into values, each of which takes more memory than its text.
    package var mostDocument: Int { max(1 << 20, 4 * size) }

    package init(_ file: any ByteSource) throws {
        self.file = file
        size = try file.size()
        let smallest = 2 * XZProfile.streamHeaderSize + 8
        try XZFile.check(magic: file.read(min(6, size), at: 0))
        guard size >= smallest else {
            throw ContainerError(
                .truncated,
                at: "byte \(size)",
                "want at least \(smallest) bytes: an incomplete copy"
            )
        }
        try XZFile.check(header: file.read(XZProfile.streamHeaderSize, at: 0))
        indexSize = try XZFile.indexSize(of: file, size)
        indexOffset = size - 12 - indexSize
    }

    /// SHA-256 of the whole file, from where its blocks are read.
    ///
    /// - Parameter check: called before each piece; what it throws ends the work.
    package func digest(_ check: () throws -> Void) throws -> Digest { try file.digest(check).sha256 }

    private static func check(magic: [UInt8]) throws(ContainerError) {
        guard magic != XZProfile.magic else { return }
        switch magic {
        case []: throw ContainerError(.truncated, at: "byte 0", "the file is empty: an incomplete copy")
        case _ where magic.allSatisfy { $0 == 0 }:
            throw ContainerError(.truncated, at: "byte 0", "begins with zeros: an incomplete copy")
        case _ where XZProfile.magic.starts(with: magic):
            throw ContainerError(.truncated, at: "byte \(magic.count)", "ends there: an incomplete copy")
        default: throw ContainerError(.notXZ, at: "byte 0", "does not begin like an .xz file")
        }
    }

    private static func check(header: [UInt8]) throws(ContainerError) {
        guard header[6...].contains(where: { $0 != 0 }) else {
            throw ContainerError(.truncated, at: "byte 6", "goes on with zeros: an incomplete copy")
        }
        guard header[6] == 0, header[7] < 16 else {
            throw ContainerError(.streamFlags, at: "byte 6", "reserved bits are set")
        }
        guard header[7] == XZProfile.streamFlags[1] else {
            throw ContainerError(.unsupportedCheck, at: "byte 7", "check \(header[7]), want 1 (CRC32)")
        }
        guard header == XZProfile.streamHeader else {
            throw ContainerError(.streamFlags, at: "byte 8", "CRC32 of the stream flags does not fit")
        }
    }

    /// A block that was read without the Index.
    package struct Block: Sendable {
        package let content: [UInt8]
        package let isStored: Bool
        /// What the Index must state of the block.
        package let unpaddedSize: Int
        /// Where the next block, or the Index, begins in the file.
        package let next: Int
    }

    /// Reads the block whose header is at `offset`.
    package func block(atFileOffset offset: Int) throws -> Block {
        let location = "block at byte \(offset)"
        guard offset < indexOffset else {
            throw ContainerError(.truncated, at: location, "want a block, found the Index")
        }
        let front = try file.read(min(BlockHeader.longest, size - offset), at: offset)
        let header = try BlockHeader(reading: front, at: location)
        let start = offset + header.bytes.count
        let next = start + (header.compressed + 3) & ~3 + XZProfile.checkSize
        guard next <= indexOffset else {
            throw ContainerError(.truncated, at: location, "reaches beyond the Index")
        }
        let raw = try file.read(next - start, at: start)
        let content = try raw.span.bytes.withUnsafeBytes { (raw) throws(ContainerError) in
            try BlockCodec.decode(raw, header: header, at: location)
        }
        return Block(
            content: content,
            isStored: header.isStored,
            unpaddedSize: header.unpaddedSize,
            next: next
        )
    }

    /// Reads the Index and refuses it unless it lists exactly `expected` blocks.
    package func readIndex(expected: Int) throws -> BlockReader {
        let most = 2 * XZNumber.longest * (expected + 1) + 16
        guard indexSize <= most else {
            throw ContainerError(.index, at: "Index", "\(indexSize) bytes for \(expected) blocks")
        }
        let table = try XZIndex.read(
            file.read(indexSize, at: indexOffset),
            expected: expected,
            indexOffset: indexOffset
        )
        return BlockReader(file: file, table: table)
    }
}
