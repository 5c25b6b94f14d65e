import Glibc

extension File {
    /// Asks the kernel to read nothing ahead through this descriptor.
    package func expectRandomReads() {
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_RANDOM)
    }

    /// Asks the kernel to forget what it holds of the file in memory; what others have mapped stays.
    package func forgetCache() {
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
    }
}
