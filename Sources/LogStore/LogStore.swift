package import Bytes
import MerkleLog

/// The append-only log of a run in a folder: one writer, any readers, every batch durable on return.
///
///     format         "bulla-log-store/v1" LF origin LF; written last, so its presence says the log exists
///     lock           held with flock(2) by the writer
///     state          two commit slots of which the newer counts (`CommitSlot`)
///     entries        all entries, each a u16 length and its bytes: every tile/entries/N, end to end
///     bundles        for each full bundle the u64 offset in `entries` where it ends
///     tiles-1 … 6    for each level the hashes of tile/L/0, tile/L/1, …, end to end, 32 bytes each
///
/// These are the contents of the C2SP tlog-tiles tree, concatenated: a tile or bundle is one read at a
/// known offset, and ten million entries are ten files, not eighty thousand. Hashes of level 0 are not
/// kept, since reading a bundle gives them.
///
/// **Why a crash loses nothing.** An append writes the entries, waits until they are on the medium, then
/// overwrites the older slot of `state` and waits again. Bytes after the last commit do not count, and
/// the next writer cuts them off. `bundles` and `tiles` follow from `entries`; they are synchronized
/// every 256 bundles only, and a writer that opens the log rebuilds them from there. In the end the
/// frontier read back must have the committed root.
///
/// Opening reads O(log size) hashes and the unfinished bundle, so it does not notice damage to older
/// entries or tiles: whoever seals rehashes every entry, and a proof made from a damaged tile fails.
package final class LogStore {
    package let folder: String
    package let origin: String
    let files: LogFiles
    private var lock: WriterLock?
    var state: CommitSlot
    var frontier = TileFrontier()
    /// The leaf hashes read last: the nodes of one inclusion proof mostly lie in one bundle.
    var recentHashes: (number: Int, hashes: [UInt8])?

    /// How many bundles may have to be rehashed after a crash.
    static let indexInterval = 256

    package var size: Int { state.size }
    package var root: Digest { state.root }

    /// Creates an empty log and opens it for writing.
    package static func create(at folder: String, origin: String) throws(LogError) -> LogStore {
        guard Checkpoint.isOrigin(origin) else {
            throw LogError(.badOrigin, at: folder, "want printable ASCII without spaces or +")
        }
        try LogError.from(.file) { () throws(FileError) in try Folder.create(folder) }
        let lock = try WriterLock(folder)
        guard !Folder.hasEntry(LogFiles.path(folder, "format")) else {
            throw LogError(.exists, at: folder, "a log already exists")
        }
        try LogError.from(.file) { () throws(FileError) in
            for name in LogFiles.names {
                try AtomicFile.write([], to: LogFiles.path(folder, name))
            }
            let state = CommitSlot().encoded
            try AtomicFile.write(state, to: LogFiles.path(folder, "state"))
            try Folder.synchronize(Folder.parent(of: folder))
            try AtomicFile.write(
                Array("\(LogFiles.header)\(origin)\n".utf8),
                to: LogFiles.path(folder, "format")
            )
        }
        return try LogStore(folder, lock: lock)
    }

    /// Opens a log: the one writer recovers what a crash left; a reader sees the last commit and keeps it.
    package static func open(at folder: String, forWriting: Bool) throws(LogError) -> LogStore {
        guard Folder.hasEntry(LogFiles.path(folder, "format")) else {
            throw LogError(.notFound, at: folder, "no log here")
        }
        return try LogStore(folder, lock: forWriting ? try WriterLock(folder) : nil)
    }

    private init(_ folder: String, lock: WriterLock?) throws(LogError) {
        self.folder = folder
        self.lock = lock
        origin = try LogStore.readOrigin(folder)
        files = try LogError.from(.file) { () throws(FileError) in try LogFiles(folder, writing: lock != nil)
        }
        state = try LogStore.readState(files)
        if lock == nil { try loadSnapshot() } else { try recover() }
    }

    private static func readOrigin(_ folder: String) throws(LogError) -> String {
        let bytes = try LogError.from(.file) { () throws(FileError) in
            try File.contents(of: LogFiles.path(folder, "format"), limit: 512, noFollow: true)
        }
        let origin = String(decoding: bytes.dropFirst(LogFiles.header.utf8.count).dropLast(), as: UTF8.self)
        guard Checkpoint.isOrigin(origin), Array("\(LogFiles.header)\(origin)\n".utf8) == bytes else {
            let first = String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self)
            let isNewer = JSONObject.isNewer(first, than: String(LogFiles.header.dropLast()))
            throw LogError(
                .damaged,
                at: LogFiles.path(folder, "format"),
                isNewer
                    ? "is \(first), newer than this program reads: get a newer one"
                    : WindowsText.detail("want version 1 and an origin", in: bytes)
            )
        }
        return origin
    }

    /// Appends entries; on return they are on the medium, and the size and root are those with them.
    ///
    /// A batch is whole or absent after a crash. After a failed write the store takes no more: what the
    /// medium holds is unknown until the log is opened again.
    @discardableResult
    package func append(batch: [[UInt8]]) throws(LogError) -> (size: Int, root: Digest) {
        guard lock != nil else { throw LogError(.readOnly, at: folder, "opened for reading, or closed") }
        guard !isStopped else { throw LogError(.stopped, at: folder, "a write failed; open the log again") }
        guard !batch.isEmpty else { return (size, root) }
        let pending = try PendingBatch(batch, after: state)
        isStopped = true
        try commit(pending)
        isStopped = false
        return (size, root)
    }

    private var isStopped = false

    private func commit(_ batch: PendingBatch) throws(LogError) {
        var next = state
        var grown = frontier
        let full = grown.append(leafHashes: batch.leafHashes)
        try LogError.from(.file) { () throws(FileError) in
            try files.entries.write(batch.bytes, at: state.bytes)
            try files.write(bundleEnds: batch.bundleEnds, full: full, after: state.size)
            try files.entries.synchronizeData()
        }
        next.size += batch.count
        next.bytes += batch.bytes.count
        next.root = try onTree { () throws(MerkleError) in try grown.compactRange().root }
        if next.size / 256 - next.indexed >= LogStore.indexInterval { try synchronizeIndex(&next) }
        try write(&next)
        state = next
        frontier = grown
        recentHashes = nil
    }

    private func synchronizeIndex(_ next: inout CommitSlot) throws(LogError) {
        try LogError.from(.file) { () throws(FileError) in try files.synchronizeIndex() }
        next.indexed = next.size / 256
    }

    private func write(_ next: inout CommitSlot) throws(LogError) {
        next.sequence += 1
        let slot = next
        try LogError.from(.file) { () throws(FileError) in
            try files.state.write(slot.encoded, at: slot.offset)
            try files.state.synchronizeData()
        }
    }

    /// Makes the index durable and gives up the lock; without it, the next writer rebuilds a little.
    package func close() throws(LogError) {
        guard lock != nil else { return }
        defer { lock = nil }
        guard !isStopped else { return }
        var next = state
        try synchronizeIndex(&next)
        guard next != state else { return }
        try write(&next)
        state = next
    }
}

/// Runs tree operations, their errors told as damage: the log's own files gave the values.
func onTree<Result>(_ body: () throws(MerkleError) -> Result) throws(LogError) -> Result {
    do { return try body() } catch { throw LogError(.damaged, at: error.location, error.detail) }
}
