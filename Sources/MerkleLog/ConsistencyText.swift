package import Bytes

/// That a log continues an older checkpoint, in a file of its own: the request of C2SP tlog-witness.
///
///     old <size> LF
///     base64(hash) LF          as many as the proof has
///     LF
///     checkpoint note, verbatim
package struct ConsistencyText: Equatable, Sendable {
    package let old: Int
    package let hashes: [Digest]
    /// The signed note, text and signatures, as it was read.
    package let note: String

    package init(old: Int, hashes: [Digest], note: String) {
        self.old = old
        self.hashes = hashes
        self.note = note
    }

    package var text: String {
        let lines = hashes.map { "\(Base64.encode($0.bytes))\n" }.joined()
        return "old \(old)\n\(lines)\n\(note)"
    }

    /// Reads the one spelling that `text` writes; the note inside is left to whoever checks signatures.
    package init(text: String) throws(MerkleError) {
        guard text.utf8.count <= TlogProof.textLimit else {
            throw MerkleError(.badProofText, at: "proof", "want at most \(TlogProof.textLimit) bytes")
        }
        let lines = Checkpoint.lines(of: text)
        guard lines[0].hasPrefix("old "), let old = minimalDecimal(lines[0].dropFirst(4)) else {
            let detail = WindowsText.detail("want old and a decimal number", in: text.utf8)
            throw MerkleError(.badProofText, at: "line 1", detail)
        }
        guard let blank = lines.dropFirst().firstIndex(of: ""), blank + 1 < lines.count else {
            throw MerkleError(.badProofText, at: "proof", "want a blank line before the checkpoint")
        }
        let hashes = try TlogProof.hashes(lines[1..<blank], from: 2)
        let note = lines[(blank + 1)...].joined(separator: "\n")
        guard note.utf8.count > 1, note.utf8.last == UInt8(ascii: "\n") else {
            throw MerkleError(.badProofText, at: "checkpoint", "want a signed note after the blank line")
        }
        self.init(old: old, hashes: hashes, note: note)
    }
}
