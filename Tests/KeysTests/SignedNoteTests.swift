import Bytes
import Keys
import Testing

@Suite("C2SP signed notes")
struct SignedNoteTests {
    // The example of golang.org/x/mod/sumdb/note, whose format C2SP signed-note v1.0.0 specifies.
    static let peterKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let enochKey = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
    static let peter =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    static let enoch =
        "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
    static let text =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    static let note = Array("\(text)\n\(peter)\(enoch)".utf8)

    @Test("reads, verifies and writes the published example byte for byte")
    func example() throws {
        let note = try SignedNote(Self.note)
        #expect(note.text == Self.text)
        #expect(note.signatures.map(\.name) == ["PeterNeumann", "EnochRoot"])
        #expect(note.verify(try NoteKey(verifierKey: Self.peterKey)) == .valid)
        #expect(note.verify(try NoteKey(verifierKey: Self.enochKey)) == .valid)
        #expect(note.bytes == Self.note)
        #expect(try NoteKey(verifierKey: Self.peterKey).verifierKey == Self.peterKey)
    }

    @Test("ignores lines of unknown keys and other types, and says when the key's line is absent")
    func unknown() throws {
        let key = try NoteKey(verifierKey: Self.peterKey)
        let cosigned = "\(Self.text)\n— witness.example/w1 \(Base64.encode(Array(repeating: 7, count: 76)))\n"
        #expect(try SignedNote(Array(cosigned.utf8)).verify(key) == .absent)
        #expect(try SignedNote(Array((cosigned + Self.peter).utf8)).verify(key) == .valid)
        let renamed = Self.peter.replacing("PeterNeumann", with: "PeterNeumanN")
        #expect(try SignedNote(Array("\(Self.text)\n\(renamed)".utf8)).verify(key) == .absent)
    }

    @Test("one failing line of a known key makes the note invalid, whatever stands beside it")
    func failing() throws {
        let key = try NoteKey(verifierKey: Self.peterKey)
        var note = try SignedNote(Self.note)
        var bytes = note.signatures[0].bytes
        bytes[5] ^= 1
        note.signatures.append(NoteSignature(name: key.name, keyHash: key.keyHash, bytes: bytes))
        #expect(note.verify(key) == .invalid)
    }

    @Test(
        "no flipped bit in a note leaves the signature that it touches valid, and all that parses round-trips"
    )
    func mutations() throws {
        let key = try NoteKey(verifierKey: Self.peterKey)
        let single = Array("\(Self.text)\n\(Self.peter)".utf8)
        for index in single.indices {
            for bit in 0..<8 {
                var bytes = single
                bytes[index] ^= 1 << bit
                guard let note = try? SignedNote(bytes) else { continue }
                #expect(note.verify(key) != .valid, "byte \(index) bit \(bit)")
                #expect(note.bytes == bytes, "byte \(index) bit \(bit)")
            }
        }
    }

    @Test(
        "refuses what is no note",
        arguments: [
            "", "\n", "\n\n", "text\n", "text\n\n", "text\n\(peter)", "text\n\n\(peter)x", "text\n\n\n",
            "te\rxt\n\n\(peter)", "text\n\n\(peter.dropLast())", "text\n\n- PeterNeumann x08goA==\n",
            "text\n\n— PeterNeumann x08gow==\n", "text\n\n— Peter+Neumann x08goxx=\n",
            "text\n\n— Peter Neumann x08go/ZJkuB=\n", "text\n\n— Peter Neumann x08go/ZJ\n",
            "text\n\n—  x08go/ZJ\n", "text\n\n— x08go/ZJ\n", "text\n\n— a\u{2003}b x08go/ZJ\n",
            "text\n\n— PeterNeumann x08go/Z=\n",
        ]
    )
    func malformed(_ text: String) {
        #expect(throws: KeyError.self) { () throws(KeyError) in try SignedNote(Array(text.utf8)) }
        do {
            _ = try SignedNote(Array(text.utf8))
        } catch { #expect(error.code == .noteMalformed) }
    }

    @Test("refuses text that is not UTF-8, and stops at its limits")
    func limits() throws {
        let broken = [0xff] + Self.note
        #expect(code { () throws(KeyError) in _ = try SignedNote(broken) } == .noteMalformed)
        let small = SignedNote.Limits(bytes: Self.note.count - 1)
        #expect(code { () throws(KeyError) in _ = try SignedNote(Self.note, limits: small) } == .noteTooLarge)
        let one = SignedNote.Limits(signatures: 1)
        #expect(code { () throws(KeyError) in _ = try SignedNote(Self.note, limits: one) } == .noteTooLarge)
        #expect(code { () throws(KeyError) in _ = try SignedNote(text: "no end") } == .noteMalformed)
        let bad = NoteSignature(name: "a b", keyHash: 1, bytes: [1])
        #expect(
            code { () throws(KeyError) in _ = try SignedNote(text: "x\n", signatures: [bad]) }
                == .noteMalformed
        )
    }

    @Test("a verifier key whose identifier does not recompute is refused, and so is every other flipped byte")
    func verifierKeys() throws {
        let stated = Self.peterKey.replacing("c74f20a3", with: "c74f20a4")
        #expect(code { () throws(KeyError) in _ = try NoteKey(verifierKey: stated) } == .noteKeyIdentifier)
        for text in ["", "a", "a+b", "a+c74f20a3+", "PeterNeumann+C74F20A3+ARpc", "+c74f20a3+ARpc"] {
            #expect(
                code { () throws(KeyError) in _ = try NoteKey(verifierKey: text) } == .noteKeyMalformed,
                "\(text)"
            )
        }
        let bytes = Array(Self.peterKey.utf8)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            guard let text = String(validating: changed, as: UTF8.self) else { continue }
            #expect(throws: KeyError.self, "byte \(index)") { () throws(KeyError) in
                try NoteKey(verifierKey: text)
            }
        }
    }
}

/// The code of the error that `body` throws, nil when it throws none.
func code(_ body: () throws(KeyError) -> Void) -> KeyError.Code? {
    do {
        try body()
        return nil
    } catch { return error.code }
}
