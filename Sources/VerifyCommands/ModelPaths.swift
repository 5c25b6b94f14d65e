import Bytes
import Glibc

/// Where a model's folder and its signature lie to each other.
package enum ModelPaths {
    /// A folder's path without slashes at its end.
    package static func trimmed(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    /// The path of a file below a folder, if it lies there; the file need not exist.
    package static func inside(_ folder: String, _ file: String) -> String? {
        guard let above = real(folder), let parent = real(Folder.parent(of: file)) else { return nil }
        let path = "\(parent)/\(Folder.name(of: file))"
        return path.hasPrefix("\(above)/") ? String(path.dropFirst(above.count + 1)) : nil
    }

    private static func real(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }
}
