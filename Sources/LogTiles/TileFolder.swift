import Bytes
import Glibc
import Keys
package import MerkleLog

/// A log's folder in the layout of C2SP tlog-tiles: `checkpoint`, `tile/<L>/<N>[.p/<W>]`, `tile/entries/<N>[.p/<W>]`.
///
/// What the checkpoint that stands there counts never changes. Files beyond it are left over from a run that did
/// not finish; they are overwritten. Files are synchronized many at a time, when the kernel has begun to write them
/// anyhow, and all of them before the checkpoint that counts them takes the place of the older one.
package final class TileFolder {
    package let path: String
    /// The checkpoint that stands there, if any; nobody's signature is verified.
    package let published: Checkpoint?
    private let publishedNote: [UInt8]?
    /// Files that were written, and files that stood there with the same bytes.
    package private(set) var written = 0
    package private(set) var unchanged = 0
    private var folders: Set<String> = []
    /// Written, but perhaps not yet on the medium.
    private var pending: [String] = []

    private static let batch = 4_096
    private static let signatureLimit = 64

    /// Looks at what stands there; the folder need not exist.
    package init(_ path: String) throws {
        self.path = path
        let file = "\(path)/checkpoint"
        guard Folder.hasEntry(file) else {
            (published, publishedNote) = (nil, nil)
            return
        }
        let note = try File.contents(of: file, limit: 1 << 16, noFollow: true)
        do { published = try Checkpoint(text: SignedNote(note).text) } catch {
            throw TilesError(.checkpoint, at: file, "\(error)")
        }
        publishedNote = note
    }

    /// Lays out one tile, or finds it there.
    func put(_ tile: TileIndex, _ content: [UInt8]) throws {
        let file = "\(path)/\(tile.path)"
        try prepare(Folder.parent(of: file))
        guard Folder.hasEntry(file) else { return try write(content, to: file) }
        let there = try File.reading(file, noFollow: true)
        if try there.size() == content.count, try there.contents(limit: content.count) == content {
            unchanged += 1
            return
        }
        guard tile.end > published?.size ?? 0 else {
            throw TilesError(
                .published,
                at: file,
                "differs from the segments; a published log cannot be changed"
            )
        }
        try write(content, to: file)
    }

    private func write(_ content: [UInt8], to file: String) throws(FileError) {
        let new = try AtomicFile(file, over: .own)
        try new.write(content)
        try new.finish(isDurable: false)
        written += 1
        pending.append(file)
        if pending.count == TileFolder.batch { try synchronizePending() }
    }

    private func synchronizePending() throws(FileError) {
        for file in pending { try File.reading(file, noFollow: true).synchronize() }
        pending.removeAll(keepingCapacity: true)
    }

    /// Makes the entries of all folders durable that a file was written in, up to the one that holds the log's.
    private func synchronizeFolders() throws(FileError) {
        var all = folders
        for folder in folders {
            var above = folder
            while above != path, above.utf8.count > path.utf8.count {
                above = Folder.parent(of: above)
                all.insert(above)
            }
        }
        all.insert(Folder.parent(of: path))
        for folder in all.sorted() { try Folder.synchronize(folder) }
    }

    /// Makes a folder, and removes what a run that was killed left half written in it; nothing is written through a link.
    private func prepare(_ folder: String) throws(FileError) {
        guard folders.insert(folder).inserted else { return }
        var place = folder
        while true {
            var there = stat()
            if lstat(place.cPath, &there) == 0, there.st_mode & S_IFMT == S_IFLNK {
                throw FileError(.notRegular, at: place, "is a link, and a log is not published through one")
            }
            guard place != path else { break }
            place = Folder.parent(of: place)
        }
        try Folder.create(folder)
        try Leftovers.sweep(folder)
    }

    /// Makes everything durable, and then lets the checkpoint count it.
    ///
    /// Lines of witnesses that stand under the same checkpoint already are kept.
    func publish(_ new: [UInt8]) throws(FileError) {
        let note = keepingSignatures(new)
        try prepare(path)
        try synchronizePending()
        if written > 0 { try synchronizeFolders() }
        if note != publishedNote {
            let standing = publishedNote.map { AtomicFile.Standing.these($0) } ?? .nothing
            try AtomicFile.write(note, to: "\(path)/checkpoint", over: standing)
            written += 1
        } else {
            unchanged += 1
        }
    }

    private func keepingSignatures(_ new: [UInt8]) -> [UInt8] {
        guard let publishedNote, let old = try? SignedNote(publishedNote), var note = try? SignedNote(new),
            old.textBytes == note.textBytes
        else { return new }
        for signature in old.signatures where !note.signatures.contains(signature) {
            guard note.signatures.count < TileFolder.signatureLimit else { break }
            note.signatures.append(signature)
        }
        return note.bytes
    }

    /// Removes the narrower copies of a tile that is full; clients take that one in their stead.
    func removePartials(of tile: TileIndex) throws(FileError) {
        let folder = "\(path)/\(tile.path).p"
        if Folder.hasEntry(folder) { try Folder.remove(folder) }
    }
}
