import Bytes
import Testing

@Suite("Names that nobody put there on purpose")
struct LeftBehindTests {
    @Test(
        "are those of operating systems, without regard to case, and of stopped writers",
        arguments: [
            ".DS_Store", "._week1.bulla.tar.xz", "Thumbs.db", "THUMBS.DB", "desktop.ini", ".Trash-1000",
            "$RECYCLE.BIN", "System Volume Information", "lost+found", ".Spotlight-V100",
        ]
    )
    func system(_ name: String) { #expect(LeftBehind(name) == .system) }

    @Test(
        "are no others",
        arguments: ["", "._", ".partial", ".Trash-", "a.DS_Store", "thumbs.db.xz", "partial", "a._b"]
    )
    func others(_ name: String) { #expect(LeftBehind(name) == nil) }

    @Test("those of stopped writers end in .partial, whatever stands before, also bytes that are no text")
    func interrupted() {
        #expect(LeftBehind("003-release.dsse.json.4242.partial") == .interrupted)
        #expect(LeftBehind(ByteName([0xff] + Array(".partial".utf8))) == .interrupted)
        #expect(LeftBehind(ByteName(Array("._".utf8) + [0xff])) == .system)
    }

    @Test("are kept where a path is listed that has or leads through one")
    func kept() {
        let kept = LeftBehind.kept(by: ["a/b", "a/.DS_Store", ".Trashes/501/._x", "lost+found"])
        #expect(kept == ["a/.DS_Store", ".Trashes", ".Trashes/501/._x", "lost+found"])
    }

    @Test("are listed on one line, shortened, with nothing hidden")
    func list() {
        #expect(LeftBehind.list(["a", "b"]) == "a, b")
        let many = (0..<20).map { ByteName("\u{1b}\($0)") }
        let text = LeftBehind.list(many)
        #expect(text.hasSuffix(" and 12 more") && !text.contains("\u{1b}"))
        #expect(LeftBehind.list([ByteName([UInt8](repeating: 0x61, count: 5_000))]).utf8.count <= 100)
    }
}

@Suite("Texts that went through Windows")
struct WindowsTextTests {
    static let cases: [(bytes: [UInt8], words: String?)] = [
        ([0xef, 0xbb, 0xbf, 0x7b], "byte order mark"), ([0xff, 0xfe, 0x7b, 0], "UTF-16"),
        (Array("a\r\nb".utf8), "Windows line ends"), (Array("a\r".utf8), "Windows line ends"),
        (Array("a\nb\n".utf8), nil), (Array("a\rb".utf8), nil), ([], nil),
    ]

    @Test("are named", arguments: cases)
    func named(_ bytes: [UInt8], _ words: String?) {
        let fault = WindowsText.fault(in: bytes)
        #expect(words.map { fault?.contains($0) == true } ?? (fault == nil), "\(fault ?? "")")
    }

    @Test("are refused with that word where the spelling counts")
    func refused() throws {
        let limits = JSON.Limits(bytes: 100)
        for (text, words) in [
            ("\u{feff}{}\n", "byte order mark"), ("{}\r\n", "Windows line ends"),
            ("{\r\n}\n", "Windows line ends"),
        ] {
            #expect {
                try JSON(canonicalLine: Array(text.utf8), limits: limits)
            } throws: { ($0 as? FormatError)?.detail.contains(words) == true }
        }
        #expect(throws: Never.self) { try JSON(canonicalLine: Array("{}\n".utf8), limits: limits) }
        #expect(throws: Never.self) { try JSON(parsing: Array("{\r\n}".utf8), limits: limits) }
    }
}

@Suite("Names that end in a version")
struct VersionNameTests {
    @Test(
        "are newer where the number alone is higher",
        arguments: [
            ("bulla-run/2", "bulla-run/1", true), ("urn:bulla:manifest:v2", "urn:bulla:manifest:v1", true),
            ("https://in-toto.io/Statement/v10", "https://in-toto.io/Statement/v9", true),
            ("bulla-run/1", "bulla-run/1", false), ("bulla-run/0", "bulla-run/1", false),
            ("bulla-rum/2", "bulla-run/1", false), ("sha512", "sha256", false),
            ("bulla-run/", "bulla-run/1", false),
            ("bulla-run/9999999999", "bulla-run/1", false), ("bulla-run/2\u{301}", "bulla-run/1", false),
            ("bulla-run/2x", "bulla-run/1", false), ("", "bulla-run/1", false),
        ]
    )
    func newer(_ got: String, _ known: String, _ isNewer: Bool) throws {
        #expect(JSONObject.isNewer(got, than: known) == isNewer)
        var object = try JSONObject(["type": .string(got)], path: "")
        guard got != known else { return try object.expect("type", known) }
        #expect {
            try object.expect("type", known)
        } throws: { error in
            guard let error = error as? FormatError else { return false }
            return (error.code == .unknownVersion && error.detail.contains("newer")) == isNewer
        }
    }

    @Test("a number alone is a version as well")
    func number() throws {
        for (got, code) in [(2, FormatError.Code.unknownVersion), (0, .badValue), (-1, .badValue)] {
            #expect { try Form.version(1).read(.integer(Int64(got)), "version") } throws: {
                ($0 as? FormatError)?.code == code
            }
        }
        #expect(try Form.version(1).read(1, "version") == 1)
    }
}
