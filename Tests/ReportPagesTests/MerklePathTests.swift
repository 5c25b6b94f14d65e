import Bytes
import Testing

@testable import ReportPages

@Suite("Merkle paths on pages")
struct MerklePathTests {
    /// The root of the leaves in `range`, as RFC 9162 section 2.1.1 defines it.
    private func root(_ range: Range<Int>) -> Digest {
        guard range.count > 1 else { return SHA256.hash([0] + Array("leaf \(range.lowerBound)".utf8)) }
        var half = 1
        while half * 2 < range.count { half *= 2 }
        let middle = range.lowerBound + half
        return SHA256.hash(
            [1] + root(range.lowerBound..<middle).bytes + root(middle..<range.upperBound).bytes
        )
    }

    @Test("say of each sibling the side and the leaves that lead to the root", arguments: 1...33)
    func sides(_ size: Int) throws {
        for leaf in 0..<size {
            let count = (0...6).first {
                MerklePath(leaf: leaf, size: size, hashes: Array(repeating: .zero, count: $0)) != nil
            }
            let hashes = Array(repeating: Digest.zero, count: try #require(count))
            let path = try #require(MerklePath(leaf: leaf, size: size, hashes: hashes))
            let folded = path.siblings.reduce(root(leaf..<leaf + 1)) { hash, sibling in
                let other = root(sibling.leaves)
                return SHA256.hash(
                    [1] + (sibling.isLeft ? other.bytes + hash.bytes : hash.bytes + other.bytes)
                )
            }
            #expect(folded == root(0..<size))
        }
    }

    @Test("of a leaf or length that does not fit are none")
    func refused() {
        #expect(MerklePath(leaf: 8, size: 8, hashes: []) == nil)
        #expect(MerklePath(leaf: 0, size: 8, hashes: [.zero, .zero]) == nil)
        #expect(
            MerklePath(leaf: 1 << 53 - 1, size: 1 << 53, hashes: Array(repeating: .zero, count: 65)) == nil
        )
    }
}
