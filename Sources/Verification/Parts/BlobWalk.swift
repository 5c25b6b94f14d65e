import Bytes
import Container
import Layout
import Leaves
import MerkleLog

/// The blobs of a range one after the other, named by authenticated leaves.
///
/// Hints say where to begin, and which reference is the first to its blob.
struct BlobWalk {
    private let bundle: OpenBundle
    private let leaves: LeafReader
    private let cuts: BlobCuts
    private var hints: BlobHints
    private var offset: Int
    private var reference = 0
    // The next bundle, and the first leaf that counts.
    private var number = 0
    private var leaf = 0
    private var pending: ArraySlice<(digest: Digest, size: Int)> = []

    init(_ bundle: OpenBundle, _ leaves: LeafReader, _ cuts: BlobCuts) throws {
        self.bundle = bundle
        self.leaves = leaves
        self.cuts = cuts
        hints = try BlobHints(bundle)
        offset = cuts.from.offset
        guard cuts.from != cuts.to else { return }
        (leaf, reference) = try BlobWalk.step(naming: cuts.from.reference, in: bundle)
        guard (bundle.manifest.from..<bundle.manifest.to).contains(leaf) else {
            throw Fault(.hintMismatch, MemberPath.stepIndex, "points to leaf \(leaf), outside the segment")
        }
        number = leaf / 256 - bundle.manifest.from / 256
    }

    /// The last step whose references begin at or before that one.
    private static func step(naming reference: Int, in bundle: OpenBundle) throws -> (leaf: Int, first: Int) {
        var low = 0
        var high = bundle.manifest.steps
        func record(_ step: Int) throws -> (leaf: Int, firstBlob: Int) {
            try IndexRecords.step(
                StepIndex.record(MemberPath.stepIndex, step, size: IndexRecords.stepRecord, in: bundle)
            )
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if try record(middle).firstBlob <= reference { low = middle } else { high = middle }
        }
        let found = try record(low)
        return (found.leaf, found.firstBlob)
    }

    /// The next blob; nil at the end of the range.
    mutating func next() throws -> (place: SegmentMap.Place, digest: Digest)? {
        while offset < cuts.to.offset {
            guard let named = pending.popFirst() else {
                try readBundle()
                continue
            }
            defer { reference += 1 }
            guard reference >= cuts.from.reference, let hint = try hints.offset(reference), hint >= offset
            else { continue }
            let size = TarHeader.tarBytes(size: named.size)
            guard hint == offset, size <= cuts.to.offset - offset else {
                throw Fault(.hintMismatch, MemberPath.blobIndex, "blob \(named.digest) is not at \(hint)")
            }
            defer { offset += size }
            let place = SegmentMap.Place(
                name: MemberPath.blob(named.digest),
                size: named.size,
                kind: .blob,
                offset: bundle.map.blobsOffset + offset
            )
            return (place, named.digest)
        }
        return nil
    }

    private mutating func readBundle() throws {
        guard bundle.map.entryBundles.indices.contains(number) else {
            throw Fault(.hintMismatch, MemberPath.blobIndex, "points to more blobs than steps name")
        }
        let tile = bundle.map.entryBundles[number]
        let first = max(leaf, tile.start, bundle.manifest.from)
        let entries = try leaves.entries(holding: first)
        let facts = try EntryFacts(content: entries.content, tile: tile, skipping: first - tile.start)
        pending = []
        for case .step(let leaf, _, _) in facts.leaves {
            for proof in leaf.proofs {
                if let digest = proof.blob { pending.append((digest, proof.size)) }
            }
        }
        number += 1
    }
}
