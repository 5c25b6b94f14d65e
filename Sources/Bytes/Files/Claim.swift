import Glibc
import Synchronization

/// The right to write a file: its partial file, made new and held with flock(2).
struct Claim {
    let file: File
    /// Whether a killed writer's partial file stood there, which is gone now.
    let hasTakenOver: Bool

    /// Waits until nobody else holds the partial file.
    init(of path: String, by temporary: String, mode: mode_t, within patience: Duration) throws(FileError) {
        let deadline = ContinuousClock.now + patience
        var hasTakenOver = false
        while true {
            let descriptor = open(temporary.cPath, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
            if descriptor >= 0 {
                let file = File(descriptor: descriptor, path: path)
                guard Claim.holds(file, temporary) else { continue }
                (self.file, self.hasTakenOver) = (file, hasTakenOver)
                return
            }
            guard errno == EEXIST else { throw .last(.cannotOpen, path) }
            switch try Claim.takeAway(temporary) {
            case .removed: hasTakenOver = true
            case .gone: break
            case .held:
                guard ContinuousClock.now < deadline else {
                    throw FileError(
                        .locked,
                        at: path,
                        "another program is writing it; try again when it is done"
                    )
                }
                usleep(20_000)
            }
        }
    }

    /// Whether the file is locked now and still has its name: another writer may have taken it for a leftover.
    private static func holds(_ file: File, _ name: String) -> Bool {
        // A file system without locks: then there is one writer at a time because people see to it.
        let isLocked =
            flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 || [ENOLCK, EOPNOTSUPP, ENOSYS].contains(errno)
        return isLocked && hasName(file, name)
    }

    static func hasName(_ file: File, _ name: String) -> Bool {
        var (there, here) = (stat(), stat())
        return lstat(name.cPath, &there) == 0 && fstat(file.descriptor, &here) == 0
            && there.st_ino == here.st_ino && there.st_dev == here.st_dev
    }

    enum Leftover { case removed, gone, held }

    /// Removes a partial file that nobody holds; its bytes are never used, and it is never written to.
    static func takeAway(_ name: String) throws(FileError) -> Leftover {
        let descriptor = open(name.cPath, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return .gone }
            if errno == ELOOP || errno == EISDIR { throw inTheWay(name) }
            throw .last(.cannotOpen, name)
        }
        let file = File(descriptor: descriptor, path: name)
        guard try file.status().st_mode & S_IFMT == S_IFREG else { throw inTheWay(name) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK { return .held }
            throw .last(.cannotOpen, name)
        }
        guard hasName(file, name) else { return .gone }
        guard unlink(name.cPath) == 0 else { throw .last(.cannotWrite, name) }
        Leftovers.note(name)
        return .removed
    }

    private static func inTheWay(_ name: String) -> FileError {
        FileError(
            .notRegular,
            at: name,
            "is in the way: a file is written there before it gets its name; remove it"
        )
    }
}

/// What writers that were killed had left behind, and this process removed.
package enum Leftovers {
    private static let names = Mutex<[String]>([])

    static func note(_ name: String) { names.withLock { $0.append(name) } }

    /// Removes the partial files in a folder that no writer holds.
    package static func sweep(_ folder: String) throws(FileError) {
        for name in try Folder.entries(in: folder).compactMap(\.text) where name.ends(with: ".partial") {
            _ = try Claim.takeAway("\(folder)/\(name)")
        }
    }

    /// The names, each once.
    package static func taken() -> [String] {
        names.withLock { names in
            defer { names = [] }
            return names
        }
    }
}
