import Bytes
import Layout
import Leaves
import LogStore
import MerkleLog

/// Finds the leaves that a segment must bring along; `Formats/log-v1.md` section 5.
struct CarriedCollection {
    /// The `session-open` leaf of every session that opened before the segment's end.
    private(set) var opens: [SessionOpenLeaf] = []
    private let store: LogStore
    private let from: Int
    private let to: Int
    private var indices: Set<Int> = [0]

    init(_ store: LogStore, from: Int, to: Int, survey: SegmentSurvey) throws {
        self.store = store
        self.from = from
        self.to = to
        if from > 0 {
            try scanOpens()
            try scanBack(targets: survey.rewindTargets.subtracting([0]))
        }
        for (index, open) in survey.opens { note(open, at: index) }
    }

    /// The carried leaves, with their proofs.
    func leaves() throws -> CarriedLeaves {
        CarriedLeaves(
            try indices.sorted().map { index in
                CarriedLeaves.Entry(
                    index: index,
                    leaf: try store.entry(index),
                    proof: try store.inclusionProof(index: index, size: to).hashes
                )
            }
        )
    }

    // Told by the first key, which no other type of leaf has: there are many leaves, and few matter here.
    private mutating func scanOpens() throws {
        let first = Array("{\"binding\"".utf8)
        var bundles = try store.bundles(from: 0, to: from)
        while let (tile, bytes) = try bundles.next() {
            for (offset, range) in try EntryBundle.ranges(in: bytes, count: tile.width).enumerated()
            where bytes[range].starts(with: first) {
                guard case .sessionOpen(let open) = try Leaf(canonical: bytes[range]) else { continue }
                note(open, at: tile.start + offset)
            }
        }
    }

    private mutating func note(_ open: SessionOpenLeaf, at index: Int) {
        opens.append(open)
        indices.insert(index)
    }

    // Backwards from the segment: up to the last step, then on for the live steps that rewinds go back to.
    private mutating func scanBack(targets: Set<Int>) throws {
        var targets = targets
        var seenStep = false
        // Steps above this number were discarded by a rewind that stands further on.
        var live = Int.max
        for index in stride(from: from - 1, through: 0, by: -1) {
            let leaf = try Leaf(canonical: try store.entry(index))
            if !seenStep { indices.insert(index) }
            switch leaf {
            case .step(let step):
                seenStep = true
                guard step.step <= live else { break }
                live = step.step - 1
                if targets.remove(step.step) != nil { indices.insert(index) }
            case .rewind(let rewind):
                if !seenStep && rewind.to > 0 { targets.insert(rewind.to) }
                live = min(live, rewind.to)
            default: break
            }
            if seenStep && targets.isEmpty { return }
        }
    }
}
