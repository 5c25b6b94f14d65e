import Glibc

extension File {
    /// Opens a regular file below a folder for reading; no link, no `..` and no `/` in front leads out.
    ///
    /// Each component is opened from the one above it without following links, as openat2(2) would with
    /// RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS; a rename meanwhile cannot lead elsewhere either.
    package static func reading(_ path: String, beneath folder: String) throws(FileError) -> File {
        let place = "\(folder)/\(path)"
        let parts = path.pathParts
        guard parts.allSatisfy({ !["", ".", ".."].contains($0) && !$0.utf8.contains(0) }) else {
            throw FileError(
                .cannotOpen,
                at: place,
                "want a relative path without empty, \".\" or \"..\" parts"
            )
        }
        // The path comes from a document or a folder: what stands for bytes in arguments would name another file.
        guard PathText.isPlain(path) || KnockOut.isOff(PathText.rule) else {
            throw FileError(.name, at: place, "want a path without U+10F780 to U+10F7FF")
        }
        var above = try opening(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        for part in parts.dropLast() {
            above = try above.opening(part, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW, as: place)
        }
        // Without waiting: a FIFO would block until somebody writes.
        let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        let file = try above.opening(parts[parts.count - 1], flags, as: place)
        guard try file.status().st_mode & S_IFMT == S_IFREG else {
            throw FileError(.notRegular, at: place, "want a regular file")
        }
        return file
    }

    private func opening(_ name: String, _ flags: CInt, as place: String) throws(FileError) -> File {
        let found = openat(descriptor, name.cPath, flags)
        guard found >= 0 else {
            throw errno == ELOOP || errno == ENOTDIR
                ? FileError(.cannotOpen, at: place, "a part of the path is a link or a file")
                : .last(.cannotOpen, place)
        }
        return File(descriptor: found, path: place)
    }
}
