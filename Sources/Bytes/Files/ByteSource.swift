/// Bytes that are read at any place, from any number of tasks: those of a file, or of whatever holds them in parts.
package protocol ByteSource: AnyObject, Sendable {
    /// Bytes that were read so far, each as often as it was read.
    var bytesRead: Int { get }

    func size() throws(FileError) -> Int

    /// Fills `buffer` from `offset`; fewer bytes are an error.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError)
}

extension ByteSource {
    /// Exactly `count` bytes from `offset`.
    package func read(_ count: Int, at offset: Int) throws(FileError) -> [UInt8] {
        var failure: FileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(FileError) {
                try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
                initialized = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// SHA-256 of all bytes, read piece by piece.
    ///
    /// - Parameter check: called before each piece; what it throws ends the work.
    package func digest(_ check: () throws -> Void = {}) throws -> (sha256: Digest, size: Int) {
        let size = try size()
        var hash = SHA256()
        for start in stride(from: 0, to: size, by: 1 << 20) {
            try check()
            hash.update(try read(min(1 << 20, size - start), at: start))
        }
        return (hash.finish(), size)
    }
}

extension File: ByteSource {}
