import Audit
import Bytes
import Layout
import Leaves

extension LeafReader {
    /// The commitment leaf that the manifest names, its inclusion checked; nil where it names none.
    ///
    /// That it is the segment's only one takes reading every leaf: scope `log` or `all`.
    func commitment() throws -> AuditedSegment.Commitment? {
        guard let index = bundle.manifest.commitment else { return nil }
        guard let bytes = try entries(holding: index).leaf(index),
            case .event(let event) = try Leaf(canonical: bytes), event.kind == .commitment
        else { throw Fault(.commitmentMismatch, "leaf \(index)", "is no commitment leaf") }
        return AuditedSegment.Commitment(leaf: index, digest: event.digest)
    }
}
