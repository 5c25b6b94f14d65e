package import Bytes
package import Leaves

/// What a session did within the segment, for a reader to see; `nil` where it did not happen there.
package struct SessionRecord: Hashable, Sendable {
    package let session: Digest
    package let kind: SessionKind
    /// The index of its open leaf, which may lie before the segment.
    package let opened: Int
    package internal(set) var closed: Int?
    package internal(set) var heartbeats = 0
    package internal(set) var firstStep: Int?
    package internal(set) var lastStep: Int?

    init(_ entry: SessionTable.Entry) {
        session = entry.leaf.session
        kind = entry.leaf.kind
        opened = entry.index
    }
}
