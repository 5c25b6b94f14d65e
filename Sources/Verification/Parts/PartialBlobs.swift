import Bytes
import Layout

/// What shards say of the blobs, held against the log and the blocks.
struct PartialBlobs {
    private let parts: [PartialReport]
    private let offset: Int

    /// - Parameter offset: tar offset of the first blob's header, from the first `data/` header.
    init(_ parts: [PartialReport], offset: Int) {
        self.parts = parts
        self.offset = offset
    }

    /// Where ranges begin and end, from the first blob's header.
    var offsets: Set<Int> {
        Set(parts.compactMap(\.blobs).flatMap { [$0.from - offset, $0.to - offset] })
    }

    /// The first shard whose blobs do not hold, as it says.
    var bad: PartialReport? { parts.first { $0.blobs == nil } }

    /// Digests of the blocks that need not be read again, and where the first unread one begins.
    func read(_ layout: BlobLayout, _ blobs: BlobTable) throws(PartialError) -> (
        ranges: [[UInt8]], next: BlobLayout.Start
    ) {
        var next = layout.first
        var ranges: [[UInt8]] = []
        for part in parts {
            guard let range = part.blobs else { return (ranges, next) }
            guard range.from - offset == next.offset, let end = layout.start(at: range.to - offset) else {
                throw PartialError(
                    .blobs,
                    part,
                    "its blobs are from \(range.from) to \(range.to), want them from \(next.offset + offset) "
                        + "to where a block begins"
                )
            }
            guard range.count == end.blob - next.blob,
                range.blocks.count == (end.block - next.block) * Digest.byteCount,
                range.names == PartialBlobs.names(blobs.digests[next.blob..<end.blob])
            else { throw PartialError(.blobs, part, "its blobs are not those that the log names there") }
            ranges.append(range.blocks)
            next = end
        }
        if let last = parts.last, next != layout.end {
            throw PartialError(.blobs, last, "its blobs end before the last one")
        }
        return (ranges, next)
    }

    private static func names(_ digests: ArraySlice<Digest>) -> Digest {
        var names = SHA256()
        for digest in digests { digest.withBytes { names.update($0) } }
        return names.finishAndRestart()
    }
}
