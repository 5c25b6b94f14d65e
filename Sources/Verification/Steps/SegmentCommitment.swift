package import Bytes
import Layout
import Leaves

/// A segment's commitment leaf: its index, and the digest of the producer's secret.
package struct SegmentCommitment: Hashable, Sendable {
    package let leaf: Int
    package let digest: Digest
}

extension LeafReader {
    /// The commitment leaf that the manifest names, its inclusion checked; nil where it names none.
    ///
    /// That it is the segment's only one takes reading every leaf: scope `log` or `all`.
    func commitment() throws -> SegmentCommitment? {
        guard let index = bundle.manifest.commitment else { return nil }
        guard let bytes = try self.bundle(holding: index).leaf(index),
            case .event(let event) = try Leaf(canonical: bytes), event.kind == .commitment
        else { throw Fault(.commitmentMismatch, "leaf \(index)", "is no commitment leaf") }
        return SegmentCommitment(leaf: index, digest: event.digest)
    }
}
