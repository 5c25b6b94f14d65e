import Bytes
import Glibc
import Synchronization

/// A folder for one test, removed with it; one that a `static let` holds is removed when the process ends.
package final class ScratchFolder: Sendable {
    /// Those that are still there.
    private static let present = Mutex<Set<String>?>(nil)

    package let path: String

    package init() throws {
        var template = Array("/tmp/bulla-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw FileError.last(.cannotWrite, "/tmp") }
        let path = String(cString: made)
        self.path = path
        let isFirst = Self.present.withLock { present in
            defer { present = (present ?? []).union([path]) }
            return present == nil
        }
        if isFirst { atexit { ScratchFolder.removeAll() } }
    }

    deinit {
        try? Folder.remove(path)
        let path = path
        _ = Self.present.withLock { $0?.remove(path) }
    }

    private static func removeAll() {
        for path in present.withLock({ $0 ?? [] }) { try? Folder.remove(path) }
    }
}
