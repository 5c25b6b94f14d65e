import Bytes
import Container
import Layout

/// Reads the blobs of one shard: every byte of their blocks.
struct ShardBlobs {
    let bundle: OpenBundle
    let leaves: LeafReader
    let shard: Shard
    let width: Int
    let time: TimeLimit
    /// Tar bytes that are done, of how many.
    let progress: (Int, Int) -> Void

    func read() async throws -> BlobRange {
        let cuts = try BlobCuts(bundle, shard: shard)
        var walk = try BlobWalk(bundle, leaves, cuts)
        guard let first = bundle.reader.block(beginningAt: bundle.blobsStart + cuts.from.offset) else {
            throw ContainerError(.blockBoundary, at: "blobs", "want a block at byte \(cuts.from.offset)")
        }
        var cutter = UnitCutter(firstBlock: first, keepsContent: false)
        var expected: [Digest] = []
        var count = 0
        var bytes = 0
        var names = SHA256()
        var blocks: [UInt8] = []
        let reader = UnitReader(bundle: bundle, hashesBlocks: true, time: time)
        try await Pipeline.run(
            width: 2 * width,
            next: { () -> Unit? in
                while let blob = try walk.next() {
                    expected.append(blob.digest)
                    if let unit = cutter.add(blob.place) { return unit }
                }
                return cutter.flush()
            },
            transform: { unit in (unit, try reader.read(unit)) },
            consume: { unit, content in
                for digest in content.blockDigests { digest.withBytes { blocks += $0 } }
                for (place, digest) in zip(unit.members, content.digests) {
                    guard digest == expected[count] else {
                        throw Fault(.blobDigest, place.name, "the blob has digest \(digest)")
                    }
                    digest.withBytes { names.update($0) }
                    count += 1
                    bytes += place.tarBytes
                }
                progress(bytes, cuts.to.offset - cuts.from.offset)
            }
        )
        let start = bundle.map.blobsOffset
        return BlobRange(
            from: start + cuts.from.offset,
            to: start + cuts.to.offset,
            count: count,
            names: names.finishAndRestart(),
            blocks: blocks
        )
    }
}
