import Bytes
import Hashing
import Layout
import Leaves

/// Where training and sessions stood just before a segment, from the leaves that it carries.
struct SegmentStart: Sendable {
    /// A leaf that the segment brings along, its inclusion checked already.
    struct CarriedLeaf: Sendable {
        let index: Int
        let leaf: Leaf
        /// SHA-256 of the leaf's bytes.
        let digest: Digest
    }

    let run: RunLeaf
    let links: Links
    let sessions: Sessions
    /// The sessions that steps of the segment can name: open at its start, or opening within it.
    let liveSessions: [SessionTable.Entry]
    /// Carried step leaves by step number, for rewinds that go back before the segment.
    let carriedSteps: [Int: StepLeaf]
    private let leaves: [CarriedLeaf]
    /// The first of the leaves that reach up to the segment without a gap.
    private let tailStart: Int

    /// All sessions that opened before the segment's end.
    var table: SessionTable { sessions.table }

    /// Reads the carried leaves, whose inclusion was checked already.
    init(_ carried: CarriedLeaves, manifest: Manifest) throws {
        var leaves: [CarriedLeaf] = []
        for entry in carried.entries {
            leaves.append(
                CarriedLeaf(
                    index: entry.index,
                    leaf: try Leaf(canonical: entry.leaf),
                    digest: SHA256.hash(entry.leaf)
                )
            )
        }
        guard let first = leaves.first, first.index == 0, case .run(let run) = first.leaf else {
            throw Fault(.carriedInvalid, MemberPath.carried, "wants leaf 0, a run leaf")
        }
        self.run = run
        self.leaves = leaves
        carriedSteps = SegmentStart.steps(leaves, before: manifest.from)
        let before = leaves.filter { $0.index < manifest.from }
        let tail = try SegmentStart.unbrokenTail(before, from: manifest.from)
        tailStart = tail.first?.index ?? manifest.from
        let table = try SessionTable(leaves, run: run)
        var (links, sessions) = try SegmentStart.standing(
            tail,
            run: run,
            runLeafDigest: first.digest,
            table
        )
        for early in before.dropLast(tail.count) {
            guard case .step(let step) = early.leaf else { continue }
            try table.check(step, at: early.index)
            try links.note(early: step, at: early.index)
        }
        let opening = table.entries.filter { $0.index >= manifest.from }
        liveSessions =
            opening + (opening.first?.index == manifest.from ? [] : [sessions.current].compactMap(\.self))
        (self.links, self.sessions) = (links, sessions)
    }

    private static func steps(_ leaves: [CarriedLeaf], before from: Int) -> [Int: StepLeaf] {
        var steps: [Int: StepLeaf] = [:]
        for carried in leaves where carried.index < from {
            if case .step(let step) = carried.leaf { steps[step.step] = step }
        }
        return steps
    }

    /// Refuses carried leaves that the segment does not need: nothing in a bundle is free.
    ///
    /// - Parameter targets: the steps before the segment that its rewinds go back to.
    /// - Parameter opened: how many sessions opened before the segment's end.
    func checkNothingMore(targets: Set<Int>, opened: Int, from: Int) throws(Fault) {
        guard table.entries.count == opened else {
            throw Fault(
                .carriedInvalid,
                MemberPath.carried,
                "\(table.entries.count) sessions are carried, \(opened) opened"
            )
        }
        var targets = targets
        for carried in leaves where (tailStart..<from).contains(carried.index) {
            if case .rewind(let rewind) = carried.leaf { targets.insert(rewind.to) }
        }
        for carried in leaves.dropFirst() where !(tailStart..<from).contains(carried.index) {
            switch carried.leaf {
            case .sessionOpen: continue
            case .step(let step) where carried.index < from && targets.contains(step.step): continue
            default:
                throw Fault(.carriedInvalid, MemberPath.carried, "leaf \(carried.index) is not needed")
            }
        }
    }

    private static func standing(
        _ tail: ArraySlice<CarriedLeaf>,
        run: RunLeaf,
        runLeafDigest: Digest,
        _ table: SessionTable
    ) throws -> (Links, Sessions) {
        var links = Links(run: run, runLeafDigest: runLeafDigest)
        var sessions = Sessions(run: run, table: table)
        var rest = tail
        if let first = tail.first, case .step(let step) = first.leaf {
            links = Links(run: run, after: step)
            sessions = try Sessions(
                run: run,
                table: table,
                after: step,
                digest: first.digest,
                at: first.index
            )
            rest = tail.dropFirst()
        }
        for carried in rest { try follow(carried, links: &links, sessions: &sessions) }
        sessions.beginSegment()
        return (links, sessions)
    }

    /// The carried leaves that reach up to `from` without a gap, from the last step on.
    private static func unbrokenTail(
        _ before: [CarriedLeaf],
        from: Int
    ) throws(Fault) -> ArraySlice<CarriedLeaf> {
        var start = before.endIndex
        var next = from
        while start > 0, before[start - 1].index == next - 1 {
            start -= 1
            next -= 1
            if case .step = before[start].leaf { return before[start...] }
        }
        guard next == 0 else {
            throw Fault(
                .carriedInvalid,
                MemberPath.carried,
                "does not reach from the last step up to leaf \(from)"
            )
        }
        return before[start...]
    }

    private static func follow(
        _ carried: CarriedLeaf,
        links: inout Links,
        sessions: inout Sessions
    ) throws(Fault) {
        let (index, digest) = (carried.index, carried.digest)
        switch carried.leaf {
        case .run, .step, .event: break
        case .sessionOpen(let open): try sessions.take(open, digest: digest, at: index, tree: nil)
        case .sessionHeartbeat(let beat): try sessions.take(beat, digest: digest, at: index, tree: nil)
        case .sessionClose(let close):
            try sessions.take(close, digest: digest, state: links.state, at: index)
        case .rewind(let rewind): try links.take(rewind, at: index)
        }
    }
}
