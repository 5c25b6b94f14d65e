package import Bytes

/// Writes the parts of a bundle as xz blocks, and the file around them.
///
/// The bytes do not depend on the number of threads. Memory is bounded by `2 × width` blocks in flight.
package final class BundleWriter {
    /// Which of the two sorts of block a part consists of; `Formats/bundle-v1.md` section 1.1.
    package enum Sort: Sendable {
        case head, bound
    }

    private let folder: String
    private let modified: Timestamp
    private let effort: Effort
    private let width: Int
    private var boundDigests = SHA256()

    package init(folder: String, modified: Timestamp, effort: Effort, width: Int) throws {
        try XZProfile.refuseBackdooredLibrary()
        self.folder = folder
        self.modified = modified
        self.effort = effort
        self.width = width
    }

    /// Appends the blocks of one part to `file`; `progress` hears of every block's tar bytes.
    ///
    /// Returns the number of blocks.
    @discardableResult
    package func write(
        _ members: @escaping () throws -> ArchiveMember?,
        sort: Sort,
        endsArchive: Bool = false,
        to file: File,
        progress: (Int) -> Void = { _ in }
    ) async throws -> Int {
        let producer = try BlockProducer(
            folder: folder,
            modified: modified,
            endsArchive: endsArchive,
            members: members
        )
        let effort = effort
        var count = 0
        try await Pipeline.run(
            width: 2 * width,
            next: { try producer.next() },
            transform: { raw in
                let compression: BlockCodec.Compression =
                    sort == .head ? .never : raw.isBlob ? .ifLikely : .always
                let block = try BlockCodec.encode(
                    raw.content,
                    framing: raw.framing,
                    effort: effort,
                    compression: compression
                )
                return (block, sort == .bound ? SHA256.hash(block.bytes) : nil)
            },
            consume: { block, digest in
                try file.write(block.bytes)
                digest?.withBytes { boundDigests.update($0) }
                count += 1
                progress(block.record.uncompressed)
            }
        )
        return count
    }

    /// The digest that binds all bound blocks so far; afterwards a new one begins.
    package func takeBoundDigest() -> Digest {
        boundDigests.finishAndRestart()
    }

    /// Writes the Stream Header.
    package static func begin(_ file: File) throws {
        try file.write(XZProfile.streamHeader)
    }

    /// Where the blocks end that hold the first `tarBytes` bytes of a part.
    package static func end(ofBlocksWith tarBytes: Int, in file: File) throws -> Int {
        var offset = 0
        var rest = tarBytes
        while rest > 0 {
            let front = try file.read(min(BlockHeader.longest, file.size() - offset), at: offset)
            let header = try BlockHeader(reading: front, at: "\(file.path), byte \(offset)")
            rest -= header.uncompressed
            offset += (header.unpaddedSize + 3) & ~3
        }
        return offset
    }

    /// Writes the Index and the Stream Footer over the blocks that stand in `file`.
    package static func end(_ file: File) throws {
        var records: [XZIndex.Record] = []
        var offset = XZProfile.streamHeaderSize
        let end = try file.size()
        while offset < end {
            let front = try file.read(min(BlockHeader.longest, end - offset), at: offset)
            let header = try BlockHeader(reading: front, at: "block at byte \(offset)")
            let record = XZIndex.Record(unpadded: header.unpaddedSize, uncompressed: header.uncompressed)
            records.append(record)
            offset += record.padded
        }
        let index = XZIndex.encode(records)
        try file.write(index)
        try file.write(XZProfile.streamFooter(indexSize: index.count))
    }
}
