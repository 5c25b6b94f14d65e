import Bytes

/// One signature line of a note.
package struct NoteSignature: Hashable, Sendable {
    package let name: String
    /// The first four bytes of the key's digest, big-endian.
    package let keyHash: UInt32
    package let bytes: [UInt8]

    package init(name: String, keyHash: UInt32, bytes: [UInt8]) {
        self.name = name
        self.keyHash = keyHash
        self.bytes = bytes
    }
}

/// A text with signature lines: C2SP signed-note v1.0.0.
///
///     text, ends with LF | LF | one or more lines: U+2014 SP name SP base64(keyHash[4] ‖ signature) LF
package struct SignedNote: Hashable, Sendable {
    /// What bounds a note before anything of it is kept.
    package struct Limits: Sendable {
        package let bytes: Int
        package let signatures: Int

        package init(bytes: Int = 65_536, signatures: Int = 64) {
            self.bytes = bytes
            self.signatures = signatures
        }
    }

    /// The signed text, its last line feed included.
    package let text: String
    /// In the order of the lines.
    package var signatures: [NoteSignature]

    /// The bytes that the signatures cover.
    package var textBytes: [UInt8] { Array(text.utf8) }

    /// Takes a text that a note can carry: UTF-8 ending with LF, no other control characters.
    package init(text: String, signatures: [NoteSignature] = []) throws(KeyError) {
        guard text.utf8.last == 0x0a, SignedNote.isClean(text) else {
            throw KeyError(
                .noteMalformed,
                at: "text",
                "want a line feed at the end and no other control character"
            )
        }
        for signature in signatures { try signature.check() }
        self.text = text
        self.signatures = signatures
    }

    /// The note's bytes.
    package var bytes: [UInt8] {
        var out = textBytes + [0x0a]
        for signature in signatures { out.append(contentsOf: "\(signature.line)\n".utf8) }
        return out
    }

    fileprivate static func isClean(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0a }
    }
}

extension SignedNote {
    /// Reads a note; splits at the last empty line; verifies nothing.
    package init(_ bytes: [UInt8], limits: Limits = Limits()) throws(KeyError) {
        guard bytes.count <= limits.bytes else {
            throw KeyError(.noteTooLarge, at: "note", "\(bytes.count) bytes, at most \(limits.bytes) allowed")
        }
        guard let split = SignedNote.lastEmptyLine(bytes), bytes.last == 0x0a, split + 2 < bytes.count else {
            throw KeyError(
                .noteMalformed,
                at: "note",
                WindowsText.detail("want a text, an empty line, and signature lines", in: bytes)
            )
        }
        // A mark would be the first character of the text, and so of the log's name.
        if let mark = WindowsText.fault(in: bytes.prefix(3)) {
            throw KeyError(.noteMalformed, at: "note", "\(mark), want a text in UTF-8 without it")
        }
        guard let text = String(validating: bytes[...split], as: UTF8.self) else {
            throw KeyError(.noteMalformed, at: "text", "not UTF-8")
        }
        let lines = bytes[(split + 2)...].dropLast().split(
            separator: 0x0a,
            omittingEmptySubsequences: false
        )
        guard lines.count <= limits.signatures else {
            throw KeyError(
                .noteTooLarge,
                at: "signatures",
                "\(lines.count) lines, at most \(limits.signatures) allowed"
            )
        }
        var signatures: [NoteSignature] = []
        for (index, line) in lines.enumerated() {
            signatures.append(try NoteSignature(line: line, number: index + 1))
        }
        try self.init(text: text, signatures: signatures)
    }

    /// The index of the first of the last two adjacent line feeds.
    private static func lastEmptyLine(_ bytes: [UInt8]) -> Int? {
        bytes.indices.dropLast().last { bytes[$0] == 0x0a && bytes[$0 + 1] == 0x0a }
    }
}

extension NoteSignature {
    /// Names are not empty and hold no white space, no `+`, and no control character.
    package static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20
            }
    }

    fileprivate var line: String {
        var raw: [UInt8] = []
        raw.append(bigEndian: keyHash)
        return "\u{2014} \(name) \(Base64.encode(raw + bytes))"
    }

    fileprivate init(line: ArraySlice<UInt8>, number: Int) throws(KeyError) {
        let place = "signature line \(number)"
        let dash = Array("\u{2014} ".utf8)
        guard line.starts(with: dash), let space = line.lastIndex(of: 0x20),
            space >= line.startIndex + dash.count,
            let name = String(validating: line[(line.startIndex + dash.count)..<space], as: UTF8.self)
        else { throw KeyError(.noteMalformed, at: place, "want \"\u{2014} name base64\"") }
        let raw = try translating(.noteMalformed, in: place) { () throws(FormatError) in
            try Base64.decode(line[(space + 1)...])
        }
        guard raw.count > 4 else {
            throw KeyError(.noteMalformed, at: place, "got \(raw.count) bytes, want more than 4")
        }
        self.init(
            name: name,
            keyHash: raw[..<4].reduce(0) { $0 << 8 | UInt32($1) },
            bytes: Array(raw[4...])
        )
    }

    fileprivate func check() throws(KeyError) {
        guard NoteSignature.isName(name), !bytes.isEmpty else {
            throw KeyError(
                .noteMalformed,
                at: "signature",
                "want a name without white space or \"+\", and a signature"
            )
        }
    }
}
