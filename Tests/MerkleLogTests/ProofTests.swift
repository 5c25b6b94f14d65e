import Bytes
import MerkleLog
import TestSupport
import Testing

@Suite("Proofs")
struct ProofTests {
    static let leaves = Sample.hashes(131)
    static let roots = (0...131).map { Sample.reference(leaves[..<$0]) }

    /// All up to 130, or the small ones and those about powers of two.
    static let sizes = Effort.cases(
        Array(1...130),
        usual: Array(0..<20) + [30, 31, 32, 62, 63, 64, 76, 127, 128, 129]
    )

    @Test("every inclusion proof made for sizes up to 130 leads to the root, for its own index and size only")
    func inclusion() throws {
        let read = Sample.reader(Self.leaves)
        for size in Self.sizes {
            for index in 0..<size {
                let proof = InclusionProof.make(index: index, size: size, read: read)
                #expect(try proof.root(leafHash: Self.leaves[index]) == Self.roots[size])
                for other in Set([index - 1, index + 1, index ^ 1, index ^ 2, size, -1]) where other != index
                {
                    #expect(!accepts(InclusionProof(index: other, size: size, hashes: proof.hashes), index))
                }
            }
        }
    }

    @Test("an inclusion proof for one size is refused for every other", arguments: [1, 2, 7, 8, 64, 77, 130])
    func inclusionSizes(size: Int) throws {
        let read = Sample.reader(Self.leaves)
        for index in 0..<size {
            let proof = InclusionProof.make(index: index, size: size, read: read)
            for other in -1...131 where other != size {
                let wrong = InclusionProof(index: index, size: other, hashes: proof.hashes)
                // Another size can have the same shape; then it gives this size's root, not its own.
                guard let root = try? wrong.root(leafHash: Self.leaves[index]) else { continue }
                #expect(root != Self.roots[other])
            }
        }
    }

    @Test("an inclusion proof with a flipped bit, an extra or a missing hash is refused")
    func inclusionMutations() {
        let read = Sample.reader(Self.leaves)
        for size in [1, 2, 3, 8, 13, 130] {
            for index in Set([0, size / 2, size - 1]) {
                let proof = InclusionProof.make(index: index, size: size, read: read)
                for hashes in mutations(of: proof.hashes) {
                    #expect(!accepts(InclusionProof(index: index, size: size, hashes: hashes), index))
                }
                for bit in 0..<256 {
                    let leaf = Sample.flipped(Self.leaves[index], bit: bit)
                    #expect((try? proof.root(leafHash: leaf)) != Self.roots[size])
                }
            }
        }
    }

    @Test("inclusion errors name what is wrong")
    func inclusionCodes() {
        let (leaf, root) = (Self.leaves[0], Self.roots[1])
        func got(_ index: Int, _ size: Int, _ hashes: [Digest], _ root: Digest) -> MerkleError.Code? {
            code { () throws(MerkleError) in
                try InclusionProof(index: index, size: size, hashes: hashes).verify(
                    leafHash: leaf,
                    root: root
                )
            }
        }
        #expect(got(0, 1, [], root) == nil)
        #expect(got(0, 0, [], root) == .badSize)
        #expect(got(0, Int.max, [], root) == .badSize)
        #expect(got(1, 1, [], root) == .badIndex)
        #expect(got(-1, 1, [], root) == .badIndex)
        #expect(got(0, 1, [leaf], root) == .proofLength)
        #expect(got(0, 1, [], .zero) == .proofRoot)
    }

    @Test("every consistency proof made for sizes up to 130 is that of the RFC and holds")
    func consistency() throws {
        let read = Sample.reader(Self.leaves)
        for new in Self.sizes {
            for old in 1...new {
                let proof = ConsistencyProof.make(old: old, new: new, read: read)
                #expect(proof.hashes == Sample.subproof(old, Self.leaves[..<new], true))
                try proof.verify(oldRoot: Self.roots[old], newRoot: Self.roots[new])
                #expect(!connects(proof, Self.roots[old - 1], Self.roots[new]))
                #expect(!connects(proof, Self.roots[old], Self.roots[new + 1]))
            }
        }
    }

    @Test("a consistency proof is refused for all other sizes, with their right roots or its own")
    func consistencySizes() {
        let read = Sample.reader(Self.leaves)
        for (old, new) in [(1, 1), (1, 2), (3, 7), (4, 8), (6, 8), (64, 65), (65, 128), (77, 130)] {
            let proof = ConsistencyProof.make(old: old, new: new, read: read)
            for other in 0...131 where other != old {
                let wrong = ConsistencyProof(old: other, new: new, hashes: proof.hashes)
                #expect(!connects(wrong, Self.roots[other], Self.roots[new]))
            }
            for other in 0...131 where other != new {
                let wrong = ConsistencyProof(old: old, new: other, hashes: proof.hashes)
                #expect(!connects(wrong, Self.roots[old], Self.roots[other]))
            }
        }
    }

    @Test("a consistency proof with a flipped bit, an extra or a missing hash is refused")
    func consistencyMutations() {
        let read = Sample.reader(Self.leaves)
        for (old, new) in [(1, 1), (1, 2), (3, 7), (4, 8), (6, 8), (65, 128), (77, 130)] {
            let proof = ConsistencyProof.make(old: old, new: new, read: read)
            for hashes in mutations(of: proof.hashes) {
                let wrong = ConsistencyProof(old: old, new: new, hashes: hashes)
                #expect(!connects(wrong, Self.roots[old], Self.roots[new]))
            }
        }
    }

    @Test("consistency errors name what is wrong")
    func consistencyCodes() {
        func got(_ old: Int, _ new: Int, _ hashes: [Digest], _ root: Digest) -> MerkleError.Code? {
            code { () throws(MerkleError) in
                try ConsistencyProof(old: old, new: new, hashes: hashes).verify(oldRoot: root, newRoot: root)
            }
        }
        #expect(got(0, 5, [], .zero) == .badSize)
        #expect(got(0, 0, [], .zero) == .badSize)
        #expect(got(6, 5, [], .zero) == .badSize)
        #expect(got(1, Int.max, [], .zero) == .badSize)
        #expect(got(5, 5, [], .zero) == nil)
        #expect(got(5, 5, [.zero], .zero) == .proofLength)
        #expect(got(3, 7, [], .zero) == .proofLength)
        #expect(got(1, 2, [.zero], .zero) == .proofRoot)
    }

    @Test("inclusion proofs in subtrees match the rolling hash of the merkle-tree-certs draft")
    func rollingInclusion() {
        let leaves = Sample.byteHashes(130)
        var rolling = SHA256()
        for end in 0...130 {
            for start in 0...end where TreeTests.isSubtree(start, end) {
                let read = Sample.reader(Array(leaves[start..<end]))
                for index in start..<end {
                    let proof = InclusionProof.make(index: index - start, size: end - start, read: read)
                    let hashes = proof.hashes.map { " \($0.hex)" }.joined()
                    rolling.update(Array("\(index) [\(start), \(end))\(hashes)\n".utf8))
                }
            }
        }
        #expect(
            rolling.finish().hex == "ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f"
        )
    }

    private func accepts(_ proof: InclusionProof, _ leaf: Int) -> Bool {
        guard Self.roots.indices.contains(proof.size) else { return false }
        return (try? proof.verify(leafHash: Self.leaves[leaf], root: Self.roots[proof.size])) != nil
    }

    private func connects(_ proof: ConsistencyProof, _ old: Digest, _ new: Digest) -> Bool {
        (try? proof.verify(oldRoot: old, newRoot: new)) != nil
    }

    /// Every single-bit flip, every hash left out, doubled, or swapped with the next, one more at each end.
    private func mutations(of hashes: [Digest]) -> [[Digest]] {
        var all = [hashes + [.zero], [.zero] + hashes]
        for place in hashes.indices {
            func changed(_ change: (inout [Digest]) -> Void) {
                var copy = hashes
                change(&copy)
                all.append(copy)
            }
            for bit in 0..<256 { changed { $0[place] = Sample.flipped($0[place], bit: bit) } }
            changed { $0.remove(at: place) }
            changed { $0.insert($0[place], at: place) }
            if place + 1 < hashes.count { changed { $0.swapAt(place, place + 1) } }
        }
        return all
    }
}
