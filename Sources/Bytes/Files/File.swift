package import Glibc
import Synchronization

/// An open file, closed when the value goes.
package final class File: Sendable {
    package let descriptor: CInt
    package let path: String
    private let taken = Atomic<Int>(0)

    init(descriptor: CInt, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Bytes that were read so far, each as often as it was read.
    package var bytesRead: Int { taken.load(ordering: .relaxed) }

    /// Opens a regular file for reading; links at the last component are followed unless `noFollow`.
    package static func reading(_ path: String, noFollow: Bool = false) throws(FileError) -> File {
        let file = try opening(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (noFollow ? O_NOFOLLOW : 0))
        let status = try file.status()
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileError(.notRegular, at: path, "want a regular file")
        }
        InputFiles.note(status, path)
        return file
    }

    /// Opens with the flags of open(2).
    package static func opening(_ path: String, _ flags: CInt, mode: mode_t = 0o644) throws(FileError) -> File
    {
        let descriptor = open(path.cPath, flags, mode)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? FileError(.exists, at: path, "already exists") : .last(.cannotOpen, path)
        }
        return File(descriptor: descriptor, path: path)
    }

    /// The result of fstat(2).
    package func status() throws(FileError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last(.cannotRead, path) }
        return status
    }

    package func size() throws(FileError) -> Int { Int(try status().st_size) }

    /// Fills `buffer` from `offset`; a short file is an error.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
        var done = 0
        while done < buffer.count {
            guard let base = buffer.baseAddress else { return }
            let count = pread(descriptor, base + done, buffer.count - done, off_t(offset + done))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .last(.cannotRead, path) }
            guard count > 0 else {
                throw FileError(
                    .cannotRead,
                    at: path,
                    "ends at byte \(offset + done), want \(buffer.count - done) more"
                )
            }
            done += count
        }
        taken.wrappingAdd(done, ordering: .relaxed)
    }

    /// Appends all bytes at the file's position.
    package func write(_ bytes: some Collection<UInt8>) throws(FileError) {
        let failure: FileError?? = bytes.withContiguousStorageIfAvailable {
            write(UnsafeRawBufferPointer($0))
        }
        let result = failure ?? Array(bytes).withUnsafeBytes { write($0) }
        if let result { throw result }
    }

    /// Appends all bytes; gives the error back, for use inside closures.
    private func write(_ buffer: UnsafeRawBufferPointer) -> FileError? {
        var done = 0
        while done < buffer.count {
            guard let base = buffer.baseAddress else { return nil }
            let count = Glibc.write(descriptor, base + done, buffer.count - done)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return .last(.cannotWrite, path) }
            done += count
        }
        return nil
    }

    /// Appends part of another file, within the kernel where it can.
    package func append(_ other: File, _ range: Range<Int>) throws(FileError) {
        var offset = off_t(range.lowerBound)
        while offset < range.upperBound {
            let rest = range.upperBound - Int(offset)
            let count = sendfile(descriptor, other.descriptor, &offset, rest)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
        }
        // What the kernel did not copy: between file systems, say.
        for start in stride(from: Int(offset), to: range.upperBound, by: 1 << 20) {
            try write(other.read(min(1 << 20, range.upperBound - start), at: start))
        }
    }

    /// Returns when the bytes are on the medium.
    package func synchronize() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw .last(.cannotWrite, path) }
    }

    /// Whole contents, at most `limit` bytes.
    package static func contents(
        of path: String,
        limit: Int,
        noFollow: Bool = false
    ) throws(FileError) -> [UInt8] {
        try reading(path, noFollow: noFollow).contents(limit: limit)
    }

    /// Whole contents, at most `limit` bytes.
    package func contents(limit: Int) throws(FileError) -> [UInt8] {
        let size = try size()
        guard size <= limit else {
            throw FileError(.tooLarge, at: path, "\(size) bytes, at most \(limit) allowed")
        }
        return try read(size, at: 0)
    }
}
