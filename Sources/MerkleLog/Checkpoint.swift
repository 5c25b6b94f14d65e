package import Bytes

/// What a log says of itself: origin, size, root; C2SP tlog-checkpoint, the text that a note signs.
///
///     origin LF size LF base64(root) LF
///
/// This profile takes no extension lines and, so that an origin also is a key name, printable ASCII
/// without spaces or `+` as origin, at most 255 bytes.
package struct Checkpoint: Equatable, Sendable {
    package let origin: String
    package let size: Int
    package let root: Digest

    package static let textLimit = 512

    package init(origin: String, size: Int, root: Digest) throws(MerkleError) {
        guard Checkpoint.isOrigin(origin) else {
            throw MerkleError(
                .badCheckpoint,
                at: "line 1",
                "want an origin of printable ASCII without spaces or +"
            )
        }
        guard (0...MerkleTree.sizeLimit).contains(size) else {
            throw MerkleError(.badCheckpoint, at: "line 2", "want a size up to \(MerkleTree.sizeLimit)")
        }
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Whether a text can name a log.
    package static func isOrigin(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "+") }
    }

    /// The text of the note, with its final newline and without the signatures.
    package var text: String { "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n" }

    /// Reads the text of a note; the caller has checked its signatures.
    package init(text: String) throws(MerkleError) {
        let lines = text.utf8.count <= Checkpoint.textLimit ? Checkpoint.lines(of: text) : []
        guard lines.count == 4, lines[3].isEmpty else {
            throw MerkleError(
                .badCheckpoint,
                at: "checkpoint",
                "want three lines and at most \(Checkpoint.textLimit) bytes"
            )
        }
        guard let size = minimalDecimal(lines[1]) else {
            throw MerkleError(.badCheckpoint, at: "line 2", "want a decimal size without leading zeros")
        }
        guard let root = Digest(base64: lines[2]) else {
            throw MerkleError(.badCheckpoint, at: "line 3", "want the base64 of 32 bytes")
        }
        try self.init(origin: lines[0], size: size, root: root)
    }

    // On bytes, since a Character may join a line feed with what stands before it.
    static func lines(of text: some StringProtocol) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

extension Digest {
    /// Takes the base64 of exactly 32 bytes.
    init?(base64: String) {
        guard base64.utf8.count == 44, let bytes = try? Base64.decode(base64) else { return nil }
        self.init(bytes: bytes)
    }
}
