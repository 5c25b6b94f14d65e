import Bytes
import Hashing
import Layout
import Leaves
import Trust

/// Where training and sessions stood just before a segment, from the leaves that it carries.
struct SegmentStart: Sendable {
    let run: RunLeaf
    let links: Links
    let sessions: Sessions
    /// The Ed25519 key of each session whose open leaf is carried.
    let sessionKeys: [Digest: [UInt8]]
    /// What stands behind the carried sessions.
    let sessionKinds: Set<String>
    /// Carried step leaves by step number, for rewinds that go back before the segment.
    let carriedSteps: [Int: StepLeaf]
    private let leaves: [(index: Int, leaf: Leaf, digest: Digest)]
    /// The first of the leaves that reach up to the segment without a gap.
    private let tailStart: Int

    /// Reads the carried leaves, whose inclusion was checked already.
    init(_ carried: CarriedLeaves, manifest: Manifest, policy: Policy) throws {
        var leaves: [(index: Int, leaf: Leaf, digest: Digest)] = []
        for entry in carried.entries {
            leaves.append((entry.index, try Leaf(canonical: entry.leaf), SHA256.hash(entry.leaf)))
        }
        guard let first = leaves.first, first.index == 0, case .run(let run) = first.leaf else {
            throw Fault(.carriedInvalid, MemberPath.carried, "wants leaf 0, a run leaf")
        }
        self.run = run
        var keys: [Digest: [UInt8]] = [:]
        var kinds: Set<String> = []
        var steps: [Int: StepLeaf] = [:]
        for (index, leaf, _) in leaves {
            if case .sessionOpen(let open) = leaf {
                keys[open.session] = open.binding.key
                kinds.insert(open.kind)
            }
            if case .step(let step) = leaf, index < manifest.from { steps[step.step] = step }
        }
        sessionKeys = keys
        sessionKinds = kinds
        carriedSteps = steps
        self.leaves = leaves
        let before = leaves.filter { $0.index < manifest.from }
        tailStart = try SegmentStart.unbrokenTail(before, from: manifest.from).first?.index ?? manifest.from
        (links, sessions) = try SegmentStart.standing(
            before,
            run: run,
            runLeafDigest: first.digest,
            from: manifest.from,
            policy: policy
        )
    }

    /// Refuses carried leaves that the segment does not need: nothing in a bundle is free.
    ///
    /// - Parameter sessions: those that steps of the segment name.
    /// - Parameter targets: the steps before the segment that its rewinds go back to.
    func checkNothingMore(sessions: Set<Digest>, targets: Set<Int>, from: Int) throws(Fault) {
        var sessions = sessions
        var targets = targets
        for (index, leaf, _) in leaves where (tailStart..<from).contains(index) {
            if case .step(let step) = leaf, let session = step.session { sessions.insert(session) }
            if case .rewind(let rewind) = leaf { targets.insert(rewind.to) }
        }
        for (index, leaf, _) in leaves.dropFirst() where !(tailStart..<from).contains(index) {
            switch leaf {
            case .sessionOpen(let open) where index >= from || sessions.contains(open.session): continue
            case .step(let step) where index < from && targets.contains(step.step): continue
            default:
                throw Fault(.carriedInvalid, MemberPath.carried, "leaf \(index) is not needed")
            }
        }
    }

    private static func standing(
        _ before: [(index: Int, leaf: Leaf, digest: Digest)],
        run: RunLeaf,
        runLeafDigest: Digest,
        from: Int,
        policy: Policy
    ) throws -> (Links, Sessions) {
        var links = Links(run: run, runLeafDigest: runLeafDigest)
        var sessions = Sessions(run: run, accepted: policy.sessions)
        let tail = try unbrokenTail(before, from: from)
        var lastStep: StepLeaf?
        if let first = tail.first, case .step(let step) = first.leaf {
            links = Links(run: run, after: step)
            lastStep = step
        }
        let tailStart = tail.first?.index ?? from
        for (index, leaf, _) in before where index < tailStart || lastStep == nil {
            guard case .sessionOpen(let open) = leaf, index < tailStart else { continue }
            try sessions.carry(open, isOpen: lastStep?.session == open.session, lastStep: lastStep)
        }
        for (index, leaf, digest) in tail.dropFirst(lastStep == nil ? 0 : 1) {
            try follow(leaf, digest: digest, at: index, links: &links, sessions: &sessions)
        }
        return (links, sessions)
    }

    /// The carried leaves that reach up to `from` without a gap, from the last step on.
    private static func unbrokenTail(
        _ before: [(index: Int, leaf: Leaf, digest: Digest)],
        from: Int
    ) throws(Fault) -> ArraySlice<(index: Int, leaf: Leaf, digest: Digest)> {
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
        _ leaf: Leaf,
        digest: Digest,
        at index: Int,
        links: inout Links,
        sessions: inout Sessions
    ) throws(Fault) {
        switch leaf {
        case .run, .step, .event: break
        case .sessionOpen(let open): try sessions.take(open, at: index, tree: nil)
        case .sessionHeartbeat(let beat): try sessions.take(beat, at: index)
        case .sessionClose(let close):
            try sessions.take(close, digest: digest, state: links.state, at: index)
        case .rewind(let rewind): try links.take(rewind, at: index)
        }
    }
}
