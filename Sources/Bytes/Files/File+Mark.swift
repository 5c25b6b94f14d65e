import Glibc

extension File {
    /// What changes when a file is written to or replaced.
    package struct Mark: Hashable, Sendable {
        private let device: UInt64
        private let node: UInt64
        private let size: Int
        /// Seconds and nanoseconds.
        private let modified: [Int]
        private let changed: [Int]
        private let links: UInt64

        fileprivate init(_ status: stat) {
            device = UInt64(status.st_dev)
            node = UInt64(status.st_ino)
            size = Int(status.st_size)
            modified = [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)]
            changed = [Int(status.st_ctim.tv_sec), Int(status.st_ctim.tv_nsec)]
            links = UInt64(status.st_nlink)
        }

        /// Whether it is the file of an earlier mark, and nobody has written to it since.
        ///
        /// Another name for the file changes its ctime too, and not its bytes: where the number of names is another, the
        /// ctime says nothing.
        package func isUnchanged(since earlier: Mark) -> Bool {
            (device, node, size) == (earlier.device, earlier.node, earlier.size)
                && modified == earlier.modified
                && (changed == earlier.changed || links != earlier.links)
        }
    }

    /// Which file this is, as it stands now.
    package func mark() throws(FileError) -> Mark { Mark(try status()) }
}
