import Glibc

extension File {
    /// Writes all bytes from `offset`; the file's own position stays.
    package func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        let status = bytes.withUnsafeBytes { write($0, at: offset) }
        guard status == 0 else { throw FileError(.cannotWrite, at: path, String(cString: strerror(status))) }
    }

    /// 0 or an errno, for use inside closures.
    private func write(_ buffer: UnsafeRawBufferPointer, at offset: Int) -> CInt {
        var done = 0
        while done < buffer.count {
            guard let base = buffer.baseAddress else { return 0 }
            let count = pwrite(descriptor, base + done, buffer.count - done, off_t(offset + done))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return count < 0 ? errno : EIO }
            done += count
        }
        return 0
    }

    /// Returns when the bytes, and the size if it grew, are on the medium; times may follow later.
    package func synchronizeData() throws(FileError) {
        guard fdatasync(descriptor) == 0 else { throw .last(.cannotWrite, path) }
    }

    /// Cuts the file off, or extends it with zeros.
    package func truncate(to size: Int) throws(FileError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw .last(.cannotWrite, path) }
    }

    /// Takes an exclusive lock that goes with the descriptor, and so with the process; never waits.
    package func lock() throws(FileError) {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw errno == EWOULDBLOCK
                ? FileError(.locked, at: path, "locked by another process") : .last(.cannotOpen, path)
        }
    }
    /// Gives up the lock at once, copies of the descriptor in other processes notwithstanding.
    package func unlock() {
        _ = flock(descriptor, LOCK_UN)
    }
}
