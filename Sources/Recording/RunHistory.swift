import Bytes
import Leaves
import LogStore
import MerkleLog

/// Reads a log from its end backwards, bundle by bundle, no further than an answer needs.
struct RunHistory {
    let store: LogStore

    /// Gives the leaves from the last one back until `visit` says that it has seen enough.
    private func backwards(
        _ visit: (_ bytes: [UInt8]) throws(RecordingError) -> Bool
    ) throws(RecordingError) {
        var end = store.size
        while end > 0 {
            let number = (end - 1) / 256
            let bundle = try RecordingError.from(.log) { () throws(LogError) in
                try store.bundle(TileIndex(entries: number, width: end - number * 256))
            }
            let ranges: [Range<Int>]
            do { ranges = try EntryBundle.ranges(in: bundle, count: end - number * 256) } catch {
                throw RecordingError(.log, at: error.location, error.detail)
            }
            for range in ranges.reversed() where try visit(Array(bundle[range])) { return }
            end = number * 256
        }
    }

    private func leaf(_ bytes: [UInt8]) throws(RecordingError) -> Leaf {
        do { return try Leaf(canonical: bytes) } catch {
            throw RecordingError(.log, at: "\(store.folder): \(error.location)", error.detail)
        }
    }

    /// Where the run stands: back to its last step, and to the opening of the session that is open.
    func position(_ run: RunLeaf) throws(RecordingError) -> RunPosition {
        var found = RunPosition(start: run)
        var (lastStep, rewind): (StepLeaf?, RewindLeaf?)
        var session = OpenSessionTrace()
        try backwards { (bytes) throws(RecordingError) in
            let leaf = try leaf(bytes)
            switch leaf {
            case .step(let step): if lastStep == nil { lastStep = step }
            case .rewind(let leaf): if lastStep == nil, rewind == nil { rewind = leaf }
            default: break
            }
            session.take(leaf, bytes, lastStep: lastStep)
            return lastStep != nil && session.isKnown
        }
        found.session = session.open
        if let lastStep { found.stand(on: lastStep) }
        if let rewind { (found.step, found.state) = (rewind.to, rewind.state) }
        return found
    }

    /// How many sessions there were, none of them open, and what the last leaf of the last one was.
    func pastSessions() throws(RecordingError) -> RunPosition.PastSessions {
        var past = RunPosition.PastSessions(count: 0, lastLeaf: .zero)
        try backwards { (bytes) throws(RecordingError) in
            // A step is told by its first key; there are many, and none matters here.
            if bytes.starts(with: "{\"batch\"".utf8) { return false }
            switch try leaf(bytes) {
            case .sessionClose where past.lastLeaf == .zero: past.lastLeaf = SHA256.hash(bytes)
            case .sessionOpen(let open):
                past.count = open.binding.index + 1
                return true
            default: break
            }
            return false
        }
        return past
    }

    /// Whether a session with this key was opened before.
    func hasSession(key: [UInt8]) throws(RecordingError) -> Bool {
        var isFound = false
        try backwards { (bytes) throws(RecordingError) in
            if bytes.starts(with: "{\"batch\"".utf8) { return false }
            if case .sessionOpen(let open) = try leaf(bytes) { isFound = open.binding.key == key }
            return isFound
        }
        return isFound
    }

    /// The state after the live step of this number; nil where there is none.
    ///
    /// Going back, a rewind to step r says that all earlier leaves with a higher number are discarded.
    func liveState(after number: Int) throws(RecordingError) -> Digest? {
        var (limit, found): (Int, Digest?) = (.max, nil)
        try backwards { (bytes) throws(RecordingError) in
            switch try leaf(bytes) {
            case .step(let step) where step.step <= limit:
                limit = step.step - 1
                if step.step == number { found = step.stateAfter }
            case .rewind(let rewind): limit = min(limit, rewind.to)
            default: break
            }
            return found != nil || limit < number
        }
        return found
    }
}

extension RunPosition {
    /// Puts training after a step that the log holds already.
    fileprivate mutating func stand(on leaf: StepLeaf) {
        step = leaf.step
        state = leaf.stateAfter
        previous = leaf.statementDigest
    }
}

/// What the leaves say, read backwards, of the session that is open at the end.
private struct OpenSessionTrace {
    private(set) var open: RunPosition.OpenSession?
    /// Whether it is known that one is open, or that none is.
    private(set) var isKnown = false
    private var (steps, heartbeats) = (0, 0)
    private var lastLeaf: Digest?

    mutating func take(_ leaf: Leaf, _ bytes: [UInt8], lastStep: StepLeaf?) {
        guard !isKnown else { return }
        switch leaf {
        case .step(let step):
            steps += 1
            isKnown = step.session == nil
        case .sessionHeartbeat: heartbeats += 1
        case .sessionOpen(let leaf):
            isKnown = true
            open = RunPosition.OpenSession(
                session: leaf.session,
                kind: leaf.kind,
                gpus: leaf.binding.gpus,
                index: leaf.binding.index,
                lastLeaf: lastLeaf ?? SHA256.hash(bytes),
                heartbeats: heartbeats,
                steps: steps,
                lastStep: steps > 0 ? lastStep?.step ?? 0 : 0,
                head: steps > 0 ? lastStep?.statementDigest ?? .zero : .zero
            )
        case .sessionClose: isKnown = true
        case .run, .rewind, .event: return
        }
        lastLeaf = lastLeaf ?? SHA256.hash(bytes)
    }
}
