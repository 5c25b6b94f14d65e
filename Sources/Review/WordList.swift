package import Bytes
import CReview

/// Terms that must not leave: one a line, folded; nothing of it ever stands in a message or a document.
package struct WordList: Hashable, Sendable {
    package static let fileLimit = 16 << 20
    package static let termLimit = 100_000

    /// SHA-256 of the file.
    package let digest: Digest
    /// Folded terms in byte order, each once.
    package let terms: [[UInt8]]

    /// Reads a list: UTF-8, one term a line; `#` in front makes a comment.
    ///
    /// - Parameter name: what errors call the file; they name lines, never terms.
    package init(_ bytes: [UInt8], name: String) throws(ReviewError) {
        guard bytes.count <= Self.fileLimit, String(validating: bytes, as: UTF8.self) != nil else {
            throw ReviewError(.wordList, at: name, "want UTF-8, at most \(Self.fileLimit) bytes")
        }
        digest = SHA256.hash(bytes)
        var found: Set<[UInt8]> = []
        let body = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes[3...] : bytes[...]
        for (number, line) in body.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
            let line = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            let term = FoldedText.term(line)
            guard (2...Int(BULLA_REVIEW_TERM)).contains(term.count) else {
                throw ReviewError(
                    .wordList,
                    at: "\(name) line \(number + 1)",
                    "want a term with 2 to \(BULLA_REVIEW_TERM) bytes of letters and digits"
                )
            }
            found.insert(term)
        }
        guard !found.isEmpty, found.count <= Self.termLimit else {
            throw ReviewError(.wordList, at: name, "got \(found.count) terms, want 1 to \(Self.termLimit)")
        }
        terms = found.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
