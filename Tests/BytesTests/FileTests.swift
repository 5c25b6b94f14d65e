import Bytes
import Glibc
import TestSupport
import Testing

@Suite("Files")
struct FileTests {
    @Test("a file appears whole or not at all")
    func atomic() throws {
        let place = try ScratchFolder()
        let path = "\(place.path)/file"
        do {
            let file = try AtomicFile(path)
            try file.write([1, 2, 3])
            #expect(!Folder.hasEntry(path))
            #expect(Folder.hasEntry(file.temporaryPath))
        }
        #expect(try Folder.names(in: place.path) == [], "given up, it leaves nothing")
        try AtomicFile.write([1, 2, 3], to: path)
        #expect(try File.contents(of: path, limit: 3) == [1, 2, 3])
        #expect(throws: FileError.self) { try AtomicFile.write([4], to: path, replacing: false) }
        try AtomicFile.write([4], to: path)
        #expect(try File.contents(of: path, limit: 3) == [4])
    }

    @Test("what is no regular file, too large, or missing is refused by name")
    func refusals() throws {
        let place = try ScratchFolder()
        try AtomicFile.write([UInt8](repeating: 0, count: 10), to: "\(place.path)/ten")
        #expect(symlink("\(place.path)/ten", "\(place.path)/link") == 0)
        #expect(mkfifo("\(place.path)/pipe", 0o600) == 0)
        func code(_ name: String, limit: Int = 100, noFollow: Bool = true) -> FileError.Code? {
            do {
                _ = try File.contents(of: "\(place.path)/\(name)", limit: limit, noFollow: noFollow)
                return nil
            } catch { return error.code }
        }
        #expect(code("ten") == nil)
        #expect(code("ten", limit: 9) == .tooLarge)
        #expect(code("link") == .cannotOpen)
        #expect(code("link", noFollow: false) == nil)
        #expect(code("pipe") == .notRegular)
        #expect(code("none") == .cannotOpen)
        #expect(throws: FileError.self) { try Folder.files(below: place.path) }
        #expect(throws: FileError.self) { try File.reading("\(place.path)/ten").read(11, at: 0) }
    }
}
