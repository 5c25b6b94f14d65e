import Bytes
import Hashing
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
            let bundle = try onLog { () throws(LogError) in
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
        var (steps, sessionIsKnown) = (0, false)
        try backwards { (bytes) throws(RecordingError) in
            switch try leaf(bytes) {
            case .step(let step):
                if lastStep == nil { lastStep = step }
                if step.session == nil { sessionIsKnown = true }
                steps += 1
            case .rewind(let leaf): if lastStep == nil, rewind == nil { rewind = leaf }
            case .sessionOpen(let open) where !sessionIsKnown:
                sessionIsKnown = true
                found.session = RunPosition.OpenSession(
                    open,
                    steps: steps,
                    lastStep: steps > 0 ? lastStep : nil
                )
            case .sessionClose: sessionIsKnown = true
            default: break
            }
            return lastStep != nil && sessionIsKnown
        }
        if let lastStep { found.stand(on: lastStep) }
        if let rewind { (found.step, found.state) = (rewind.to, rewind.state) }
        return found
    }

    /// How many sessions there were, all of them closed, and how the last one closed.
    func pastSessions() throws(RecordingError) -> RunPosition.PastSessions {
        var past = RunPosition.PastSessions(count: 0, close: .zero)
        try backwards { (bytes) throws(RecordingError) in
            // A step is told by its first key; there are many, and none matters here.
            if bytes.starts(with: "{\"batch\"".utf8) { return false }
            switch try leaf(bytes) {
            case .sessionClose where past.close == .zero: past.close = SHA256.hash(bytes)
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

extension RunPosition.OpenSession {
    fileprivate init(_ leaf: SessionOpenLeaf, steps: Int, lastStep: StepLeaf?) {
        self.init(
            session: leaf.session,
            index: leaf.binding.index,
            steps: steps,
            lastStep: lastStep?.step ?? 0,
            head: lastStep?.statementDigest ?? .zero
        )
    }
}
