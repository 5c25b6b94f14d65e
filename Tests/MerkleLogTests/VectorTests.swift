import Bytes
import Foundation
import MerkleLog
import TestSupport
import Testing

/// The cases of transparency-dev/merkle, mostly proofs that must be refused.
@Suite("RFC 6962 vectors", .enabled(if: Vectors.has("rfc6962"), Comment(rawValue: Vectors.missing)))
struct VectorTests {
    struct Case: Decodable {
        var leafIdx, treeSize, size1, size2: UInt64?
        var root, leafHash, root1, root2: String?
        var proof: [String]?
        var desc: String
        var wantErr: Bool
    }

    static func files(_ kind: String) -> [String] {
        (try? Folder.files(below: Vectors.path("rfc6962/\(kind)"))) ?? []
    }

    static func read(_ path: String) throws -> Case {
        let bytes = try File.contents(of: Vectors.path("rfc6962/\(path)"), limit: 1 << 20)
        return try JSONDecoder().decode(Case.self, from: Data(bytes))
    }

    /// Nil for values of other lengths: such a case is refused before any proof is looked at.
    static func digest(_ text: String?) -> Digest? {
        (try? Base64.decode(text ?? "")).flatMap { Digest(bytes: $0) }
    }

    static func digests(_ texts: [String]?) -> [Digest]? {
        let all = (texts ?? []).map(digest)
        return all.contains(nil) ? nil : all.compactMap { $0 }
    }

    @Test("all 196 files are there")
    func count() {
        #expect(Self.files("inclusion").count + Self.files("consistency").count == 196)
    }

    @Test("inclusion", arguments: files("inclusion"))
    func inclusion(file: String) throws {
        let vector = try Self.read("inclusion/\(file)")
        var accepted = false
        if let index = vector.leafIdx.flatMap({ Int(exactly: $0) }), let root = Self.digest(vector.root),
            let size = vector.treeSize.flatMap({ Int(exactly: $0) }), let leaf = Self.digest(vector.leafHash),
            let hashes = Self.digests(vector.proof)
        {
            let proof = InclusionProof(index: index, size: size, hashes: hashes)
            accepted = (try? proof.verify(leafHash: leaf, root: root)) != nil
        }
        #expect(accepted != vector.wantErr, "\(vector.desc)")
    }

    @Test("consistency", arguments: files("consistency"))
    func consistency(file: String) throws {
        let vector = try Self.read("consistency/\(file)")
        var accepted = false
        if let old = vector.size1.flatMap({ Int(exactly: $0) }), let oldRoot = Self.digest(vector.root1),
            let new = vector.size2.flatMap({ Int(exactly: $0) }), let newRoot = Self.digest(vector.root2),
            let hashes = Self.digests(vector.proof)
        {
            let proof = ConsistencyProof(old: old, new: new, hashes: hashes)
            accepted = (try? proof.verify(oldRoot: oldRoot, newRoot: newRoot)) != nil
        }
        // This case compares 12-byte roots, which are no digests; with equal digests it is accepted.
        let isShort = file == "additional/sizes-are-equal-one-and-proof-is-empty.json"
        #expect(accepted != (vector.wantErr || isShort), "\(vector.desc)")
    }
}
