import Bytes
import Hashing
import Leaves
import MerkleLog

/// Follows sessions from open to close; `Formats/log-v1.md` section 4, rule 4.
struct Sessions: Sendable {
    /// The session that is open, and what it has done so far.
    private struct Open {
        let leaf: SessionOpenLeaf
        var steps: Int
        var lastStep: Int
        var head: Digest
        /// False where the session had steps before the segment, whose number is not known here.
        let isWhole: Bool
    }

    private let run: RunLeaf
    private let accepted: [String]
    private var open: Open?
    private var seen: Set<Digest> = []
    private var seenKeys: Set<[UInt8]> = []
    private var lastClose: Digest?
    private var nextIndex: Int?
    private(set) var kinds: Set<String> = []
    private var hasStepsWithout = false
    /// Sessions that steps name.
    private(set) var named: Set<Digest> = []

    init(run: RunLeaf, accepted: [String]) {
        self.run = run
        self.accepted = accepted
    }

    /// Notes a session that opened before the segment and is carried.
    mutating func carry(_ leaf: SessionOpenLeaf, isOpen: Bool, lastStep: StepLeaf?) throws(Fault) {
        try enter(leaf, subject: "carried session \(leaf.session)")
        nextIndex = leaf.binding.index + 1
        guard isOpen else { return }
        open = Open(
            leaf: leaf,
            steps: 0,
            lastStep: lastStep?.step ?? 0,
            head: lastStep?.statementDigest ?? .zero,
            isWhole: lastStep?.session != leaf.session
        )
    }

    /// What a binding must say and never say twice.
    private mutating func enter(_ leaf: SessionOpenLeaf, subject: String) throws(Fault) {
        guard leaf.binding.run == run.run, leaf.binding.recipe == run.recipe else {
            throw Fault(.sessionBinding, subject, "is bound to another run or recipe")
        }
        guard accepted.contains(leaf.kind) else {
            throw Fault(
                .sessionNotAccepted,
                subject,
                "kind \"\(leaf.kind)\" is not accepted by the trust file's policy"
            )
        }
        guard seen.insert(leaf.session).inserted, seenKeys.insert(leaf.binding.key).inserted else {
            throw Fault(.sessionReused, subject, "its id or key was used before")
        }
        kinds.insert(leaf.kind)
    }

    mutating func take(
        _ leaf: SessionOpenLeaf,
        at index: Int,
        tree: CompactRange?
    ) throws(Fault) {
        let subject = "leaf \(index)"
        guard open == nil else { throw Fault(.sessionOverlap, subject, "opens while another is open") }
        guard !hasStepsWithout else {
            throw Fault(.sessionNotOpen, subject, "opens in a run that has steps without session")
        }
        try enter(leaf, subject: subject)
        let binding = leaf.binding
        guard binding.checkpointSize == index else {
            throw Fault(
                .sessionBinding,
                subject,
                "is bound to a tree of \(binding.checkpointSize), want \(index)"
            )
        }
        if let tree {
            guard let checkpoint = try? Checkpoint(origin: run.origin, size: index, root: tree.root),
                SHA256.hash(Array(checkpoint.text.utf8)) == binding.checkpoint
            else { throw Fault(.sessionBinding, subject, "is bound to another checkpoint") }
        }
        guard binding.index == nextIndex ?? binding.index,
            (binding.close == .zero) == (binding.index == 0),
            binding.close == lastClose ?? binding.close
        else { throw Fault(.sessionBinding, subject, "does not follow the session before it") }
        nextIndex = binding.index + 1
        open = Open(leaf: leaf, steps: 0, lastStep: 0, head: .zero, isWhole: true)
    }

    mutating func take(_ leaf: SessionHeartbeatLeaf, at index: Int) throws(Fault) {
        guard open?.leaf.session == leaf.session else {
            throw Fault(.sessionNotOpen, "leaf \(index)", "heartbeat of a session that is not open")
        }
        try checkEvidence(leaf.evidence, at: index)
    }

    // Software sessions are the only kind there is so far.
    private func checkEvidence(_ evidence: [Digest], at index: Int) throws(Fault) {
        guard evidence.isEmpty else {
            throw Fault(.sessionBinding, "leaf \(index)", "a software session has no evidence")
        }
    }

    mutating func take(_ leaf: StepLeaf, statementDigest: Digest, at index: Int) throws(Fault) {
        guard let session = leaf.session else {
            hasStepsWithout = true
            guard seen.isEmpty else {
                throw Fault(.sessionNotOpen, "leaf \(index)", "step without session in a run that has some")
            }
            return
        }
        guard open?.leaf.session == session else {
            throw Fault(.sessionNotOpen, "leaf \(index)", "step of a session that is not open")
        }
        named.insert(session)
        open?.steps += 1
        open?.lastStep = leaf.step
        open?.head = statementDigest
    }

    mutating func take(
        _ leaf: SessionCloseLeaf,
        digest: Digest,
        state: Digest,
        at index: Int
    ) throws(Fault) {
        let subject = "leaf \(index)"
        try checkEvidence(leaf.evidence, at: index)
        guard let session = open, session.leaf.session == leaf.session else {
            throw Fault(.sessionNotOpen, subject, "closes a session that is not open")
        }
        guard leaf.head == session.head, leaf.step == session.lastStep,
            session.isWhole ? leaf.steps == session.steps : leaf.steps > session.steps
        else { throw Fault(.sessionClose, subject, "does not state the session's last step and count") }
        guard leaf.state == state else {
            throw Fault(.sessionClose, subject, "does not state the state that training is at")
        }
        open = nil
        lastClose = digest
    }
}
