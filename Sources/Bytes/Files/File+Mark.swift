import Glibc

extension File {
    /// What changes when a file is written to or replaced.
    package struct Mark: Equatable, Sendable {
        private let device: UInt64
        private let node: UInt64
        private let size: Int
        private let written: [Int]

        fileprivate init(_ status: stat) {
            device = UInt64(status.st_dev)
            node = UInt64(status.st_ino)
            size = Int(status.st_size)
            written = [
                Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec), Int(status.st_ctim.tv_sec),
                Int(status.st_ctim.tv_nsec),
            ]
        }
    }

    /// Which file this is, as it stands now.
    package func mark() throws(FileError) -> Mark { Mark(try status()) }
}
