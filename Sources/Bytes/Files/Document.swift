package import Glibc

/// A file that is changed as a whole.
package enum Document {
    /// Reads a document while nobody else can write it, and puts what `change` makes of it in its place.
    ///
    /// - Parameter limit: bytes that it may have.
    /// - Parameter change: gets what stands there now, nil for nothing, and gives what shall stand there, nil for no
    ///   change. It is called once; what takes long, such as a signer, comes before.
    package static func change(
        _ path: String,
        limit: Int,
        mode: mode_t = 0o644,
        _ change: ([UInt8]?) throws -> [UInt8]?
    ) throws {
        let file = try AtomicFile(path, mode: mode, over: .own)
        let before = Folder.hasEntry(path) ? try File.contents(of: path, limit: limit, noFollow: true) : nil
        guard let after = try change(before), after != before else { return }
        file.standing = before.map { .these($0) } ?? .nothing
        try file.write(after)
        try file.finish()
    }
}
