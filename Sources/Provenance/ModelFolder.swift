package import Bytes
import Glibc

/// The files of a model, walked and hashed; no link is followed, and none may be there.
package enum ModelFolder {
    private static let chunk = 1 << 20

    /// Hashes every file below a folder but those at or below the paths left out.
    package static func files(
        _ folder: String,
        leavingOut ignored: [String],
        progress: (_ file: String) -> Void = { _ in }
    ) throws -> [ModelManifest.File] {
        guard Folder.exists(folder) else {
            throw ProvenanceError(.modelFiles, at: folder, "want a folder")
        }
        return try paths(folder, below: "", ignored: Set(ignored.map { ByteName($0) })).map { path in
            progress(path)
            return ModelManifest.File(name: path, sha256: try digest(File.reading(path, beneath: folder)))
        }
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

    private static func paths(_ folder: String, below prefix: String, ignored: Set<ByteName>) throws
        -> [String]
    {
        var found: [String] = []
        for entry in try Folder.entries(in: prefix.isEmpty ? folder : "\(folder)/\(prefix)") {
            let full = prefix.isEmpty ? entry : ByteName(Array("\(prefix)/".utf8) + entry.bytes)
            if ignored.contains(full) { continue }
            guard let path = full.text, ModelManifest.isPath(path) else {
                throw ProvenanceError(.modelName, at: "\(full)", "want names that every system can have")
            }
            var status = stat()
            guard lstat("\(folder)/\(path)", &status) == 0 else { throw FileError.last(.cannotRead, path) }
            switch status.st_mode & S_IFMT {
            case S_IFREG: found.append(path)
            case S_IFDIR: found += try paths(folder, below: path, ignored: ignored)
            default:
                throw ProvenanceError(
                    .modelLink,
                    at: path,
                    "want files and folders only, no links or devices"
                )
            }
            guard found.count <= ModelManifest.fileLimit else {
                throw ProvenanceError(.modelFiles, at: folder, "more than \(ModelManifest.fileLimit) files")
            }
        }
        return found
    }
}
