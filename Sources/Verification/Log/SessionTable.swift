import Bytes
import Layout
import Leaves

/// Every session that opened before the segment's end, as the carried leaves give them; `log-v1.md` section 5.
///
/// None can be left out and none can stand twice, so that ids and keys are known to be used once, not sampled.
struct SessionTable: Sendable {
    struct Entry: Sendable {
        /// The index of the open leaf.
        let index: Int
        let leaf: SessionOpenLeaf
    }

    /// By the session's index, which ascends with the leaf's.
    let entries: [Entry]
    private let places: [Digest: Int]

    init(_ leaves: [SegmentStart.CarriedLeaf], run: RunLeaf) throws(Fault) {
        var entries: [Entry] = []
        var places: [Digest: Int] = [:]
        var keys: Set<[UInt8]> = []
        for carried in leaves {
            guard case .sessionOpen(let open) = carried.leaf else { continue }
            guard places.updateValue(entries.count, forKey: open.session) == nil,
                keys.insert(open.binding.key).inserted
            else { throw Fault(.sessionReused, "leaf \(carried.index)", "its id or key was used before") }
            guard open.binding.index == entries.count else {
                throw Fault(
                    .carriedInvalid,
                    MemberPath.carried,
                    "session \(open.binding.index) stands where \(entries.count) should: one is left out or misnumbered"
                )
            }
            try SessionTable.check(open, at: carried.index, run: run)
            entries.append(Entry(index: carried.index, leaf: open))
        }
        self.entries = entries
        self.places = places
    }

    private static func check(_ open: SessionOpenLeaf, at index: Int, run: RunLeaf) throws(Fault) {
        let binding = open.binding
        guard binding.run == run.run, binding.recipe == run.recipe else {
            throw Fault(.sessionBinding, "leaf \(index)", "is bound to another run or recipe")
        }
        guard binding.checkpointSize == index else {
            throw Fault(
                .sessionBinding,
                "leaf \(index)",
                "is bound to a tree of \(binding.checkpointSize), want \(index)"
            )
        }
        guard (binding.previous == .zero) == (binding.index == 0) else {
            throw Fault(.sessionBinding, "leaf \(index)", "does not follow the session before it")
        }
    }

    var isEmpty: Bool { entries.isEmpty }

    subscript(session: Digest) -> Entry? { places[session].map { entries[$0] } }

    /// The last session that opened before the leaf of that index.
    func last(before index: Int) -> Entry? {
        let count = count(before: index)
        return count > 0 ? entries[count - 1] : nil
    }

    /// Refuses a step that is not of the session that opened last before it; `log-v1.md` section 4, rule 4.
    ///
    /// Whether that session had been closed by then, only reading every leaf shows.
    func check(_ step: StepLeaf, at index: Int) throws(Fault) {
        let live = last(before: index)?.leaf.session
        guard step.session == live && (isEmpty || live != nil) || KnockOut.isOff("session-not-open") else {
            throw Fault(.sessionNotOpen, "leaf \(index)", "step of a session that is not open")
        }
    }

    /// How many sessions opened before the leaf of that index.
    func count(before index: Int) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].index < index { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The Ed25519 key of each session.
    var keys: [Digest: [UInt8]] {
        Dictionary(uniqueKeysWithValues: entries.map { ($0.leaf.session, $0.leaf.binding.key) })
    }
}
