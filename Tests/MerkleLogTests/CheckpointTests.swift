import Bytes
import MerkleLog
import Testing

@Suite("Checkpoints and proofs in text")
struct CheckpointTests {
    static let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    static let text = "example.com/log42\n923748\n\(root)\n"

    @Test("a checkpoint is read and written")
    func roundTrip() throws {
        let checkpoint = try Checkpoint(text: Self.text)
        #expect(checkpoint.origin == "example.com/log42" && checkpoint.size == 923_748)
        #expect(checkpoint.text == Self.text)
    }

    @Test(
        "other spellings are refused",
        arguments: [
            "", "\n", "o\n1\n", "o\n1\n\(root)", "o\n1\n\(root)\n\n", "o\n1\n\(root)\nextension\n",
            "o\n01\n\(root)\n", "o\n-1\n\(root)\n", "o\n+1\n\(root)\n", "o\n\n\(root)\n", "o\n1 \n\(root)\n",
            "o\n9007199254740992\n\(root)\n", "o\n99999999999999999999\n\(root)\n", "\n1\n\(root)\n",
            "o o\n1\n\(root)\n", "o+o\n1\n\(root)\n", "ö\n1\n\(root)\n", "o\r\n1\r\n\(root)\r\n",
            "o\n1\n\(root.dropLast(4))\n", "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
            "\(String(repeating: "o", count: 256))\n1\n\(root)\n",
            "o\n1\n\(String(repeating: "A", count: 600))\n",
        ]
    )
    func refused(text: String) {
        #expect(code { () throws(MerkleError) in _ = try Checkpoint(text: text) } == .badCheckpoint)
    }

    static let hash = Base64.encode(Digest.zero.bytes)
    static let note = "\(text)\n— example.com/log42 AAAA\n"
    static let proof = "c2sp.org/tlog-proof@v1\nindex 7\n\(hash)\n\(hash)\n\n\(note)"

    @Test("a proof with its checkpoint is read and written")
    func proofRoundTrip() throws {
        let proof = try TlogProof(text: Self.proof)
        #expect(proof.index == 7 && proof.hashes == [.zero, .zero] && proof.note == Self.note)
        #expect(proof.text == Self.proof)
        let alone = TlogProof(index: 0, hashes: [], note: Self.note)
        #expect(try TlogProof(text: alone.text) == alone)
        #expect(alone.inclusion(size: 1) == InclusionProof(index: 0, size: 1, hashes: []))
    }

    @Test(
        "other spellings of proofs are refused",
        arguments: [
            "", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2\nindex 7\n\n\(note)",
            "c2sp.org/tlog-proof@v1\nextra AAAA\nindex 7\n\n\(note)",
            "c2sp.org/tlog-proof@v1\nindex 07\n\n\(note)", "c2sp.org/tlog-proof@v1\nindex -7\n\n\(note)",
            "c2sp.org/tlog-proof@v1\nindex 9007199254740992\n\n\(note)",
            "c2sp.org/tlog-proof@v1\nindex 7\nAAAA\n\n\(note)", "c2sp.org/tlog-proof@v1\nindex 7\n\(hash)\n",
            "c2sp.org/tlog-proof@v1\nindex 7\n\(hash)\n\n", "c2sp.org/tlog-proof@v1\nindex 7\n\nnote",
            "c2sp.org/tlog-proof@v1\r\nindex 7\r\n\r\n\(note)",
            "c2sp.org/tlog-proof@v1\nindex 7\n\(String(repeating: "\(hash)\n", count: 54))\n\(note)",
            "c2sp.org/tlog-proof@v1\nindex 7\n\n\(note)\(String(repeating: "x", count: 65_536))\n",
        ]
    )
    func proofRefused(text: String) {
        #expect(code { () throws(MerkleError) in _ = try TlogProof(text: text) } == .badProofText)
    }
}
