package import Bytes
import Glibc

/// What was ever opened of a run, line by line: `RUN/disclosures.jsonl`, durable before anything leaves.
///
/// Each line names the SHA-256 of the line before, so that one that was taken out shows.
package final class DisclosureLedger {
    /// One commitment that was opened, to whom.
    package struct Entry: Hashable, Sendable {
        package let at: Timestamp
        package let bundle: Digest
        package let leaf: Int
        package let plan: Digest
        package let sha256: Digest

        package init(at: Timestamp, bundle: Digest, leaf: Int, plan: Digest, sha256: Digest) {
            self.at = at
            self.bundle = bundle
            self.leaf = leaf
            self.plan = plan
            self.sha256 = sha256
        }
    }

    package static let name = "disclosures.jsonl"
    private static let sizeLimit = 1 << 30
    private static let lineLimits = JSON.Limits(bytes: 1_024, depth: 2)

    private let path: String
    private let file: File
    package private(set) var entries: [Entry] = []
    /// Whether the last line was cut off by a crash; nothing was opened by it.
    package private(set) var wasTorn = false
    /// SHA-256 of each line, in order.
    private var heads: [Digest] = []
    private var end = 0

    /// Opens the ledger of a run for one process alone, and reads it whole.
    package convenience init(of run: RunDirectory) throws(RecordingError) {
        let path = DisclosureLedger.path(of: run)
        let file = try RecordingError.from(.file) { () throws(FileError) in
            try File.opening(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode: 0o600)
        }
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let why =
                code == EWOULDBLOCK
                ? "another process is answering a challenge" : "cannot lock it: \(FileError.reason(code))"
            throw RecordingError(.file, at: path, why)
        }
        try self.init(path, file)
    }

    /// Reads the ledger of a run and creates nothing; a run without one has opened nothing, and nil is given.
    package convenience init?(reading run: RunDirectory) throws(RecordingError) {
        let path = DisclosureLedger.path(of: run)
        guard Folder.hasEntry(path) else { return nil }
        let file = try RecordingError.from(.file) { () throws(FileError) in
            try File.reading(path, noFollow: true)
        }
        try self.init(path, file)
    }

    private static func path(of run: RunDirectory) -> String { "\(run.path)/\(name)" }

    private init(_ path: String, _ file: File) throws(RecordingError) {
        (self.path, self.file) = (path, file)
        let bytes = try RecordingError.from(.file) { () throws(FileError) in
            try file.contents(limit: DisclosureLedger.sizeLimit)
        }
        for (number, line) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
            guard line.endIndex < bytes.endIndex else {
                wasTorn = !line.isEmpty
                break
            }
            try take(Array(line), number: number + 1)
            end = line.endIndex + 1
        }
    }

    private func take(_ bytes: [UInt8], number: Int) throws(RecordingError) {
        do throws(FormatError) {
            let line = try Line(
                JSON(canonical: bytes, limits: DisclosureLedger.lineLimits),
                path: "line \(number)"
            )
            guard line.previous == heads.last ?? .zero else {
                throw FormatError(.badValue, at: "line \(number).previous", "an earlier line was changed")
            }
            entries.append(line.entry)
            heads.append(SHA256.hash(bytes))
        } catch {
            throw RecordingError(.ledger, at: "\(path), \(error.location)", error.detail)
        }
    }

    /// SHA-256 of the first `count` lines' last, zeros for none; nil where there are fewer.
    package func head(at count: Int) -> Digest? {
        guard (0...heads.count).contains(count) else { return nil }
        return count == 0 ? .zero : heads[count - 1]
    }

    /// Every commitment that was ever opened.
    package var disclosed: Set<Digest> { Set(entries.map(\.sha256)) }

    /// Adds what this plan has not opened yet, and returns when that is on the medium.
    package func append(_ new: [Entry]) throws(RecordingError) {
        let known = Set(entries.map { Key(plan: $0.plan, sha256: $0.sha256) })
        var bytes: [UInt8] = []
        var added: [Entry] = []
        var addedHeads: [Digest] = []
        for entry in new where !known.contains(Key(plan: entry.plan, sha256: entry.sha256)) {
            let line = Line(entry: entry, previous: addedHeads.last ?? heads.last ?? .zero).canonicalBytes
            addedHeads.append(SHA256.hash(line))
            bytes += line + [0x0a]
            added.append(entry)
        }
        let (file, path, end) = (file, path, end)
        try RecordingError.from(.file) { () throws(FileError) in
            guard ftruncate(file.descriptor, off_t(end)) == 0, lseek(file.descriptor, 0, SEEK_END) == end
            else {
                let reason = FileError.reason(errno)
                throw FileError(.cannotWrite, at: path, "cannot drop an incomplete line: \(reason)")
            }
            try file.write(bytes)
            try file.synchronize()
            try Folder.synchronize(Folder.parent(of: path))
        }
        self.end += bytes.count
        heads += addedHeads
        wasTorn = false
        entries += added
    }

    private struct Key: Hashable {
        let plan: Digest
        let sha256: Digest
    }
}

/// A line of the file: an entry, and the SHA-256 of the line before it.
private struct Line {
    let entry: DisclosureLedger.Entry
    let previous: Digest
}

extension Line: FieldCoded {
    fileprivate init(_ fields: inout Fields<Line>) throws(FormatError) {
        entry = DisclosureLedger.Entry(
            at: try fields("at", \.entry.at, .time),
            bundle: try fields("bundle", \.entry.bundle, .digest),
            leaf: try fields("leaf", \.entry.leaf, .integer),
            plan: try fields("plan", \.entry.plan, .digest),
            sha256: try fields("sha256", \.entry.sha256, .digest)
        )
        previous = try fields("previous", \.previous, .digest)
    }
}
