import Bytes

/// A declared plug-in in memory: sealed, and byte for byte what the auditor declared.
///
/// Loaded once and run for many proofs; what happens to the files meanwhile does not matter.
package struct PluginProgram: Sendable {
    package let declaration: PluginDeclaration
    let executable: SealedFile
    let isScript: Bool
    let runtime: PackedFiles

    private static let executableLimit = 1 << 30
    private static let runtimeLimit = 1 << 30

    /// Reads the executable and all runtime files; a file with another digest is refused.
    package init(_ declaration: PluginDeclaration) throws(PluginError) {
        self.declaration = declaration
        executable = try PluginProgram.executable(declaration)
        isScript = executable.read(2, at: 0) == Array("#!".utf8)
        runtime = try PluginProgram.runtime(declaration)
    }

    private static func executable(_ declaration: PluginDeclaration) throws(PluginError) -> SealedFile {
        let file: SealedFile
        do {
            file = try SealedFile(copying: declaration.path, limit: executableLimit)
        } catch {
            throw PluginError(.file, error)
        }
        let digest = file.digest()
        guard digest == declaration.sha256 else {
            throw PluginError(
                .executableDigest,
                at: declaration.path,
                "got \(digest), want \(declaration.sha256)"
            )
        }
        return file
    }

    private static func runtime(_ declaration: PluginDeclaration) throws(PluginError) -> PackedFiles {
        var files = PackedFiles()
        var left = runtimeLimit
        for entry in declaration.runtime {
            let bytes: [UInt8]
            do {
                bytes = try File.contents(of: entry.path, limit: left)
            } catch {
                throw PluginError(.file, error)
            }
            let digest = SHA256.hash(bytes)
            guard digest == entry.sha256 else {
                throw PluginError(.runtimeDigest, at: entry.path, "got \(digest), want \(entry.sha256)")
            }
            left -= bytes.count
            files.append(entry.name, bytes)
        }
        return files
    }
}
