import Bytes
import Glibc

/// An empty folder of the machine for one run, removed with this value.
final class TemporaryFolder {
    let path: String

    init(below folder: String) throws(FileError) {
        var template = Array("\(folder)/bulla-plugin-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .last(.cannotWrite, folder) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // The program may run as somebody else.
        chmod(path, 0o755)
    }

    deinit { try? Folder.remove(path) }
}
