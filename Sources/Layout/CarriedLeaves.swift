package import Bytes
package import MerkleLog

/// Leaves that a segment brings along, each with its inclusion proof; `Formats/bundle-v1.md` section 6.1.
package struct CarriedLeaves: Equatable, Sendable {
    package struct Entry: Equatable, Sendable {
        package let index: Int
        package let leaf: [UInt8]
        package let proof: [Digest]

        package init(index: Int, leaf: [UInt8], proof: [Digest]) {
            self.index = index
            self.leaf = leaf
            self.proof = proof
        }
    }

    package static let limits = JSON.Limits(bytes: 16 << 20, depth: 5)

    /// Ascending by index.
    package let entries: [Entry]

    package init(_ entries: [Entry]) {
        self.entries = entries
    }

    /// Reads the canonical form; proofs are not checked yet.
    package init(canonical bytes: [UInt8]) throws(FormatError) {
        try self.init(JSON(canonical: bytes, limits: CarriedLeaves.limits), path: "carried")
    }

    /// Refuses leaves that are not in the tree of that size and root.
    package func verify(size: Int, root: Digest) throws(MerkleError) {
        for entry in entries {
            try InclusionProof(index: entry.index, size: size, hashes: entry.proof)
                .verify(leafHash: TreeHash.leaf(entry.leaf), root: root)
        }
    }
}

extension CarriedLeaves: FieldCoded {
    package init(_ fields: inout Fields<CarriedLeaves>) throws(FormatError) {
        try fields.constant("type", "bulla-carried/1")
        let ascending = Form.objects().ascending("ascending indices", of: \Entry.index)
        entries = try fields("leaves", \.entries, ascending)
    }
}

extension CarriedLeaves.Entry: FieldCoded {
    package init(_ fields: inout Fields<CarriedLeaves.Entry>) throws(FormatError) {
        index = try fields("index", \.index, .integer(in: 0...1 << 50))
        leaf = try fields("leaf", \.leaf, .base64())
        let hash = Form.base64().mapped(want: "32 bytes", from: { Digest(bytes: $0) }, to: \.bytes)
        proof = try fields("proof", \.proof, .list(of: hash))
    }
}
