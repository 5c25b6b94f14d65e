package import Bytes
import Hashing
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

    package var canonicalBytes: [UInt8] {
        let document: JSON = [
            "leaves": .array(
                entries.map {
                    [
                        "index": .number($0.index), "leaf": .string(Base64.encode($0.leaf)),
                        "proof": .array($0.proof.map { .string(Base64.encode($0.bytes)) }),
                    ]
                }
            ),
            "type": "bulla-carried/1",
        ]
        return document.canonicalBytes
    }

    /// Reads the canonical form; proofs are not checked yet.
    package init(canonical bytes: [UInt8]) throws(FormatError) {
        var object = try JSONObject(JSON(canonical: bytes, limits: CarriedLeaves.limits), path: "carried")
        try object.expect("type", "bulla-carried/1")
        var entries: [Entry] = []
        for var item in try object.objects("leaves") {
            let index = try item.integer("index", in: 0...1 << 50)
            guard index > entries.last?.index ?? -1 else {
                throw FormatError(.badValue, at: item.location("index"), "want ascending indices")
            }
            let leaf = try item.base64("leaf")
            var proof: [Digest] = []
            for text in try item.strings("proof") {
                guard let digest = Digest(bytes: try Base64.decode(text)) else {
                    throw FormatError(.badValue, at: item.location("proof"), "want hashes of 32 bytes")
                }
                proof.append(digest)
            }
            try item.end()
            entries.append(Entry(index: index, leaf: leaf, proof: proof))
        }
        try object.end()
        self.entries = entries
    }

    /// Refuses leaves that are not in the tree of that size and root.
    package func verify(size: Int, root: Digest) throws(MerkleError) {
        for entry in entries {
            try InclusionProof(index: entry.index, size: size, hashes: entry.proof)
                .verify(leafHash: TreeHash.leaf(entry.leaf), root: root)
        }
    }
}
