package import Bytes
package import Leaves

/// Counts what a segment holds and makes the records of its index, leaf by leaf; sealing and verifying both do.
package struct SegmentTally: Sendable {
    package private(set) var firstStep = 0
    package private(set) var lastStep = 0
    package private(set) var blobs = BlobTable()
    /// References from steps to blobs.
    package private(set) var references = 0
    /// Step leaves in the segment.
    package private(set) var steps = 0
    /// Proofs in blobs that are not in the bundle, by kind.
    package private(set) var withheldProofs: [String: Int] = [:]
    /// Index of the segment's commitment leaf.
    package private(set) var commitment: Int?

    private let withheld: Set<String>
    private var others: [Leaf.Kind: Int] = [:]
    private var settled: [String: Int] = [:]
    // Steps mostly have the same kinds of proof one after the other: the last kind at each place and its count.
    private var running: [(kind: String, count: Int)] = []
    private var stepRecords: [UInt8] = []
    private var blobRecords: [UInt8] = []

    /// - Parameter kinds: kinds of proof whose blobs are not in the bundle.
    package init(withholding kinds: [String] = []) {
        withheld = Set(kinds)
    }

    /// Leaves by kind, those that occur.
    package var leaves: [Leaf.Kind: Int] {
        steps > 0 ? others.merging([.step: steps]) { $0 + $1 } : others
    }

    /// Proofs by kind.
    package var proofs: [String: Int] {
        settled.merging(running.map { ($0.kind, $0.count) }, uniquingKeysWith: +)
    }

    /// Leaves of one kind.
    package func count(of kind: Leaf.Kind) -> Int {
        kind == .step ? steps : others[kind, default: 0]
    }

    /// Counts a leaf that is no step.
    package mutating func count(_ kind: Leaf.Kind) {
        others[kind, default: 0] += 1
    }

    /// Notes a commitment leaf; false where the segment has one already.
    package mutating func note(commitmentAt index: Int) -> Bool {
        guard commitment == nil else { return false }
        commitment = index
        return true
    }

    /// Counts a step and makes its records.
    package mutating func count(_ step: StepLeaf, at index: Int) throws(FormatError) {
        steps += 1
        if firstStep == 0 { firstStep = step.step }
        lastStep = step.step
        IndexRecords.append(leaf: index, firstBlob: references, to: &stepRecords)
        for (place, proof) in step.proofs.enumerated() {
            count(proof.kind, place)
            guard let blob = proof.blob else { continue }
            let offset = try offset(of: blob, in: proof, at: index)
            IndexRecords.append(blobOffset: offset, to: &blobRecords)
            references += 1
        }
    }

    /// Where a blob stands; nil where its kind is withheld.
    private mutating func offset(
        of blob: Digest,
        in proof: ProofReference,
        at index: Int
    ) throws(FormatError) -> Int? {
        guard !withheld.contains(proof.kind) else {
            withheldProofs[proof.kind, default: 0] += 1
            return nil
        }
        guard let offset = blobs.insert(blob, size: proof.size) else {
            throw FormatError(
                .badValue,
                at: "leaf \(index)",
                "names blob \(blob) with another size than before"
            )
        }
        return offset
    }

    private mutating func count(_ kind: String, _ place: Int) {
        if place == running.count {
            running.append((kind, 0))
        } else if running[place].kind != kind {
            settled[running[place].kind, default: 0] += running[place].count
            running[place] = (kind, 0)
        }
        running[place].count += 1
    }

    /// Hands over the records made so far, of `data/index/steps` and `data/index/blobs`.
    package mutating func takeRecords(_ body: (_ steps: [UInt8], _ blobs: [UInt8]) throws -> Void) rethrows {
        try body(stepRecords, blobRecords)
        stepRecords.removeAll(keepingCapacity: true)
        blobRecords.removeAll(keepingCapacity: true)
    }
}
