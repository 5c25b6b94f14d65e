import Bytes
import TestSupport
import Testing

@Suite("Text of others as it is shown")
struct EscapeTests {
    static let cases: [(String, String)] = [
        ("plain text, 'quoted' \\n", "plain text, 'quoted' \\n"),
        ("mod\u{e8}le \u{4e2d}", "mod\u{e8}le \u{4e2d}"),
        ("a\nACCEPTED", "a\\nACCEPTED"), ("a\r\nb\tc", "a\\r\\nb\\tc"), ("\u{1b}[2J", "\\x1b[2J"),
        ("\u{0}\u{7f}", "\\x00\\x7f"), ("\u{85}\u{9b}", "\\u{85}\\u{9b}"),
        ("\u{202e}gnp\u{2066}", "\\u{202e}gnp\\u{2066}"), ("a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"),
        ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"), ("\u{e0041}", "\\u{e0041}"), ("\u{ad}", "\\u{ad}"),
        ("\u{e000}\u{fffe}", "\\u{e000}\\u{fffe}"), ("\u{3164}\u{fe0f}", "\\u{3164}\\u{fe0f}"),
        ("e\u{301}\u{301}\u{301}\u{301}", "e\u{301}\u{301}\u{301}\\u{301}"),
    ]

    @Test("has each hidden character as its escape, and all others as they are", arguments: cases)
    func escapes(_ text: String, _ shown: String) {
        #expect(text.escaped.isSame(as: shown))
        #expect(Escape.line(Array(text.utf8)).isSame(as: shown))
        #expect(shown.escaped.isSame(as: shown), "escaping again changes nothing")
        #expect(Escape.isVisible(text) == text.isSame(as: shown))
    }

    @Test("has bytes that are no UTF-8 as bytes")
    func bytes() {
        #expect(Escape.line([0x61, 0xff, 0xc3, 0xa8, 0xc3]).isSame(as: "a\\xff\u{e8}\\xc3"))
        #expect(Escape.line([0xed, 0xa0, 0x80, 0x0a]) == #"\xed\xa0\x80\n"#, "a surrogate")
        #expect(Escape.line([0xc0, 0xaf]) == #"\xc0\xaf"#, "too long for what it says")
        #expect(Escape.line([UInt8]()) == "")
    }

    @Test("has no control, format or separator of lines left, of all that there are")
    func all() {
        for value in 0..<UInt32(0x110000) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let isHidden = [
                Unicode.GeneralCategory.control, .format, .lineSeparator, .paragraphSeparator, .privateUse,
                .unassigned,
            ].contains(scalar.properties.generalCategory)
            guard isHidden else { continue }
            let shown = String(scalar).escaped
            if !shown.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) {
                Issue.record("U+\(String(value, radix: 16))")
            }
        }
    }

    @Test("is escaped in documents as in lines, and the document stays canonical")
    func documents() throws {
        let document: JSON = ["a": [.string("x\ny\u{202e}"), 1, true], "b": ["c": "plain"]]
        let shown = document.escaped
        #expect(shown == ["a": [.string("x\\ny\\u{202e}"), 1, true], "b": ["c": "plain"]])
        #expect(shown.escaped == shown)
        #expect(try JSON(canonical: shown.canonicalBytes, limits: .document) == shown)
    }
}
