import Bytes
import Container
import Layout

/// A blob at which a range of blobs begins, or the end of all blobs.
struct BlobCut: Hashable {
    /// From the first blob's header, in tar bytes.
    let offset: Int
    /// The first reference to it, counted over the segment.
    let reference: Int
}

/// Where the blobs of one shard begin and end.
///
/// Cut k of N is the first blob that begins a block and stands at or after ⌊bytes · k / N⌋; where none does, the end.
struct BlobCuts {
    let from: BlobCut
    let to: BlobCut

    init(_ bundle: OpenBundle, shard: Shard) throws {
        let total = bundle.blobBytes
        guard total >= 0 else {
            throw Fault(.countMismatch, "manifest.json.predicate.blobs", "begin beyond the archive's end")
        }
        var hints = try BlobHints(bundle)
        let range = shard.slice(of: total)
        var wanted = [range.lowerBound, range.upperBound]
        if shard.index == shard.count { wanted.removeLast() }
        var cuts: [BlobCut] = []
        var last = -1
        for reference in 0..<hints.count where cuts.count < wanted.count {
            // A blob that was named before stands further up.
            guard let offset = try hints.offset(reference), offset > last, offset < total else { continue }
            last = offset
            guard bundle.reader.block(beginningAt: bundle.blobsStart + offset) != nil else { continue }
            while cuts.count < wanted.count, wanted[cuts.count] <= offset {
                cuts.append(BlobCut(offset: offset, reference: reference))
            }
        }
        let end = BlobCut(offset: total, reference: hints.count)
        from = cuts.first ?? end
        to = cuts.count > 1 ? cuts[1] : end
    }
}

extension OpenBundle {
    /// Tar bytes from the first blob's header to the end of `data/`, as the manifest has them.
    var blobBytes: Int { manifest.container.bytes - map.blobsOffset }

    /// Tar offset of the first blob's header in the file.
    var blobsStart: Int { dataStart + map.blobsOffset }
}
