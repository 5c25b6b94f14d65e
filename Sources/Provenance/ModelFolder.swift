package import Bytes
import Glibc

/// The files of a model, walked and hashed; no link is followed, and none may be there.
package enum ModelFolder {
    private static let chunk = 1 << 20

    /// What lies in a model's folder.
    package struct Contents: Sendable {
        package var files: [ModelManifest.File] = []
        /// What operating systems and stopped programs left, and nobody signed: by its path, not looked into.
        package var leftBehind: [ByteName] = []
    }

    /// Hashes every file below a folder but those at or below the paths left out.
    ///
    /// - Parameter signed: files that count whatever they are called.
    package static func contents(
        _ folder: String,
        leavingOut ignored: [String],
        signed: [String] = [],
        progress: (_ file: String) -> Void = { _ in }
    ) throws -> Contents {
        guard Folder.exists(folder) else {
            throw ProvenanceError(.modelFiles, at: folder, "want a folder")
        }
        var walk = Walk(
            folder: folder,
            ignored: Set(ignored.map { ByteName($0) }),
            kept: LeftBehind.kept(by: signed)
        )
        try walk.look(below: "")
        let files = try walk.paths.map { path in
            progress(path)
            return ModelManifest.File(name: path, sha256: try digest(File.reading(path, beneath: folder)))
        }
        return Contents(files: files, leftBehind: walk.leftBehind)
    }

    /// The files alone.
    package static func files(_ folder: String, leavingOut ignored: [String]) throws -> [ModelManifest.File] {
        try contents(folder, leavingOut: ignored).files
    }

    /// SHA-256 of a file, read piece by piece.
    package static func digest(_ file: File) throws(FileError) -> Digest {
        var hash = SHA256()
        let size = try file.size()
        var start = 0
        while start < size {
            let count = min(chunk, size - start)
            hash.update(try file.read(count, at: start))
            start += count
        }
        return hash.finish()
    }

    /// One pass over the folder.
    private struct Walk {
        let folder: String
        let ignored: Set<ByteName>
        let kept: Set<ByteName>
        var paths: [String] = []
        var leftBehind: [ByteName] = []

        mutating func look(below prefix: String) throws {
            for entry in try Folder.entries(in: prefix.isEmpty ? folder : "\(folder)/\(prefix)") {
                let full = prefix.isEmpty ? entry : ByteName(Array("\(prefix)/".utf8) + entry.bytes)
                if ignored.contains(full) { continue }
                if LeftBehind(entry) != nil, !kept.contains(full) {
                    leftBehind.append(full)
                } else {
                    try take(full)
                }
                guard paths.count + leftBehind.count <= ModelManifest.fileLimit else {
                    throw ProvenanceError(
                        .modelFiles,
                        at: folder,
                        "more than \(ModelManifest.fileLimit) files"
                    )
                }
            }
        }

        private mutating func take(_ full: ByteName) throws {
            guard let path = full.text, ModelManifest.isPath(path) else {
                throw ProvenanceError(.modelName, at: "\(full)", "want names that every system can have")
            }
            var status = stat()
            guard lstat("\(folder)/\(path)".cPath, &status) == 0 else {
                throw FileError.last(.cannotRead, path)
            }
            switch status.st_mode & S_IFMT {
            case S_IFREG: paths.append(path)
            case S_IFDIR: try look(below: path)
            default:
                throw ProvenanceError(
                    .modelLink,
                    at: path,
                    "want files and folders only, no links or devices"
                )
            }
        }
    }
}
