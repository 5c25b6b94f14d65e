import Bytes
import Glibc
import TestSupport
import Testing

@Suite("Names that are bytes")
struct ByteNameTests {
    /// Each pair is equal for Swift, and two names for a file system.
    static let twins = [
        ("mod\u{e8}le", "mode\u{300}le"), ("K", "\u{212a}"), (";", "\u{37e}"), ("\u{c5}", "\u{212b}"),
        ("\u{1100}\u{1161}", "\u{ac00}"),
    ]

    @Test("are two where Swift's strings are one", arguments: twins)
    func equality(_ twins: (String, String)) {
        #expect(twins.0 == twins.1, "what this is about")
        let (a, b) = (ByteName(twins.0), ByteName(twins.1))
        #expect(a != b && Set([a, b]).count == 2 && [a: 1][b] == nil)
        #expect(!twins.0.isSame(as: twins.1) && twins.0.isSame(as: twins.0))
        #expect(!"\(twins.0)x".begins(with: twins.1) && !"x\(twins.0)".ends(with: twins.1))
        #expect(![twins.0].containsSame(as: twins.1))
        #expect(
            JSON.string(twins.0) != .string(twins.1)
                && Set([JSON.string(twins.0), .string(twins.1)]).count == 2
        )
        KnockOut.without(ByteName.rule) {
            #expect(ByteName(twins.0) == ByteName(twins.1))
            #expect(Set([ByteName(twins.0), ByteName(twins.1)]).count == 1)
        }
    }

    @Test("are ordered as bytes")
    func order() {
        let names = ["a", "B", "\u{e9}", "e\u{301}", "z", "\u{10000}", "\u{ffff}"]
        let sorted = names.map { ByteName($0) }.sorted().map { Array($0.bytes) }
        #expect(sorted == names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
        #expect(names.sortedByBytes().map { Array($0.utf8) } == sorted)
    }

    @Test("begin, end and come apart byte by byte, whatever marks stand where")
    func parts() {
        // One character of Swift each: a slash with a mark on it, CR LF, a quote with a mark on it.
        #expect("a/\u{338}b".pathParts.map { Array($0.utf8) } == [Array("a".utf8), Array("\u{338}b".utf8)])
        #expect("..\u{2f}\u{338}x".pathParts.first == "..")
        #expect("x.json\u{301}".begins(with: "x.json") && !"x.json\u{301}".ends(with: ".json"))
        #expect(ShellWord.quoted("a'\u{301}b").utf8.elementsEqual("'a'\\''\u{301}b'".utf8))
        #expect(ShellWord.quoted(file: "-rf") == "'./-rf'")
    }

    @Test("of JSON are wanted byte by byte")
    func expected() throws {
        var object = try JSONObject(["unit": "\u{212a}"], path: "")
        #expect(throws: FormatError.self) { try object.expect("unit", "K") }
    }

    @Test("are never text that they are not: a folder's names are shown, refused, and removed all the same")
    func folders() throws {
        let place = try ScratchFolder()
        let raw = Array(place.path.utf8) + [0x2f, 0x61, 0xff, 0x0a, 0]
        let file = raw.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { chars in
                chars.baseAddress.map { open($0, O_CREAT | O_WRONLY, 0o644) } ?? -1
            }
        }
        #expect(file >= 0)
        close(file)
        let entries = try Folder.entries(in: place.path)
        #expect(entries.map(\.description) == [#"a\xff\n"#] && entries.allSatisfy { $0.text == nil })
        do {
            _ = try Folder.names(in: place.path)
            Issue.record("the name was taken for text")
        } catch { #expect(error.code == .name && error.location.ends(with: #"/a\xff\n"#)) }
        #expect(throws: FileError.self) { try Folder.files(below: place.path) }
        try Folder.remove(place.path)
        #expect(!Folder.hasEntry(place.path))
    }
}
