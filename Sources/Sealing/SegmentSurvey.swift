import Bytes
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

    /// Reads the leaves; records of the index go to the two files.
    init(
        _ store: LogStore,
        from: Int,
        to: Int,
        stepIndex: File,
        blobIndex: File,
        disclosure: RunDocument.Disclosure
    ) throws {
        var records = BufferedRecords(file: stepIndex)
        var blobRecords = BufferedRecords(file: blobIndex)
        var bundles = try store.bundles(from: from / 256 * 256, to: to)
        while let (tile, bytes) = try bundles.next() {
            bundleSizes.append(bytes.count)
            bundleDigests.append(SHA256.hash(bytes))
            let ranges = try EntryBundle.ranges(in: bytes, count: tile.width)
            for (offset, range) in ranges.enumerated() where tile.start + offset >= from {
                try take(
                    bytes[range],
                    at: tile.start + offset,
                    disclosure,
                    records: &records,
                    blobRecords: &blobRecords
                )
            }
        }
        try records.flush()
        try blobRecords.flush()
    }

    private mutating func take(
        _ bytes: ArraySlice<UInt8>,
        at index: Int,
        _ disclosure: RunDocument.Disclosure,
        records: inout BufferedRecords,
        blobRecords: inout BufferedRecords
    ) throws {
        let scanned = bytes.withUnsafeBytes { StepScanner.scan($0)?.leaf }
        if let step = scanned {
            try tally.count(
                step,
                at: index,
                record: { try records.append($0) },
                blobRecord: { try blobRecords.append($0) }
            )
            if let session = step.session { sessions.insert(session) }
            if disclosure == .none, step.proofs.contains(where: { $0.kind == "replay/1" }) {
                throw SealingError(
                    .disclosure,
                    at: "leaf \(index)",
                    "step \(step.step) carries a replay/1 opening, but run.json says disclosure: none"
                )
            }
            return
        }
        let leaf = try Leaf(canonical: bytes)
        tally.count(leaf.kind)
        switch leaf {
        case .sessionOpen(let open):
            opens.append((index, open))
            sessions.insert(open.session)
        case .sessionHeartbeat(let beat): note(.heartbeat(beat.number), of: beat.session, beat.evidence)
        case .sessionClose(let close): note(.close, of: close.session, close.evidence)
        case .rewind(let rewind): rewindTargets.insert(rewind.to)
        default: break
        }
    }

    private mutating func note(_ event: SessionEventName, of session: Digest, _ evidence: [Digest]) {
        sessions.insert(session)
        if !evidence.isEmpty { events.append((session, event)) }
    }
}

/// Writes small records in large pieces.
private struct BufferedRecords {
    let file: File
    private var buffer: [UInt8] = []

    init(file: File) {
        self.file = file
    }

    mutating func append(_ record: [UInt8]) throws {
        buffer += record
        if buffer.count >= 1 << 20 { try flush() }
    }

    mutating func flush() throws {
        try file.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
