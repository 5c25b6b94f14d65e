import Bytes
import TestSupport
import Testing

@Suite("Unicode's case folding")
struct CaseFoldingTests {
    static let same = [
        ("README", "readme"), ("\u{3a3}\u{3c2}", "\u{3c3}\u{3c3}"), ("\u{17f}", "S"), ("\u{df}", "SS"),
        ("\u{1e9e}", "ss"), ("\u{212a}", "k"), ("\u{fb03}", "FFI"), ("\u{e8}", "E\u{300}"),
        ("\u{13a0}", "\u{ab70}"), ("\u{10400}", "\u{10428}"), ("\u{1fb7}", "\u{391}\u{342}\u{399}"),
        ("\u{3b1}\u{345}\u{301}", "\u{3ac}\u{345}"), ("\u{1f88}", "\u{1f80}"),
    ]
    static let apart = [
        ("a", "b"), ("i", "\u{131}"), ("\u{e8}", "e"), ("I", "\u{130}"), ("\u{3b9}", "\u{345}x"),
    ]

    @Test("makes names one that differ in case or composition", arguments: same)
    func matches(_ a: String, _ b: String) { #expect(CaseFolding.fold(a) == CaseFolding.fold(b)) }

    @Test("leaves apart what a file system leaves apart", arguments: apart)
    func differs(_ a: String, _ b: String) { #expect(CaseFolding.fold(a) != CaseFolding.fold(b)) }

    @Test(
        "is that of Python's str.casefold for every scalar and many pairs, as D145 composes it",
        .enabled(if: Python.path != nil, "\(Python.missing)")
    )
    func oracle() throws {
        let outcome = try Python.run([
            "-c",
            """
            import unicodedata
            nfd = lambda s: unicodedata.normalize("NFD", s)
            fold = lambda s: nfd(nfd(s).casefold())
            marks = ["", "\\u0345", "\\u0301", "\\u0345\\u0301", "\\u0301\\u0345", "\\u0323\\u0345\\u0301a\\u0345"]
            for code in range(0x110000):
                if 0xd800 <= code < 0xe000 or unicodedata.category(chr(code)) in ("Cn", "Co"):
                    continue
                for mark in marks if unicodedata.category(chr(code))[0] == "L" and code < 0x2000 else [""]:
                    text = chr(code) + mark
                    if fold(text) != nfd(text):
                        print(text.encode().hex(), fold(text).encode().hex())
            """,
        ])
        #expect(outcome.status == 0 && outcome.lines.count > 1_000, "\(outcome.messages)")
        for line in outcome.lines {
            let texts = try line.split(separator: " ").map {
                String(decoding: try Hex.decode(String($0)), as: UTF8.self)
            }
            // Equal as strings are: canonically.
            if CaseFolding.fold(texts[0]) != texts[1] { Issue.record("\(line)") }
        }
    }

    @Test(
        "leaves every scalar alone that Python leaves alone",
        .enabled(if: Python.path != nil, "\(Python.missing)")
    )
    func untouched() throws {
        let script = """
            import unicodedata
            for code in range(0x110000):
                if not 0xd800 <= code < 0xe000 and unicodedata.category(chr(code)) not in ("Cn", "Co"):
                    if chr(code).casefold() == chr(code): print("%x" % code)
            """
        let codes = try Python.run(["-c", script]).lines.compactMap { UInt32($0, radix: 16) }
        #expect(codes.count > 100_000)
        for code in codes {
            guard let scalar = Unicode.Scalar(code) else { continue }
            if CaseFolding.fold(String(scalar)) != String(scalar) {
                Issue.record("U+\(String(code, radix: 16))")
            }
        }
    }
}
