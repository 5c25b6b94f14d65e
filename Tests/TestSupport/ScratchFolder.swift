import Bytes
import Glibc

/// A folder for one test, removed with it.
package final class ScratchFolder: Sendable {
    package let path: String

    package init() throws {
        var template = Array("/tmp/bulla-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw FileError.last(.cannotWrite, "/tmp") }
        path = String(cString: made)
    }

    deinit { try? Folder.remove(path) }
}
