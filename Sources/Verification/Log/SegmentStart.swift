import Bytes
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
    let disclosure: RunDocument.Disclosure
    /// Where each of those step leaves stands: of several with one number, the last.
    private let carriedPlaces: [Int: Int]
    private let leaves: [CarriedLeaf]
    /// The first of the leaves that reach up to the segment without a gap.
    private let tailStart: Int

    /// All sessions that opened before the segment's end.
    var table: SessionTable { sessions.table }

    /// Reads the carried leaves, whose inclusion was checked already.
    ///
    /// - Parameter disclosure: whether openings may be in the bundle.
    init(
        _ carried: CarriedLeaves,
        manifest: Manifest,
        disclosure: RunDocument.Disclosure = .replay
    ) throws {
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
        self.disclosure = disclosure
        (carriedSteps, carriedPlaces) = SegmentStart.steps(leaves, before: manifest.from)
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
            try SegmentStart.check(run: step.run, run, early)
            try table.check(step, at: early.index)
            try links.note(early: step, at: early.index)
        }
        let opening = table.entries.filter { $0.index >= manifest.from }
        liveSessions =
            opening + (opening.first?.index == manifest.from ? [] : [sessions.current].compactMap(\.self))
        (self.links, self.sessions) = (links, sessions)
        for carried in leaves.dropFirst() where !(tailStart..<manifest.from).contains(carried.index) {
            switch carried.leaf {
            case .sessionOpen: continue
            case .step(let step) where carriedPlaces[step.step] == carried.index: continue
            default: try SegmentStart.refuse(carried)
            }
        }
    }

    private static func steps(
        _ leaves: [CarriedLeaf],
        before from: Int
    ) -> (leaves: [Int: StepLeaf], places: [Int: Int]) {
        var steps: [Int: StepLeaf] = [:]
        var places: [Int: Int] = [:]
        for carried in leaves where carried.index < from {
            guard case .step(let step) = carried.leaf else { continue }
            steps[step.step] = step
            places[step.step] = carried.index
        }
        return (steps, places)
    }

    /// Nothing in a bundle is free.
    private static func refuse(_ carried: CarriedLeaf) throws(Fault) {
        guard KnockOut.isOff(FaultCode.carriedInvalid.rawValue) else {
            throw Fault(.carriedInvalid, MemberPath.carried, "leaf \(carried.index) is not needed")
        }
    }

    private static func check(run got: Digest, _ run: RunLeaf, _ carried: CarriedLeaf) throws(Fault) {
        guard got == run.run else { throw Fault(.stepRun, "leaf \(carried.index)", "is of run \(got)") }
    }

    /// Refuses carried leaves that the segment does not need.
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
        for carried in leaves where !(tailStart..<from).contains(carried.index) {
            guard case .step(let step) = carried.leaf, !targets.contains(step.step) else { continue }
            try SegmentStart.refuse(carried)
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
            try check(run: step.run, run, first)
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
        for carried in rest { try follow(carried, run: run, links: &links, sessions: &sessions) }
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
        run: RunLeaf,
        links: inout Links,
        sessions: inout Sessions
    ) throws(Fault) {
        let (index, digest) = (carried.index, carried.digest)
        switch carried.leaf {
        case .run:
            guard index == 0 else {
                throw Fault(.runLeafMisplaced, "leaf \(index)", "want a run leaf at index 0 only")
            }
        case .step: break
        case .event(let event): try check(run: event.run, run, carried)
        case .sessionOpen(let open): try sessions.take(open, digest: digest, at: index, tree: nil)
        case .sessionHeartbeat(let beat): try sessions.take(beat, digest: digest, at: index, tree: nil)
        case .sessionClose(let close):
            try sessions.take(close, digest: digest, state: links.state, at: index)
        case .rewind(let rewind): try links.take(rewind, at: index)
        }
    }
}
