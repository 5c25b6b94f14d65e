import Bytes
import Layout
import Leaves

/// A moment of a session that evidence has to stand behind.
struct SessionEvent: Sendable {
    /// The open leaf of the session: its kind, key, GPUs and what it is bound to.
    let open: SessionOpenLeaf
    /// The index of the event's own leaf.
    let leaf: Int
    /// Which event it is, the 64 bytes that its evidence must bind, and nonces.
    let bound: SessionBound
    /// Digests of the files, in byte order of their names.
    let evidence: [Digest]
    /// The files as the manifest lists them; empty until `SessionMembers` found them.
    var members: [Manifest.Member] = []

    init(open: SessionTable.Entry) {
        self.open = open.leaf
        leaf = open.index
        bound = SessionBound(open.leaf.binding)
        evidence = open.leaf.evidence
    }

    init(_ heartbeat: SessionHeartbeatLeaf, at index: Int, of open: SessionOpenLeaf) {
        self.open = open
        leaf = index
        bound = SessionBound(heartbeat)
        evidence = heartbeat.evidence
    }

    init(_ close: SessionCloseLeaf, at index: Int, of open: SessionOpenLeaf) {
        self.open = open
        leaf = index
        bound = SessionBound(close)
        evidence = close.evidence
    }

    var session: Digest { open.session }
    var kind: SessionKind { open.kind }
    var name: SessionEventName { bound.name }
    /// `data/sessions/SESSION/EVENT/`.
    var folder: String { MemberPath.evidence(of: session, name) }
    /// The nonce for each of the session's GPUs.
    var gpuNonces: [Digest] { (0..<open.binding.gpus).map { bound.gpuNonce($0) } }
    /// What `witness.note` must be; nil for an event that has none.
    var witness: Digest? { name == .open ? open.binding.witness : nil }
}
