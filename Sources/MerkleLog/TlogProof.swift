package import Bytes

/// One leaf's inclusion and the signed checkpoint it leads to, in one file: C2SP tlog-proof.
///
///     c2sp.org/tlog-proof@v1 LF
///     index <n> LF
///     base64(hash) LF          as many as the proof has
///     LF
///     checkpoint note, verbatim
///
/// The optional `extra` line is authenticated by nothing, so this profile refuses it.
package struct TlogProof: Equatable, Sendable {
    package let index: Int
    package let hashes: [Digest]
    /// The signed note, text and signatures, as it was read.
    package let note: String

    package static let header = "c2sp.org/tlog-proof@v1"
    package static let textLimit = 65_536

    package init(index: Int, hashes: [Digest], note: String) {
        self.index = index
        self.hashes = hashes
        self.note = note
    }

    /// The proof against the size that the note's checkpoint states.
    package func inclusion(size: Int) -> InclusionProof {
        InclusionProof(index: index, size: size, hashes: hashes)
    }

    package var text: String {
        let lines = hashes.map { "\(Base64.encode($0.bytes))\n" }.joined()
        return "\(TlogProof.header)\nindex \(index)\n\(lines)\n\(note)"
    }

    /// Reads the one spelling that `text` writes; the note inside is left to whoever checks signatures.
    package init(text: String) throws(MerkleError) {
        guard text.utf8.count <= TlogProof.textLimit else {
            throw MerkleError(.badProofText, at: "proof", "want at most \(TlogProof.textLimit) bytes")
        }
        let lines = Checkpoint.lines(of: text)
        guard lines[0] == TlogProof.header else {
            throw MerkleError(
                .badProofText,
                at: "line 1",
                WindowsText.detail("want \(TlogProof.header)", in: text.utf8)
            )
        }
        guard lines.count > 1, lines[1].hasPrefix("index "), let index = minimalDecimal(lines[1].dropFirst(6))
        else { throw MerkleError(.badProofText, at: "line 2", "want index and a decimal number") }
        guard let blank = lines.dropFirst(2).firstIndex(of: ""), blank + 1 < lines.count else {
            throw MerkleError(.badProofText, at: "proof", "want a blank line before the checkpoint")
        }
        let hashes = try TlogProof.hashes(lines[2..<blank], from: 3)
        let note = lines[(blank + 1)...].joined(separator: "\n")
        guard note.utf8.count > 1, note.utf8.last == UInt8(ascii: "\n") else {
            throw MerkleError(.badProofText, at: "checkpoint", "want a signed note after the blank line")
        }
        self.init(index: index, hashes: hashes, note: note)
    }

    static func hashes(_ lines: ArraySlice<String>, from first: Int) throws(MerkleError) -> [Digest] {
        var hashes: [Digest] = []
        for (number, line) in zip(first..., lines) {
            // A tree has at most 2^53 leaves.
            guard hashes.count < 53, let hash = Digest(base64: line) else {
                throw MerkleError(
                    .badProofText,
                    at: "line \(number)",
                    "want base64 of 32 bytes, at most 53 times"
                )
            }
            hashes.append(hash)
        }
        return hashes
    }
}
