import Bytes
import Hashing
import Leaves
import MerkleLog

/// What one entry bundle says, worked out away from the others so that bundles can be read side by side.
struct BundleFacts: Sendable {
    /// A leaf as the walk over the log needs it.
    enum LeafFact: Sendable {
        case step(StepLeaf, statementDigest: Digest)
        case other(Leaf, digest: Digest)
    }

    let digest: Digest
    /// Where the entries stand in the bundle.
    let ranges: [Range<Int>]
    /// 32 bytes for each leaf.
    let leafHashes: [UInt8]
    /// Root of the 256 leaves of a full bundle.
    let root: Digest?
    /// The leaves from the segment's first on.
    let leaves: [LeafFact]

    /// - Parameter skipping: leaves at the front that belong to the segment before.
    init(content: [UInt8], digest: Digest, tile: TileIndex, skipping: Int) throws {
        self.digest = digest
        let ranges = try EntryBundle.ranges(in: content, count: tile.width)
        self.ranges = ranges
        var hashes: [UInt8] = []
        var leaves: [LeafFact] = []
        var failure: Fault?
        content.withUnsafeBytes { raw in
            hashes = EntryBundle.leafHashes(of: raw, at: ranges)
            leaves.reserveCapacity(ranges.count - skipping)
            for (index, range) in ranges.enumerated().dropFirst(skipping) {
                switch BundleFacts.read(UnsafeRawBufferPointer(rebasing: raw[range])) {
                case .success(let fact): leaves.append(fact)
                case .failure(let error):
                    failure = Fault(
                        code: error.code.rawValue,
                        subject: "leaf \(tile.start + index)",
                        detail: "\(error.location): \(error.detail)"
                    )
                    return
                }
            }
        }
        if let failure { throw failure }
        leafHashes = hashes
        root = tile.isPartial ? nil : hashes.withUnsafeBytes { MerkleTree.root(ofPerfect: $0) }
        self.leaves = leaves
    }

    private static func read(_ raw: UnsafeRawBufferPointer) -> Result<LeafFact, FormatError> {
        if let step = StepScanner.scan(raw) {
            return .success(.step(step.leaf, statementDigest: step.statementDigest))
        }
        do throws(FormatError) {
            return .success(.other(try Leaf(canonical: raw), digest: SHA256.hash(raw)))
        } catch { return .failure(error) }
    }
}
