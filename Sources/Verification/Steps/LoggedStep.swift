package import Bytes
import Layout
package import Leaves

/// A step as the log holds it, its inclusion in the tree of the manifest's root checked.
package struct LoggedStep: Sendable {
    /// Its index in the log.
    package let index: Int
    /// SHA-256 of the leaf's bytes.
    package let digest: Digest
    package let leaf: StepLeaf
}

extension BundleContents {
    /// The last step of the segment, or the one of a number, among those that no rewind in the segment discards.
    ///
    /// Read from the segment's end, bundle by bundle: mostly one is enough. Links are for `bulla verify` to check.
    package func liveStep(_ number: Int? = nil) throws -> LoggedStep? {
        var steps = LiveSteps(bundle)
        do { return try steps.last(number) } catch {
            throw UnreadableBundle(Fault(error), path: "data/log")
        }
    }
}

/// Walks back over a segment's leaves.
private struct LiveSteps {
    private let reader: LeafReader
    /// Steps above it were discarded by a rewind that was met.
    private var highest = Int.max

    init(_ bundle: OpenBundle) {
        reader = LeafReader(bundle)
    }

    mutating func last(_ number: Int?) throws -> LoggedStep? {
        let manifest = reader.bundle.manifest
        var next = manifest.to
        while next > manifest.from {
            let found = try reader.entries(holding: next - 1)
            while next > max(manifest.from, found.start) {
                next -= 1
                guard let bytes = found.leaf(next) else { continue }
                if let step = try take(Array(bytes), at: next, number) { return step }
            }
        }
        return nil
    }

    private mutating func take(_ bytes: [UInt8], at index: Int, _ number: Int?) throws -> LoggedStep? {
        switch try Leaf(canonical: bytes) {
        case .rewind(let rewind): highest = min(highest, rewind.to)
        case .step(let leaf) where leaf.step <= highest && leaf.step == number ?? leaf.step:
            return LoggedStep(index: index, digest: SHA256.hash(bytes), leaf: leaf)
        default: break
        }
        return nil
    }
}
