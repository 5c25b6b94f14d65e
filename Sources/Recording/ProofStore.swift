package import Bytes
import Glibc

/// Proofs under their digests: `sha256/ab/<64 digits>`, each file whole or absent.
package struct ProofStore: Sendable {
    private let folder: String
    // How much of a proof is in memory while it is copied.
    private static let chunk = 1 << 20

    package init(at folder: String) {
        self.folder = "\(folder)/sha256"
    }

    /// Where the proof of this digest is, or would be.
    package func path(of digest: Digest) -> String {
        "\(shelf(digest))/\(digest.hex)"
    }

    private func shelf(_ digest: Digest) -> String { "\(folder)/\(digest.hex.prefix(2))" }

    /// The size of a proof that is there; nil for one that is not.
    package func size(of digest: Digest) -> Int? {
        var status = stat()
        guard lstat(path(of: digest).cPath, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        return Int(status.st_size)
    }

    package func exists(_ digest: Digest) -> Bool { size(of: digest) != nil }

    /// Whether the bytes of that digest are there: a medium may have changed them since they were stored.
    package func holds(_ digest: Digest, size: Int) throws(FileError) -> Bool {
        guard self.size(of: digest) == size else { return false }
        let file = try File.reading(path(of: digest), noFollow: true)
        var hash = SHA256()
        for start in stride(from: 0, to: size, by: Self.chunk) {
            hash.update(try file.read(min(Self.chunk, size - start), at: start))
        }
        return hash.finish() == digest
    }

    /// Removes what writers that were killed left; for the one who holds the run's lock.
    func sweep() throws(FileError) { try Leftovers.sweep(folder) }

    /// Stores bytes under their digest; on return they are on the medium.
    package func store(_ bytes: [UInt8]) throws(RecordingError) -> Digest {
        let digest = SHA256.hash(bytes)
        try RecordingError.from(.file) { () throws(FileError) in
            guard try !holds(digest, size: bytes.count) else { return }
            let file = try Temporary(in: folder)
            try file.write(bytes)
            try file.finish(as: path(of: digest))
        }
        return digest
    }

    /// Copies a file under its digest, hashing what is copied, piece by piece.
    package func store(_ source: File, limit: Int) throws(RecordingError) -> (digest: Digest, size: Int) {
        try RecordingError.from(.file) { () throws(FileError) in
            let size = try source.size()
            guard size <= limit else {
                throw FileError(.tooLarge, at: source.path, "\(size) bytes, at most \(limit) allowed")
            }
            let file = try Temporary(in: folder)
            var hash = SHA256()
            for start in stride(from: 0, to: size, by: Self.chunk) {
                let piece = try source.read(min(Self.chunk, size - start), at: start)
                hash.update(piece)
                try file.write(piece)
            }
            let digest = hash.finish()
            if try !holds(digest, size: size) { try file.finish(as: path(of: digest)) }
            return (digest, size)
        }
    }
}

/// A proof whose digest is not known before its last byte.
private final class Temporary {
    private let file: File
    private var isFinished = false

    init(in folder: String) throws(FileError) {
        let name = "\(folder)/\(UInt64.random(in: 0 ... .max)).\(getpid()).partial"
        file = try File.opening(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW)
    }

    deinit {
        if !isFinished { unlink(file.path.cPath) }
    }

    func write(_ bytes: [UInt8]) throws(FileError) { try file.write(bytes) }

    func finish(as path: String) throws(FileError) {
        let shelf = Folder.parent(of: path)
        if !Folder.exists(shelf) {
            try Folder.create(shelf)
            try Folder.synchronize(Folder.parent(of: shelf))
        }
        try file.synchronize()
        guard rename(file.path.cPath, path.cPath) == 0 else { throw .last(.cannotWrite, path) }
        isFinished = true
        try Folder.synchronize(shelf)
    }
}
