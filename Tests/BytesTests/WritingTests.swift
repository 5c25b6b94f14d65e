import Bytes
import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

/// One writer at a time, and nothing replaced that was not meant.
@Suite("Writing files")
struct WritingTests {
    private let place: ScratchFolder
    private var path: String { "\(place.path)/file" }

    init() throws { place = try ScratchFolder() }

    private func code(_ body: () throws -> Void) -> FileError.Code? {
        do { try body() } catch { return (error as? FileError)?.code }
        return nil
    }

    private func bytes(_ path: String? = nil) throws -> [UInt8] {
        try File.contents(of: path ?? self.path, limit: 1 << 20)
    }

    @Test("a second writer waits for the first, and then sees what that one wrote")
    func lock() throws {
        try AtomicFile.write([1], to: path)
        let first = try AtomicFile(path, over: .own)
        let path = path
        // A thread of its own: tests that wait for a lock may hold all threads of tasks for as long as writers wait.
        let isDone = DispatchSemaphore(value: 0)
        let failure = Mutex<(any Error)?>(nil)
        Thread.detachNewThread {
            do { try Document.change(path, limit: 9) { ($0 ?? []) + [3] } } catch {
                failure.withLock { $0 = error }
            }
            isDone.signal()
        }
        usleep(100_000)
        try first.write([1, 2])
        try first.finish()
        isDone.wait()
        if let error = failure.withLock({ $0 }) { throw error }
        #expect(try bytes() == [1, 2, 3])
        #expect(try Folder.names(in: place.path) == ["file"])
    }

    @Test("hundred changes side by side are all there")
    func changes() async throws {
        let path = path
        try await withThrowingTaskGroup { group in
            for _ in 0..<100 {
                group.addTask {
                    try Document.change(path, limit: 999) { now in (now ?? []) + [UInt8(now?.count ?? 0)] }
                }
            }
            try await group.waitForAll()
        }
        #expect(try bytes() == (0..<100).map { UInt8($0) })
    }

    @Test("a writer that never ends is named after a while, and nothing is replaced")
    func patience() throws {
        try AtomicFile.write([1], to: path)
        let first = try AtomicFile(path, over: .own)
        #expect(code { try AtomicFile.write([2], to: path) } == .locked)
        withExtendedLifetime(first) {}
        #expect(try bytes() == [1])
    }

    @Test("what a killed writer left is removed, said, and never written to")
    func takeover() throws {
        let partial = "\(path).partial"
        try AtomicFile.write([7, 7, 7], to: "\(place.path)/other")
        // As after a kill between link and unlink: the partial file is also a file with a name.
        #expect(link("\(place.path)/other", partial) == 0)
        try AtomicFile.write([1], to: path, over: .nothing)
        #expect(try bytes() == [1])
        #expect(try bytes("\(place.path)/other") == [7, 7, 7])
        #expect(Leftovers.taken().contains(partial))
        #expect(try Folder.names(in: place.path) == ["file", "other"])
    }

    @Test("a link, a folder or a FIFO where the partial file is to be is refused by name")
    func inTheWay() throws {
        let partial = "\(path).partial"
        #expect(symlink("elsewhere", partial) == 0)
        #expect(code { try AtomicFile.write([1], to: path) } == .notRegular)
        #expect(unlink(partial) == 0 && mkdir(partial, 0o755) == 0)
        #expect(code { try AtomicFile.write([1], to: path) } == .notRegular)
        #expect(rmdir(partial) == 0 && mkfifo(partial, 0o600) == 0)
        #expect(code { try AtomicFile.write([1], to: path) } == .notRegular)
        #expect(!Folder.hasEntry(path) && !Folder.hasEntry("\(place.path)/elsewhere"))
    }

    @Test("what changed between reading and replacing is kept, and the change refused")
    func changed() throws {
        try AtomicFile.write([1], to: path)
        do {
            let file = try AtomicFile(path, over: .these([1]))
            try file.write([2])
            // By a program that asks nobody.
            try File.opening(path, O_WRONLY | O_TRUNC).write([9, 9])
            #expect(code { try file.finish() } == .changed)
        }
        #expect(try bytes() == [9, 9])
        #expect(code { _ = try AtomicFile(path, over: .these([1])) } == .changed, "before the work, too")
        let new = try AtomicFile("\(path)2", over: .nothing)
        try File.opening("\(path)2", O_WRONLY | O_CREAT).write([9])
        #expect(code { try new.finish() } == .exists)
        #expect(try bytes("\(path)2") == [9])
    }

    @Test("a device or FIFO is written to and stays; a link is refused")
    func devices() throws {
        let fifo = "\(place.path)/fifo"
        #expect(mkfifo(fifo, 0o600) == 0)
        let reader = open(fifo, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        try AtomicFile.write([1, 2], to: fifo)
        var got = [UInt8](repeating: 0, count: 3)
        #expect(read(reader, &got, 3) == 2 && got == [1, 2, 0])
        var there = stat()
        #expect(lstat(fifo, &there) == 0 && there.st_mode & S_IFMT == S_IFIFO)
        try AtomicFile.write([1], to: "/dev/null")
        #expect(code { try AtomicFile.write([1], to: "/dev/full") } == .cannotWrite)
        try AtomicFile.write([5], to: path)
        for target in [path, "nowhere", place.path] {
            #expect(symlink(target, "\(place.path)/link") == 0)
            #expect(code { try AtomicFile.write([1], to: "\(place.path)/link") } == .notRegular)
            #expect(unlink("\(place.path)/link") == 0)
        }
        #expect(code { try AtomicFile.write([1], to: place.path) } == .notRegular)
        #expect(try bytes() == [5])
    }

    @Test(
        "a key is never replaced",
        arguments: [
            #"{"name":"a","type":"bulla-secret-key/v1"}"#, #"{"name":"a","type":"bulla-public-key/v1"}"#,
            "-----BEGIN PRIVATE KEY-----\n", "untrusted comment: minisign encrypted secret key\n",
        ]
    )
    func keys(text: String) throws {
        let old = Array(text.utf8)
        try AtomicFile.write(old, to: path)
        #expect(code { try AtomicFile.write([1], to: path) } == .isKey)
        #expect(code { try AtomicFile.write([1], to: path, over: .these(old)) } == .isKey)
        #expect(try bytes() == old)
        try KnockOut.without("file-is-key") { try AtomicFile.write([1], to: path) }
        #expect(try bytes() == [1])
    }

    @Test("a folder appears whole or not at all, and has one writer")
    func folders() throws {
        let name = "\(place.path)/a/folder"
        do {
            let folder = try AtomicFolder(name)
            try AtomicFile.write([1], to: "\(folder.temporaryPath)/x")
            #expect(code { _ = try AtomicFolder(name) } == .locked)
        }
        #expect(try Folder.names(in: "\(place.path)/a") == [], "given up, it leaves nothing")
        try Folder.create("\(name).partial/left/by")
        let folder = try AtomicFolder(name)
        try AtomicFile.write([2], to: "\(folder.temporaryPath)/y")
        try folder.finish()
        #expect(try Folder.files(below: "\(place.path)/a") == ["folder/y"])
        #expect(Leftovers.taken().contains("\(name).partial"))
        #expect(code { _ = try AtomicFolder(name) } == .exists)
        try AtomicFolder("\(place.path)/slash//").finish()
        #expect(Folder.exists("\(place.path)/slash"))
    }
}
