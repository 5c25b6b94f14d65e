import Glibc

/// Cases that other people wrote, kept beside the project; `BULLA_VECTORS` names another place.
package enum Vectors {
    /// The folder that holds Package.swift.
    package static let packageRoot: String = {
        var folder = #filePath
        while let slash = folder.lastIndex(of: "/") {
            folder = String(folder[..<slash])
            if access("\(folder)/Package.swift", F_OK) == 0 { return folder }
        }
        return "."
    }()

    package static let root: String =
        getenv("BULLA_VECTORS").map { String(cString: $0) } ?? "\(packageRoot)/../shared/vectors"

    package static func path(_ name: String) -> String { "\(root)/\(name)" }

    /// Whether the file or folder is there; the condition of `.enabled(if:)`.
    package static func has(_ name: String) -> Bool { access(path(name), R_OK) == 0 }

    /// Why a test was skipped.
    package static let missing = "the vectors are not beside the project; set BULLA_VECTORS"
}
