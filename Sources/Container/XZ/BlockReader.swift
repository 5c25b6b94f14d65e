import Bytes

/// Random access to the tar stream inside an .xz file whose Index was read.
package struct BlockReader: Sendable {
    private let file: any ByteSource
    private let table: XZIndex.Table

    init(file: any ByteSource, table: XZIndex.Table) {
        self.file = file
        self.table = table
    }

    package var blockCount: Int { table.count }

    /// Bytes of the tar stream.
    package var tarSize: Int { table.tarOffsets[table.count] }

    package func uncompressedSize(ofBlock index: Int) -> Int {
        table.tarOffsets[index + 1] - table.tarOffsets[index]
    }

    /// What the Index states as the block's Unpadded Size; only the block itself shows whether that is so.
    package func unpaddedSize(ofBlock index: Int) -> Int { table.unpaddedSize(ofBlock: index) }

    /// Bytes of these blocks in the file.
    package func fileSize(ofBlocks blocks: Range<Int>) -> Int {
        table.fileOffsets[blocks.upperBound] - table.fileOffsets[blocks.lowerBound]
    }

    /// The block that begins at `tarOffset`, if one does.
    package func block(beginningAt tarOffset: Int) -> Int? {
        let block = table.block(holding: tarOffset)
        return table.tarOffsets[block] == tarOffset ? block : nil
    }

    /// The content of one block, its header, padding and check compared.
    package func content(ofBlock index: Int) throws -> [UInt8] {
        try block(index).content
    }

    /// One block's content, and whether it is stored.
    package func block(_ index: Int) throws -> (content: [UInt8], isStored: Bool) {
        let (raw, header) = try opened(index)
        let content = try raw.withUnsafeBytes {
            try BlockCodec.decode(
                UnsafeRawBufferPointer(rebasing: $0[header.bytes.count...]),
                header: header,
                at: "block \(index)"
            )
        }
        return (content, header.isStored)
    }

    /// Reads one block; `body` sees its bytes in the file, and its content in pieces, checked as above.
    ///
    /// The pieces of a stored block are its chunks where they were read: nothing is copied.
    package func read(
        _ index: Int,
        _ body: (_ file: UnsafeRawBufferPointer, _ pieces: [UnsafeRawBufferPointer]) throws -> Void
    ) throws {
        let (raw, header) = try opened(index)
        try raw.withUnsafeBytes { file in
            let rest = UnsafeRawBufferPointer(rebasing: file[header.bytes.count...])
            let location = "block \(index)"
            if header.isStored {
                return try body(file, BlockCodec.storedPieces(rest, header: header, at: location))
            }
            try BlockCodec.decode(rest, header: header, at: location).withUnsafeBytes { try body(file, [$0]) }
        }
    }

    private func opened(_ index: Int) throws -> (bytes: [UInt8], header: BlockHeader) {
        let location = "block \(index)"
        let raw = try file.read(
            table.fileOffsets[index + 1] - table.fileOffsets[index],
            at: table.fileOffsets[index]
        )
        let header = try BlockHeader(reading: raw, at: location)
        let padded = (header.unpaddedSize + 3) & ~3
        guard header.uncompressed == uncompressedSize(ofBlock: index), padded == raw.count else {
            throw ContainerError(.index, at: location, "the Index and the block header disagree")
        }
        let stated = unpaddedSize(ofBlock: index)
        guard header.unpaddedSize == stated || KnockOut.isOff(ContainerError.Code.index.rawValue) else {
            throw ContainerError(
                .index,
                at: location,
                "the Index states an Unpadded Size of \(stated), want \(header.unpaddedSize)"
            )
        }
        return (raw, header)
    }

    /// Bytes of the tar stream; stored blocks are read only where needed, their CRC32 left to full reads.
    ///
    /// What this gives must be checked by digest.
    package func read(_ range: Range<Int>) throws -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= tarSize else {
            throw ContainerError(.truncated, at: "tar byte \(range.upperBound)", "beyond the archive's end")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var offset = range.lowerBound
        while offset < range.upperBound {
            let block = table.block(holding: offset)
            let start = table.tarOffsets[block]
            let end = min(table.tarOffsets[block + 1], range.upperBound)
            bytes += try part(ofBlock: block, offset - start..<end - start)
            offset = end
        }
        return bytes
    }

    private func part(ofBlock block: Int, _ range: Range<Int>) throws -> [UInt8] {
        let total = uncompressedSize(ofBlock: block)
        let location = "block \(block)"
        let offset = table.fileOffsets[block]
        let next = table.fileOffsets[block + 1]
        let front = try file.read(min(BlockHeader.longest, next - offset), at: offset)
        let header = try BlockHeader(reading: front, at: location)
        guard header.isStored, header.uncompressed == total, range.count < total / 2,
            header.unpaddedSize == unpaddedSize(ofBlock: block)
        else { return Array(try content(ofBlock: block)[range]) }
        let chunks = range.lowerBound / XZProfile.chunk...(range.upperBound - 1) / XZProfile.chunk
        let from = chunks.lowerBound * (XZProfile.chunk + 3)
        let to = min((chunks.upperBound + 1) * (XZProfile.chunk + 3), header.compressed - 1)
        let raw = try file.read(to - from, at: offset + header.bytes.count + from)
        return try stored(raw, chunks: chunks, total: total, at: location, range: range)
    }

    private func stored(
        _ raw: [UInt8],
        chunks: ClosedRange<Int>,
        total: Int,
        at location: String,
        range: Range<Int>
    ) throws(ContainerError) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = 0
        for chunk in chunks {
            let count = min(XZProfile.chunk, total - chunk * XZProfile.chunk)
            guard raw[index] == (chunk == 0 ? 1 : 2),
                Int(raw[index + 1]) << 8 | Int(raw[index + 2]) == count - 1
            else { throw ContainerError(.storedChunk, at: location, "header of chunk \(chunk)") }
            bytes += raw[index + 3..<index + 3 + count]
            index += 3 + count
        }
        let first = range.lowerBound - chunks.lowerBound * XZProfile.chunk
        return Array(bytes[first..<first + range.count])
    }
}
