import Bytes
import Container
import Layout
import Leaves
import LogStore
import MerkleLog
import StepEvidence

/// What one pass over the segment's leaves says: counts, blobs, sizes and digests of entry bundles, sessions, rewinds.
struct SegmentSurvey {
    private(set) var tally: SegmentTally
    private(set) var entrySizes: [Int] = []
    private(set) var entryDigests: [Digest] = []
    /// The `session-open` leaves within the segment, by index.
    private(set) var opens: [(index: Int, leaf: SessionOpenLeaf)] = []
    /// Sessions that a leaf of the segment names: their open evidence goes along.
    private(set) var sessions: Set<Digest> = []
    /// Heartbeats and closes within the segment that have evidence.
    private(set) var events: [(session: Digest, event: SessionEventName)] = []
    /// Steps that rewinds within the segment go back to.
    private(set) var rewindTargets: Set<Int> = []
    /// Kinds of proof whose blobs stay with the producer, ascending.
    let withheld: [String]
    /// Kinds of proof that must be among them.
    private let opening: [String]

    /// Reads the leaves, entry bundles side by side; records of the index go to the two files.
    static func make(
        _ store: LogStore,
        from: Int,
        to: Int,
        stepIndex: File,
        blobIndex: File,
        disclosure: RunDocument.Disclosure,
        withheld: [String],
        width: Int
    ) async throws -> SegmentSurvey {
        var bundles = try store.bundles(from: from / 256 * 256, to: to)
        var survey = SegmentSurvey(disclosure: disclosure, withheld: withheld)
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
        try survey.checkWithheld()
        return survey
    }

    private init(disclosure: RunDocument.Disclosure, withheld: [String]) {
        opening = disclosure == .none ? ProofVerifiers.standard.opening : []
        self.withheld = withheld
        tally = SegmentTally(withholding: withheld)
    }

    private mutating func take(_ bundle: SurveyedBundle) throws {
        entrySizes.append(bundle.size)
        entryDigests.append(bundle.digest)
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
        case .event(let event) where event.kind == .commitment: try takeCommitment(at: index)
        default: break
        }
        tally.count(leaf.kind)
    }

    private mutating func take(_ step: StepLeaf, at index: Int) throws {
        try tally.count(step, at: index)
        if let session = step.session { sessions.insert(session) }
        try checkDisclosure(step, at: index)
    }

    private func checkDisclosure(_ step: StepLeaf, at index: Int) throws {
        guard !opening.isEmpty || !withheld.isEmpty else { return }
        for proof in step.proofs {
            let isWithheld = withheld.contains(proof.kind)
            if isWithheld && proof.blob == nil {
                throw SealingError(
                    .disclosure,
                    at: "leaf \(index)",
                    "the \(proof.kind) proof of step \(step.step) is inside the leaf and cannot be withheld"
                )
            }
            if !isWithheld && opening.contains(proof.kind) {
                throw SealingError(
                    .disclosure,
                    at: "leaf \(index)",
                    "step \(step.step) carries a \(proof.kind) opening, but run.json says disclosure: none; "
                        + "hint: --withhold \(proof.kind)"
                )
            }
        }
    }

    private mutating func takeCommitment(at index: Int) throws {
        guard !tally.note(commitmentAt: index) else { return }
        let first = tally.commitment ?? 0
        throw SealingError(
            .commitment,
            at: "leaf \(index)",
            "is a second commitment leaf beside leaf \(first), a segment holds one; "
                + "hint: end this segment before it, with --to \(index)"
        )
    }

    /// Refuses a kind that nothing was withheld of: misspelt, it would let out what should stay.
    private func checkWithheld() throws {
        for kind in withheld where tally.withheldProofs[kind] == nil {
            throw SealingError(
                .badOption,
                at: "kind \(kind)",
                "cannot be withheld: no step of the segment names such a proof by its digest"
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
