import Bytes
import Glibc

/// Where a model's folder and its signature lie to each other.
package enum ModelPaths {
    /// A folder's path without slashes at its end.
    package static func trimmed(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1, path.ends(with: "/") { path.unicodeScalars.removeLast() }
        return path
    }

    /// The path of a file below a folder, if it lies there; the file need not exist.
    package static func inside(_ folder: String, _ file: String) -> String? {
        guard let above = real(folder), let parent = real(Folder.parent(of: file)) else { return nil }
        let path = parent + [UInt8(ascii: "/")] + PathText.bytes(Folder.name(of: file))
        guard path.starts(with: above + [UInt8(ascii: "/")]) else { return nil }
        return ByteName(path.dropFirst(above.count + 1)).text
    }

    private static func real(_ path: String) -> [UInt8]? {
        guard let found = realpath(path.cPath, nil) else { return nil }
        defer { free(found) }
        return UnsafeRawBufferPointer(start: found, count: strlen(found)).map(\.self)
    }
}
