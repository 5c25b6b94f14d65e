import Bytes
import Layout
import Leaves
import MerkleLog
import Reports
import StepEvidence
import Trust

/// Everything that is learned by walking over all leaves of a segment in order.
struct LogWalk: ~Copyable {
    private let manifest: Manifest
    private let policy: Policy
    private let disclosure: RunDocument.Disclosure
    private(set) var tree: TreeBuilder
    private(set) var links: Links
    private(set) var sessions: Sessions
    private(set) var tally: SegmentTally
    private(set) var courses: MetricCourses
    private(set) var entryDigests: [Digest] = []
    private var next: Int
    private var stepIndex = SHA256()
    private var blobIndex = SHA256()

    init(manifest: Manifest, policy: Policy, start: SegmentStart, tree: TreeBuilder) {
        self.manifest = manifest
        self.policy = policy
        disclosure = start.disclosure
        self.tree = tree
        tally = SegmentTally(withholding: manifest.withheld)
        links = start.links
        sessions = start.sessions
        courses = MetricCourses(population: manifest.steps)
        next = manifest.from / 256 * 256
    }

    /// Takes the next bundle; `digest` is the SHA-256 of its content.
    mutating func take(_ facts: EntryFacts, digest: Digest) throws {
        entryDigests.append(digest)
        let skipped = facts.leafHashes.count / 32 - facts.leaves.count
        if skipped > 0 {
            tree.append(leafHashes: facts.leafHashes[..<(skipped * 32)])
            next += skipped
        }
        if next == manifest.from, let previous = manifest.previousRoot, entryDigests.count == 1 {
            guard tree.range.root == previous else {
                throw Fault(
                    .previousRootMismatch,
                    "leaf \(next)",
                    "the leaves before the segment have root \(tree.range.root), the manifest says \(previous)"
                )
            }
        }
        let isWhole = skipped == 0 && facts.root != nil
        let needsTree = !isWhole || facts.leaves.contains { $0.namesTree }
        for (offset, leaf) in facts.leaves.enumerated() {
            try take(leaf, tree: needsTree ? tree.range : nil)
            if needsTree {
                let start = (skipped + offset) * 32
                tree.append(leafHashes: facts.leafHashes[start..<start + 32])
            }
            next += 1
        }
        tally.takeRecords { steps, blobs in
            stepIndex.update(steps)
            blobIndex.update(blobs)
        }
        guard let root = facts.root else { return }
        if needsTree { tree.note(bundle: root) } else { tree.append(bundle: root) }
    }

    private mutating func take(_ fact: EntryFacts.LeafFact, tree: CompactRange?) throws {
        switch fact {
        case .step(let leaf, let statementDigest, let digest):
            try take(leaf, statementDigest: statementDigest, digest: digest)
        case .other(let leaf, let digest):
            tally.count(leaf.kind)
            try take(leaf, digest: digest, tree: tree)
        }
    }

    private mutating func take(_ leaf: StepLeaf, statementDigest: Digest, digest: Digest?) throws {
        try links.take(leaf, statementDigest: statementDigest, at: next)
        try sessions.take(leaf, statementDigest: statementDigest, digest: digest, at: next)
        courses.take(leaf.metrics.lazy.map { .init($0) }, step: leaf.step, ordinal: tally.steps)
        try tally.count(leaf, at: next)
        for kind in policy.proofs where !leaf.proofs.contains(where: { $0.kind == kind }) {
            throw Fault(.proofMissing, "step \(leaf.step)", "has no \(kind) proof, which the policy demands")
        }
    }

    private mutating func take(_ leaf: Leaf, digest: Digest, tree: CompactRange?) throws {
        switch leaf {
        case .step: break
        case .run(let run):
            guard next == 0, run == links.run else {
                throw Fault(.runLeafMisplaced, "leaf \(next)", "want a run leaf at index 0 only")
            }
        case .sessionOpen(let open): try sessions.take(open, digest: digest, at: next, tree: tree)
        case .sessionHeartbeat(let beat): try sessions.take(beat, digest: digest, at: next, tree: tree)
        case .sessionClose(let close):
            try sessions.take(close, digest: digest, state: links.state, at: next)
        case .rewind(let rewind):
            try links.take(rewind, at: next)
            guard tally.count(of: .rewind) <= policy.rewindsMaximum else {
                throw Fault(
                    .rewindsExceeded,
                    "leaf \(next)",
                    "more than \(policy.rewindsMaximum) rewinds in the segment"
                )
            }
        case .event(let event):
            guard event.run == links.run.run else {
                throw Fault(.stepRun, "leaf \(next)", "event of run \(event.run)")
            }
            guard event.kind != .commitment || tally.note(commitmentAt: next) else {
                throw Fault(.commitmentMismatch, "leaf \(next)", "is a second commitment leaf of the segment")
            }
        }
    }

    /// Holds what was counted against what the manifest says.
    mutating func compareCounts() throws {
        guard tree.range.root == manifest.root else {
            throw Fault(
                .rootMismatch,
                "log",
                "leaves have root \(tree.range.root), the manifest says \(manifest.root)"
            )
        }
        guard tally.commitment == manifest.commitment else {
            throw Fault(
                .commitmentMismatch,
                "manifest.json.predicate.commitment",
                "names \(name(manifest.commitment)), the commitment leaf of the segment is \(name(tally.commitment))"
            )
        }
        let isWithheld = ProofVerifiers.standard.opening.allSatisfy {
            tally.proofs[$0, default: 0] == tally.withheldProofs[$0, default: 0]
        }
        guard disclosure != .none || isWithheld || KnockOut.isOff("disclosure") else {
            throw Fault(.runMismatch, MemberPath.run, "says disclosure none, and openings are in the bundle")
        }
        let counted: [(String, Bool)] = [
            ("leaves", tally.leaves == manifest.leaves), ("proofs", tally.proofs == manifest.proofs),
            ("steps", links.ordinals == manifest.steps),
            ("first_step", tally.firstStep == manifest.firstStep),
            ("last_step", tally.lastStep == manifest.lastStep),
            ("withheld", Set(tally.withheldProofs.keys) == Set(manifest.withheld)),
            ("blobs.count", tally.blobs.count == manifest.blobs.count),
            ("blobs.bytes", tally.blobs.contentBytes == manifest.blobs.bytes),
        ]
        for (key, isEqual) in counted where !isEqual {
            throw Fault(.countMismatch, "manifest.json.predicate.\(key)", "is not what the log holds")
        }
    }

    private func name(_ leaf: Int?) -> String { leaf.map { "leaf \($0)" } ?? "none" }

    /// Holds the index members against the log.
    mutating func compareHints() throws {
        let computed: [(String, Digest, Int)] = [
            (MemberPath.stepIndex, stepIndex.finishAndRestart(), tally.steps * IndexRecords.stepRecord),
            (MemberPath.blobIndex, blobIndex.finishAndRestart(), tally.references * IndexRecords.blobRecord),
        ]
        for (path, digest, size) in computed {
            guard let listed = manifest.member(path), listed.sha256 == digest, listed.size == size else {
                throw Fault(.hintMismatch, path, "does not point to the steps and blobs of the log")
            }
        }
    }
}
