import Bytes
import MerkleLog

/// Small trees for tests, with a tree hash written straight from RFC 6962 section 2.1.
enum Sample {
    static func hashes(_ count: Int) -> [Digest] {
        (0..<count).map { TreeHash.leaf([UInt8(truncatingIfNeeded: $0), UInt8($0 / 256)]) }
    }

    /// Leaf i is the single byte i, as in draft-ietf-plants-merkle-tree-certs appendix C.
    static func byteHashes(_ count: Int) -> [Digest] {
        (0..<count).map { TreeHash.leaf([UInt8($0)]) }
    }

    static func reference(_ leaves: ArraySlice<Digest>) -> Digest {
        guard leaves.count > 1 else { return leaves.first ?? TreeHash.empty }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        return TreeHash.node(reference(leaves.prefix(split)), reference(leaves.dropFirst(split)))
    }

    /// SUBPROOF of RFC 6962 section 2.1.2.
    static func subproof(_ old: Int, _ leaves: ArraySlice<Digest>, _ isWhole: Bool) -> [Digest] {
        if old == leaves.count { return isWhole ? [] : [reference(leaves)] }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let (left, right) = (leaves.prefix(split), leaves.dropFirst(split))
        return old <= split
            ? subproof(old, left, isWhole) + [reference(right)]
            : subproof(old - split, right, false) + [reference(left)]
    }

    /// Reads the perfect subtrees of a tree in memory.
    static func reader(_ leaves: [Digest]) -> (NodeIndex) -> Digest {
        { reference(leaves[$0.start..<$0.end]) }
    }

    static func flipped(_ digest: Digest, bit: Int) -> Digest {
        var bytes = digest.bytes
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return bytes.withUnsafeBytes { Digest($0) }
    }
}
