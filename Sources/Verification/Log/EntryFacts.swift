import Bytes
import Leaves
import MerkleLog

/// What one entry bundle says, worked out away from the others so that several can be read side by side.
struct EntryFacts: Sendable {
    /// A leaf as the walk over the log needs it.
    enum LeafFact: Sendable {
        /// The digest of the leaf itself is there only where a session may open after it: it costs time.
        case step(StepLeaf, statementDigest: Digest, digest: Digest?)
        case other(Leaf, digest: Digest)
    }

    /// Where the entries stand in its content.
    let ranges: [Range<Int>]
    /// 32 bytes for each leaf.
    let leafHashes: [UInt8]
    /// Root of the 256 leaves of a full one.
    let root: Digest?
    /// The leaves from the segment's first on.
    let leaves: [LeafFact]

    /// - Parameter skipping: leaves at the front that belong to the segment before.
    init(content: [UInt8], tile: TileIndex, skipping: Int) throws {
        let ranges = try EntryBundle.ranges(in: content, count: tile.width)
        // The segment before has judged the leaves that are skipped: they are hashed, and not read.
        if let empty = ranges.prefix(skipping).firstIndex(where: \.isEmpty) {
            throw MerkleError(.bundleDamaged, at: "leaf \(tile.start + empty)", "has no bytes")
        }
        self.ranges = ranges
        var hashes: [UInt8] = []
        var leaves: [LeafFact] = []
        var failure: Fault?
        content.withUnsafeBytes { raw in
            hashes = EntryBundle.leafHashes(of: raw, at: ranges)
            leaves.reserveCapacity(ranges.count - skipping)
            var lastStep: Int?
            for (index, range) in ranges.enumerated().dropFirst(skipping) {
                switch EntryFacts.read(UnsafeRawBufferPointer(rebasing: raw[range])) {
                case .success(let fact):
                    if case .step = fact { lastStep = leaves.count }
                    if fact.opensSession, let last = lastStep {
                        leaves[last].digest(of: raw[ranges[skipping + last]])
                    }
                    leaves.append(fact)
                case .failure(let error):
                    failure = Fault(
                        of: error.code,
                        "leaf \(tile.start + index)",
                        "\(error.location): \(error.detail)"
                    )
                    return
                }
            }
            if let lastStep { leaves[lastStep].digest(of: raw[ranges[skipping + lastStep]]) }
        }
        if let failure { throw failure }
        leafHashes = hashes
        root = tile.isPartial ? nil : hashes.withUnsafeBytes { MerkleTree.root(ofPerfect: $0) }
        self.leaves = leaves
    }

    private static func read(_ raw: UnsafeRawBufferPointer) -> Result<LeafFact, FormatError> {
        if let step = StepScanner.scan(raw) {
            return .success(.step(step.leaf, statementDigest: step.statementDigest, digest: nil))
        }
        do throws(FormatError) {
            return .success(.other(try Leaf(canonical: raw), digest: SHA256.hash(raw)))
        } catch { return .failure(error) }
    }
}

extension EntryFacts.LeafFact {
    var opensSession: Bool {
        if case .other(.sessionOpen, _) = self { true } else { false }
    }

    /// Whether the leaf names the checkpoint of the tree just before it.
    var namesTree: Bool {
        if case .other(.sessionHeartbeat, _) = self { true } else { opensSession }
    }

    /// Adds the digest of a step's leaf.
    fileprivate mutating func digest(of bytes: Slice<UnsafeRawBufferPointer>) {
        guard case .step(let leaf, let statementDigest, _) = self else { return }
        let digest = SHA256.hash(UnsafeRawBufferPointer(rebasing: bytes))
        self = .step(leaf, statementDigest: statementDigest, digest: digest)
    }
}
