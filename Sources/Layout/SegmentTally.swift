import Bytes
package import Leaves

/// Counts what a segment holds and makes the records of its index, leaf by leaf; sealing and verifying both do.
package struct SegmentTally: Sendable {
    package private(set) var leaves: [Leaf.Kind: Int] = [:]
    package private(set) var proofs: [String: Int] = [:]
    package private(set) var firstStep = 0
    package private(set) var lastStep = 0
    package private(set) var blobs = BlobTable()
    /// References from steps to blobs.
    package private(set) var references = 0

    package init() {}

    /// Step leaves in the segment.
    package var steps: Int { leaves[.step, default: 0] }

    /// Counts a leaf that is no step.
    package mutating func count(_ kind: Leaf.Kind) {
        leaves[kind, default: 0] += 1
    }

    /// Counts a step; `record` gets its record in `data/index/steps`, `blobRecord` each one in `data/index/blobs`.
    package mutating func count(
        _ step: StepLeaf,
        at index: Int,
        record: ([UInt8]) throws -> Void,
        blobRecord: ([UInt8]) throws -> Void
    ) throws {
        leaves[.step, default: 0] += 1
        if firstStep == 0 { firstStep = step.step }
        lastStep = step.step
        try record(IndexRecords.step(leaf: index, firstBlob: references))
        for proof in step.proofs {
            proofs[proof.kind, default: 0] += 1
            guard let blob = proof.blob else { continue }
            guard let offset = blobs.insert(blob, size: proof.size) else {
                throw FormatError(
                    .badValue,
                    at: "leaf \(index)",
                    "names blob \(blob) with another size than before"
                )
            }
            try blobRecord(IndexRecords.blob(offset: offset))
            references += 1
        }
    }
}
