import Bytes

/// The lines of a minisign file, each ended by one line feed.
package struct MinisignLines {
    package static let untrusted = "untrusted comment: "
    package static let trusted = "trusted comment: "
    private static let byteLimit = 4_096

    private let lines: [ArraySlice<UInt8>]
    private let document: String

    package init(_ bytes: [UInt8], count: Int, document: String) throws(KeyError) {
        guard bytes.count <= MinisignLines.byteLimit else {
            throw KeyError(
                .minisignTooLarge,
                at: document,
                "\(bytes.count) bytes, at most \(MinisignLines.byteLimit) allowed"
            )
        }
        let lines = bytes.dropLast().split(separator: 0x0a, omittingEmptySubsequences: false)
        guard bytes.last == 0x0a, lines.count == count else {
            throw KeyError(.minisignMalformed, at: document, "want \(count) lines")
        }
        self.lines = lines
        self.document = document
    }

    /// The text behind the prefix of line `index`.
    package func comment(_ index: Int, _ prefix: String) throws(KeyError) -> String {
        guard lines[index].starts(with: prefix.utf8),
            let text = String(validating: lines[index].dropFirst(prefix.utf8.count), as: UTF8.self),
            MinisignLines.isComment(text)
        else {
            throw KeyError(.minisignMalformed, at: "\(document), line \(index + 1)", "want \"\(prefix)…\"")
        }
        return text
    }

    /// The `count` bytes of line `index`.
    package func base64(_ index: Int, count: Int) throws(KeyError) -> [UInt8] {
        let place = "\(document), line \(index + 1)"
        let raw = try translating(.minisignMalformed, in: place) { () throws(FormatError) in
            try Base64.decode(lines[index])
        }
        guard raw.count == count else {
            throw KeyError(.minisignMalformed, at: place, "got \(raw.count) bytes, want \(count)")
        }
        return raw
    }

    /// One line of at most 1,000 bytes; of control characters only the tab, which minisign itself writes.
    package static func isComment(_ text: String) -> Bool {
        text.utf8.count <= 1_000 && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
    }
}
