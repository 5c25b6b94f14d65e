import Bytes
import Glibc
import TestSupport
import Testing

@Suite("Paths whose bytes are no text")
struct PathTextTests {
    /// As arguments have them; all are different paths.
    static let paths: [[UInt8]] = [
        Array("plain".utf8), Array("mod\u{e8}le".utf8), [0x77, 0xf6, 0x63], [0xff], [0x80], [0xc3],
        [0xc3, 0xa8, 0xc3], [0xed, 0xa0, 0x80], Array("\u{10f7f6}".utf8), Array("a\u{10f780}b".utf8),
        Array("\u{10f7f6}".utf8) + [0xf6], Array("\u{10f6ff}\u{10f77f}\u{10f800}".utf8),
    ]

    @Test("are text that is theirs alone, and bytes again")
    func reversible() {
        for bytes in Self.paths {
            let text = PathText.text(bytes)
            #expect(PathText.bytes(text) == bytes && PathText.text(PathText.bytes(text)).isSame(as: text))
            #expect(text.cPath == bytes.map { CChar(bitPattern: $0) } + [0])
            #expect(PathText.isPlain(text) == text.utf8.elementsEqual(bytes))
        }
        #expect(Set(Self.paths.map { Array(PathText.text($0).utf8) }).count == Self.paths.count)
    }

    @Test("are shown as their bytes, and never as the characters that stand for them")
    func shown() {
        #expect(PathText.text([0x77, 0xf6, 0x63]).escaped == #"w\xf6c"#)
        #expect(PathText.text(Array("\u{10f7f6}".utf8)).escaped == #"\xf4\x8f\x9f\xb6"#)
        #expect(FileError(.cannotOpen, at: PathText.text([0xff]), "x").description.escaped.contains(#"\xff"#))
    }

    @Test("are written, found, listed and removed by their bytes")
    func files() throws {
        let place = try ScratchFolder()
        let file = "\(place.path)/" + PathText.text([0x77, 0xf6, 0x63])
        try AtomicFile.write([1, 2], to: file)
        #expect(try Folder.entries(in: place.path).map(\.bytes) == [[0x77, 0xf6, 0x63]])
        #expect(try File.contents(of: file, limit: 2) == [1, 2] && Folder.hasEntry(file))
        let folder = "\(place.path)/" + PathText.text([0xfe])
        try Folder.create("\(folder)/below")
        try AtomicFile.write([3], to: "\(folder)/below/file")
        #expect(try Folder.files(below: folder) == ["below/file"])
        #expect(try File.reading("below/file", beneath: folder).contents(limit: 1) == [3])
        try Folder.remove(folder)
        #expect(try Folder.entries(in: place.path).count == 1)
    }

    @Test("are named by arguments alone: the same characters in a document or a folder name no other file")
    func twins() throws {
        let place = try ScratchFolder()
        try AtomicFile.write([1], to: "\(place.path)/" + PathText.text([0xf6]))
        let twin = "\u{10f7f6}"
        #expect(throws: FileError.self) { try File.reading(twin, beneath: place.path) }
        #expect(ByteName(Array(twin.utf8)).text == nil)
        try KnockOut.without(PathText.rule) {
            let read = try File.reading(twin, beneath: place.path).contents(limit: 1)
            #expect(read == [1], "another file")
            #expect(ByteName(Array(twin.utf8)).text == twin)
        }
    }
}
