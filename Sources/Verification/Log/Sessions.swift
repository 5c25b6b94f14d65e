import Bytes
import Leaves
import MerkleLog
import Reports

/// Follows sessions from open to close; `Formats/log-v1.md` section 4, rule 4.
struct Sessions: Sendable {
    /// The session that is open, and what it has done so far.
    private struct Open {
        let entry: SessionTable.Entry
        var steps = 0
        var lastStep = 0
        var head = Digest.zero
        /// Nil where heartbeats before the segment may not be known here.
        var heartbeats: Int?
        /// SHA-256 of its last leaf.
        var lastLeaf: Digest?
        /// What it did in the segment.
        var record: SessionRecord
        /// False where the session had steps before the segment, whose number is not known here.
        let isWhole: Bool
    }

    private let run: RunLeaf
    let table: SessionTable
    private var open: Open?
    /// How many have opened so far.
    private(set) var opened = 0
    /// SHA-256 of the last leaf of the session that closed last.
    private var lastClose = Digest.zero
    /// Open leaves of sessions that were never closed.
    private(set) var truncated: [SessionTable.Entry] = []
    /// Sessions that a leaf of the segment names.
    private var used: Set<Digest> = []
    private var beatsAndCloses: [SessionEvent] = []
    /// What sessions did that have ended.
    private var ended: [Digest: SessionRecord] = [:]

    /// Begins at the log's first leaf.
    init(run: RunLeaf, table: SessionTable) {
        self.run = run
        self.table = table
    }

    /// Begins after the last step before the segment, in the session that it names.
    init(run: RunLeaf, table: SessionTable, after step: StepLeaf, digest: Digest, at index: Int) throws(Fault)
    {
        self.init(run: run, table: table)
        opened = table.count(before: index)
        try table.check(step, at: index)
        open = table.last(before: index).map {
            Open(
                entry: $0,
                lastStep: step.step,
                head: step.statementDigest,
                heartbeats: nil,
                lastLeaf: digest,
                record: SessionRecord($0),
                isWhole: false
            )
        }
    }

    /// The session that is open; nil for none.
    var current: SessionTable.Entry? { open?.entry }

    /// Forgets what was noted of leaves before the segment.
    mutating func beginSegment() {
        truncated = []
        used = []
        ended = [:]
        if let open { self.open?.record = SessionRecord(open.entry) }
        beatsAndCloses = []
    }

    /// What each session did in the segment, by the index of its open leaf.
    var records: [SessionRecord] {
        usedEntries.map {
            ended[$0.leaf.session] ?? open?.record ?? SessionRecord($0)
        }
    }

    /// Ends the open session, closed or not.
    private mutating func end() {
        guard let open else { return }
        ended[open.entry.leaf.session] = open.record
        self.open = nil
    }

    /// The sessions that a leaf of the segment names.
    var usedEntries: [SessionTable.Entry] { table.entries.filter { used.contains($0.leaf.session) } }

    /// The moments that the segment's evidence stands behind, by the index of their leaves.
    var events: [SessionEvent] {
        let opens = usedEntries.filter { !$0.leaf.kind.isSoftware }
        return (opens.map { SessionEvent(open: $0) } + beatsAndCloses).sorted { $0.leaf < $1.leaf }
    }

    /// Takes a session that opens; the one before ends with it, closed or not.
    mutating func take(
        _ leaf: SessionOpenLeaf,
        digest: Digest,
        at index: Int,
        tree: CompactRange?
    ) throws(Fault) {
        let subject = "leaf \(index)"
        guard let entry = table[leaf.session], entry.index == index, leaf.binding.index == opened else {
            throw Fault(.carriedInvalid, subject, "the session that opens here is not carried")
        }
        if let tree { try check(leaf.binding.checkpoint, tree, at: index, .sessionBinding) }
        guard leaf.binding.previous == (open.map { $0.lastLeaf } ?? lastClose) else {
            throw Fault(.sessionBinding, subject, "does not follow the last leaf of the session before it")
        }
        if let open { truncated.append(open.entry) }
        end()
        opened += 1
        used.insert(leaf.session)
        open = Open(
            entry: entry,
            heartbeats: 0,
            lastLeaf: digest,
            record: SessionRecord(entry),
            isWhole: true
        )
    }

    private func check(
        _ checkpoint: Digest,
        _ tree: CompactRange,
        at index: Int,
        _ code: FaultCode
    ) throws(Fault) {
        guard let expected = try? Checkpoint(origin: run.origin, size: index, root: tree.root),
            SHA256.hash(Array(expected.text.utf8)) == checkpoint
        else { throw Fault(code, "leaf \(index)", "is bound to another checkpoint") }
    }

    mutating func take(
        _ leaf: SessionHeartbeatLeaf,
        digest: Digest,
        at index: Int,
        tree: CompactRange?
    ) throws(Fault) {
        let subject = "leaf \(index)"
        guard let session = open, session.entry.leaf.session == leaf.session else {
            throw Fault(.sessionNotOpen, subject, "heartbeat of a session that is not open")
        }
        guard leaf.number == (session.heartbeats ?? leaf.number - 1) + 1, leaf.head == session.head,
            leaf.step == session.lastStep
        else {
            throw Fault(.sessionHeartbeat, subject, "does not state its number and the session's last step")
        }
        guard leaf.checkpointSize == index else {
            throw Fault(.sessionHeartbeat, subject, "states a tree of \(leaf.checkpointSize), want \(index)")
        }
        if let tree { try check(leaf.checkpoint, tree, at: index, .sessionHeartbeat) }
        open?.heartbeats = leaf.number
        open?.lastLeaf = digest
        open?.record.heartbeats += 1
        try note(SessionEvent(leaf, at: index, of: session.entry.leaf))
    }

    private mutating func note(_ event: SessionEvent) throws(Fault) {
        used.insert(event.session)
        let subject = "leaf \(event.leaf)"
        guard event.kind.isSoftware == event.evidence.isEmpty else {
            throw Fault(
                of: FormatError.Code.badValue,
                subject,
                "\(event.evidence.count) files of evidence in a session of kind \(event.kind.rawValue)"
            )
        }
        if event.kind.isSoftware { return }
        beatsAndCloses.append(event)
    }

    /// Takes a step; `digest` is that of its leaf, where it is needed.
    mutating func take(
        _ leaf: StepLeaf,
        statementDigest: Digest,
        digest: Digest?,
        at index: Int
    ) throws(Fault) {
        guard let session = leaf.session else {
            guard table.isEmpty else {
                throw Fault(.sessionNotOpen, "leaf \(index)", "step without session in a run that has some")
            }
            return
        }
        guard open?.entry.leaf.session == session else {
            throw Fault(.sessionNotOpen, "leaf \(index)", "step of a session that is not open")
        }
        used.insert(session)
        if open?.record.firstStep == nil { open?.record.firstStep = leaf.step }
        open?.record.lastStep = leaf.step
        open?.steps += 1
        open?.lastStep = leaf.step
        open?.head = statementDigest
        open?.lastLeaf = digest
    }

    mutating func take(
        _ leaf: SessionCloseLeaf,
        digest: Digest,
        state: Digest,
        at index: Int
    ) throws(Fault) {
        let subject = "leaf \(index)"
        guard let session = open, session.entry.leaf.session == leaf.session else {
            throw Fault(.sessionNotOpen, subject, "closes a session that is not open")
        }
        guard leaf.head == session.head, leaf.step == session.lastStep,
            session.isWhole ? leaf.steps == session.steps : leaf.steps > session.steps
        else { throw Fault(.sessionClose, subject, "does not state the session's last step and count") }
        guard leaf.state == state else {
            throw Fault(.sessionClose, subject, "does not state the state that training is at")
        }
        try note(SessionEvent(leaf, at: index, of: session.entry.leaf))
        open?.record.closed = index
        end()
        lastClose = digest
    }
}
