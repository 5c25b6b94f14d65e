import Bytes
import Container
import Hashing
import Layout
import Leaves
import LogStore
import MerkleLog

/// What one pass over the segment's leaves says: counts, blobs, sizes and digests of bundles, sessions, rewinds.
struct SegmentSurvey {
    private(set) var tally = SegmentTally()
    private(set) var bundleSizes: [Int] = []
    private(set) var bundleDigests: [Digest] = []
    /// The `session-open` leaves within the segment, by index.
    private(set) var opens: [(index: Int, leaf: SessionOpenLeaf)] = []
    /// Sessions that a leaf of the segment names: their open evidence goes along.
    private(set) var sessions: Set<Digest> = []
    /// Heartbeats and closes within the segment that have evidence.
    private(set) var events: [(session: Digest, event: SessionEventName)] = []
    /// Steps that rewinds within the segment go back to.
    private(set) var rewindTargets: Set<Int> = []
    private let disclosure: RunDocument.Disclosure

    /// Reads the leaves, bundles side by side; records of the index go to the two files.
    static func make(
        _ store: LogStore,
        from: Int,
        to: Int,
        stepIndex: File,
        blobIndex: File,
        disclosure: RunDocument.Disclosure,
        width: Int
    ) async throws -> SegmentSurvey {
        var bundles = try store.bundles(from: from / 256 * 256, to: to)
        var survey = SegmentSurvey(disclosure: disclosure)
        try await Pipeline.run(
            width: 2 * width,
            next: { try bundles.next() },
            transform: { tile, bytes in try SurveyedBundle(bytes, tile, from: from) },
            consume: { bundle in
                try survey.take(bundle)
                try survey.tally.takeRecords { steps, blobs in
                    try stepIndex.write(steps)
                    try blobIndex.write(blobs)
                }
            }
        )
        return survey
    }

    private init(disclosure: RunDocument.Disclosure) {
        self.disclosure = disclosure
    }

    private mutating func take(_ bundle: SurveyedBundle) throws {
        bundleSizes.append(bundle.size)
        bundleDigests.append(bundle.digest)
        for (offset, leaf) in bundle.leaves.enumerated() { try take(leaf, at: bundle.first + offset) }
    }

    private mutating func take(_ leaf: Leaf, at index: Int) throws {
        switch leaf {
        case .step(let step): return try take(step, at: index)
        case .sessionOpen(let open):
            opens.append((index, open))
            sessions.insert(open.session)
        case .sessionHeartbeat(let beat): note(.heartbeat(beat.number), of: beat.session, beat.evidence)
        case .sessionClose(let close): note(.close, of: close.session, close.evidence)
        case .rewind(let rewind): rewindTargets.insert(rewind.to)
        default: break
        }
        tally.count(leaf.kind)
    }

    private mutating func take(_ step: StepLeaf, at index: Int) throws {
        try tally.count(step, at: index)
        if let session = step.session { sessions.insert(session) }
        if disclosure == .none, step.proofs.contains(where: { $0.kind == "replay/1" }) {
            throw SealingError(
                .disclosure,
                at: "leaf \(index)",
                "step \(step.step) carries a replay/1 opening, but run.json says disclosure: none"
            )
        }
    }

    private mutating func note(_ event: SessionEventName, of session: Digest, _ evidence: [Digest]) {
        sessions.insert(session)
        if !evidence.isEmpty { events.append((session, event)) }
    }
}

/// What one entry bundle says, worked out away from the others.
private struct SurveyedBundle: Sendable {
    let size: Int
    let digest: Digest
    /// Index of the first of `leaves`.
    let first: Int
    /// The leaves that lie in the segment.
    let leaves: [Leaf]

    init(_ bytes: [UInt8], _ tile: TileIndex, from: Int) throws {
        size = bytes.count
        digest = SHA256.hash(bytes)
        first = max(from, tile.start)
        let ranges = try EntryBundle.ranges(in: bytes, count: tile.width)
        leaves = try ranges[(first - tile.start)...].map { range -> Leaf in
            let step = bytes.withUnsafeBytes { StepScanner.leaf(UnsafeRawBufferPointer(rebasing: $0[range])) }
            if let step { return .step(step) }
            return try Leaf(canonical: bytes[range])
        }
    }
}
