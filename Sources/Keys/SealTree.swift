package import Bytes

/// A manifest and the signatures over it as one tree, in the order in which they were appended.
///
/// RFC 6962 section 2.1: leaf 0 is the manifest's bytes, leaf i the canonical JSON of the i-th object under `signatures` of
/// the envelope; `Formats/trust-v1.md` section 2.1. Whoever signs a head of it shows which signatures were there: one that
/// comes later makes a larger tree, and no head that was seen before holds it.
package struct SealTree: Hashable, Sendable {
    /// A tree by its name: what people sign who have seen it.
    package struct Head: Hashable, Sendable {
        /// Leaves, from 1.
        package let size: Int
        package let root: Digest

        package init(size: Int, root: Digest) {
            self.size = size
            self.root = root
        }
    }

    /// The manifest, and at most as many signatures as an envelope holds.
    package static let sizes = 1...Envelope.signatureLimit + 1

    /// The head of each size, from that of the manifest alone.
    private let heads: [Head]
    private let signers: [Digest]

    /// The tree of an envelope and its payload.
    package init(_ envelope: Envelope) {
        let leaves =
            [TreeHash.leaf(envelope.payload)]
            + envelope.signatures.map { TreeHash.leaf($0.canonicalBytes) }
        heads = (1...leaves.count).map { Head(size: $0, root: SealTree.root(leaves[..<$0])) }
        signers = envelope.signatures.map(\.keyIdentifier)
    }

    /// The whole tree.
    package var head: Head { heads[heads.count - 1] }

    /// The head of the manifest alone, which shows no signature.
    package var manifestHead: Head { heads[0] }

    /// Whether a tree that somebody saw is the beginning of this one.
    package func begins(with seen: Head) -> Bool {
        heads.indices.contains(seen.size - 1) && heads[seen.size - 1] == seen
    }

    /// The leaf by which a key's signature is there, both halves of a pair; nil where it is not.
    ///
    /// Of several signatures of one half, which are all valid where the key's judgement is, the first shows that it signed.
    package func leaf(of key: PublicKey) -> Int? {
        let halves = [key.identifier, key.mldsa87Identifier].compactMap { $0 }
        let places = halves.map { half in signers.firstIndex(of: half).map { $0 + 1 } }
        return places.contains(nil) ? nil : places.compactMap { $0 }.max()
    }

    private static func root(_ leaves: ArraySlice<Digest>) -> Digest {
        guard leaves.count > 1 else { return leaves.first ?? TreeHash.empty }
        var half = 1
        while half * 2 < leaves.count { half *= 2 }
        let middle = leaves.startIndex + half
        return TreeHash.node(root(leaves[..<middle]), root(leaves[middle...]))
    }
}

/// `{"root":…,"size":…}`, as receipts and events of custody have it; no size but one of an envelope's trees.
extension SealTree.Head: FieldCoded {
    package init(_ fields: inout Fields<SealTree.Head>) throws(FormatError) {
        root = try fields("root", \.root, .digest)
        size = try fields(
            "size",
            \.size,
            .integer(in: Int64(SealTree.sizes.lowerBound)...Int64(SealTree.sizes.upperBound))
        )
    }
}
