import Bytes
import CSandbox
import Glibc

/// Bytes in memory that nobody can change any more, as a descriptor.
final class SealedFile: Sendable {
    let descriptor: CInt
    let size: Int

    deinit { close(descriptor) }

    /// Takes on a descriptor that another process sent.
    init(received descriptor: CInt) {
        self.descriptor = descriptor
        size = max(0, Int(lseek(descriptor, 0, SEEK_END)))
        lseek(descriptor, 0, SEEK_SET)
    }

    /// Calls `next` for the bytes until it gives none, and seals them.
    private init(_ name: String, _ next: (Int) throws(FileError) -> [UInt8]) throws(FileError) {
        descriptor = bulla_memory_file(name)
        guard descriptor >= 0 else {
            throw FileError(.cannotWrite, at: name, String(cString: strerror(-descriptor)))
        }
        var written = 0
        while true {
            let bytes = try next(written)
            if bytes.isEmpty { break }
            try SealedFile.write(bytes, to: descriptor, name)
            written += bytes.count
        }
        size = written
        let error = bulla_memory_file_seal(descriptor)
        guard error == 0 else { throw FileError(.cannotWrite, at: name, String(cString: strerror(error))) }
        lseek(descriptor, 0, SEEK_SET)
    }

    convenience init(name: String, bytes: [UInt8]) throws(FileError) {
        try self.init(name) { done throws(FileError) in done == 0 ? bytes : [] }
    }

    /// Copies a regular file of at most `limit` bytes.
    convenience init(copying path: String, limit: Int) throws(FileError) {
        let file = try File.reading(path)
        let size = try file.size()
        guard size <= limit else {
            throw FileError(.tooLarge, at: path, "\(size) bytes, at most \(limit) allowed")
        }
        try self.init(Folder.name(of: path)) { done throws(FileError) in
            try file.read(min(1 << 20, size - done), at: done)
        }
    }

    /// Up to `count` bytes from `offset`.
    func read(_ count: Int, at offset: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let done = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, count, off_t(offset)) }
        return Array(bytes.prefix(max(0, done)))
    }

    /// The digest of what is sealed: these are the bytes that will run.
    func digest() -> Digest {
        var state = SHA256()
        var offset = 0
        while offset < size {
            let bytes = read(min(1 << 20, size - offset), at: offset)
            // Fewer bytes than were sealed: the digest will be another one.
            if bytes.isEmpty { break }
            state.update(bytes)
            offset += bytes.count
        }
        return state.finish()
    }

    private static func write(_ bytes: [UInt8], to descriptor: CInt, _ name: String) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .last(.cannotWrite, name) }
            done += count
        }
    }
}
