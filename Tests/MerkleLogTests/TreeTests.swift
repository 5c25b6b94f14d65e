import Bytes
import MerkleLog
import Testing

@Suite("Trees")
struct TreeTests {
    // The eight leaves of the Certificate Transparency tests and the roots after each of them.
    static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
    static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test("the eight leaves of Certificate Transparency give its roots")
    func knownRoots() throws {
        let hashes = try Self.leaves.map { TreeHash.leaf(try Hex.decode($0)) }
        for (index, root) in Self.roots.enumerated() {
            #expect(MerkleTree.root(of: hashes[...index]).hex == root)
        }
        #expect(MerkleTree.root(of: [Digest]()) == TreeHash.empty)
    }

    @Test("root, compact range by leaf, in bulk, and read from nodes agree with the RFC for sizes up to 600")
    func everySize() throws {
        let leaves = Sample.hashes(600)
        var range = CompactRange()
        for size in 0...600 {
            let root = Sample.reference(leaves[..<size])
            #expect(range.size == size && range.root == root)
            #expect(MerkleTree.root(of: leaves[..<size]) == root)
            #expect(try CompactRange(size: size, nodes: range.nodes) == range)
            if size < 600 { range.append(leaves[size]) }
        }
        let read = Sample.reader(leaves)
        for size in stride(from: 0, through: 600, by: 37) {
            let made = CompactRange.make(size: size, read: read)
            #expect(made.root == Sample.reference(leaves[..<size]))
        }
    }

    @Test(
        "a compact range takes leaf hashes in bulk at any alignment",
        arguments: [0, 1, 3, 255, 256, 257, 300]
    )
    func bulk(first: Int) {
        let leaves = Sample.hashes(600)
        var range = CompactRange()
        range.append(leafHashes: leaves[..<first].flatMap(\.bytes))
        range.append(leafHashes: leaves[first...].flatMap(\.bytes))
        var single = CompactRange()
        for leaf in leaves { single.append(leaf) }
        #expect(range == single)
    }

    @Test("a compact range from outside needs one node for each 1-bit of its size")
    func nodeCount() throws {
        let node = Digest.zero
        #expect(throws: MerkleError.self) { try CompactRange(size: 5, nodes: [node]) }
        #expect(throws: MerkleError.self) { try CompactRange(size: 4, nodes: [node, node]) }
        #expect(throws: MerkleError.self) { try CompactRange(size: -1, nodes: []) }
        #expect(throws: MerkleError.self) {
            try CompactRange(size: Int.max, nodes: [Digest](repeating: node, count: 63))
        }
        #expect(code { () throws(MerkleError) in _ = try CompactRange(size: 5, nodes: [node]) } == .nodeCount)
        #expect(code { () throws(MerkleError) in _ = try CompactRange(size: -1, nodes: []) } == .badSize)
    }

    @Test("subtree hashes match the rolling hash of the merkle-tree-certs draft")
    func rollingSubtrees() {
        let leaves = Sample.byteHashes(130)
        var rolling = SHA256()
        for end in 0...130 {
            for start in 0...end where Self.isSubtree(start, end) {
                let line = "[\(start), \(end)) \(MerkleTree.root(of: leaves[start..<end]).hex)\n"
                rolling.update(Array(line.utf8))
            }
        }
        #expect(
            rolling.finish().hex == "b82806ad4265bb151c1119c0f4db437bb4d1a1f887b3a7fba1cd4ebf552e3e81"
        )
    }

    static func isSubtree(_ start: Int, _ end: Int) -> Bool {
        var size = 1
        while size < end - start { size *= 2 }
        return start.isMultiple(of: size)
    }
}

/// The code with which `body` fails; nil if it does not.
func code(_ body: () throws(MerkleError) -> Void) -> MerkleError.Code? {
    do { try body() } catch { return error.code }
    return nil
}
