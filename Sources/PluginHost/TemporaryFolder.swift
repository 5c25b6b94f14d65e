import Bytes
import Glibc

/// An empty folder of the machine for one run, removed with this value.
final class TemporaryFolder {
    let path: String

    init(below folder: String) throws(FileError) {
        var template = "\(folder)/bulla-plugin-XXXXXX".cPath
        guard mkdtemp(&template) != nil else { throw .last(.cannotWrite, folder) }
        path = PathText.text(template.dropLast().map { UInt8(bitPattern: $0) })
        // The program may run as somebody else.
        chmod(path.cPath, 0o755)
    }

    deinit { try? Folder.remove(path) }
}
