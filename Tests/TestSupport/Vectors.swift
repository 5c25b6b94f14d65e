import Glibc

/// Where the vectors of others are.
package enum Vectors {
    /// The package's folder.
    package static let root: String = {
        var path = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        path.removeLast(3)
        return path.joined(separator: "/")
    }()

    /// The folder that `BULLA_VECTORS` names, else `../shared/vectors` beside the package.
    package static let folder: String =
        getenv("BULLA_VECTORS").map { String(cString: $0) } ?? "\(root)/../shared/vectors"

    package static func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Whether the vectors are there; tests that need them are skipped otherwise.
    package static func has(_ name: String) -> Bool { access(path(name), R_OK) == 0 }
}
